"""Facts about what left."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class _OfMessage(Event):
    subject_kind: ClassVar[str] = "outbound"
    subject_field: ClassVar[str] = "message_id"
    message_id: UUID
    channel: str
    kind: str


@dataclass(frozen=True)
class MessageSent(_OfMessage):
    """A provider took a message."""

    about_kind: str
    about_id: UUID | None


@dataclass(frozen=True)
class MessageRefused(_OfMessage):
    """A message did not leave and will not.

    `permanent` when its address refused it for good; else it was tried too often, or what it says
    was refused.
    """

    about_kind: str
    about_id: UUID | None
    address: str
    code: str
    permanent: bool


@dataclass(frozen=True)
class MessageUnclear(_OfMessage):
    """Nobody can tell whether a message left; a person decides."""

    about_kind: str
    about_id: UUID | None


@dataclass(frozen=True)
class MessageRetried(_OfMessage):
    """A person had a message sent again."""


@dataclass(frozen=True)
class MessageCancelled(_OfMessage):
    """A message was stopped before it left."""

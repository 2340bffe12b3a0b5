"""Facts about sources."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class SourceEvent(Event):
    """A fact about one source."""

    subject_kind: ClassVar[str] = "source"
    subject_field: ClassVar[str] = "source_id"
    source_id: UUID
    name: str


@dataclass(frozen=True)
class SourceCreated(SourceEvent):
    """Words may come from here."""

    kind: str


@dataclass(frozen=True)
class SourceChanged(SourceEvent):
    """`changed` maps a field to its (old, new) value; credentials are never in it."""

    changed: dict[str, Any]


@dataclass(frozen=True)
class SourceArchived(SourceEvent):
    """Nothing comes from here any more."""


@dataclass(frozen=True)
class SourceRestored(SourceEvent):
    """An archived source was taken into use again."""


@dataclass(frozen=True)
class SecretsChanged(SourceEvent):
    """Credentials were typed; only their names are known here."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class SourceFailed(SourceEvent):
    """A source that worked, works no more."""

    detail: str


@dataclass(frozen=True)
class SourceRecovered(SourceEvent):
    """A source works again, or for the first time."""


@dataclass(frozen=True)
class SendingFailed(SourceEvent):
    """Nothing can be sent through a mailbox; what is to be sent waits."""

    detail: str


@dataclass(frozen=True)
class SendingRecovered(SourceEvent):
    """A mailbox can send again, or for the first time."""

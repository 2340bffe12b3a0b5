"""Facts about what arrived."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class ArrivalQuarantined(Event):
    """Something that arrived could not be handled; a person decides."""

    subject_kind: ClassVar[str] = "inbox"
    subject_field: ClassVar[str] = "item_id"
    item_id: UUID
    channel: str
    source_id: UUID
    attempts: int
    reason: str


@dataclass(frozen=True)
class ArrivalRunAgain(Event):
    """A person had something in quarantine handled again."""

    subject_kind: ClassVar[str] = "inbox"
    subject_field: ClassVar[str] = "item_id"
    item_id: UUID


@dataclass(frozen=True)
class ArrivalsRunAgain(Event):
    """A person had everything in quarantine handled again."""

    subject_kind: ClassVar[str] = "inbox"
    subject_field: ClassVar[str] = ""
    count: int


@dataclass(frozen=True)
class ArrivalPutAway(Event):
    """A person decided that something in quarantine needs nothing more; it is kept."""

    subject_kind: ClassVar[str] = "inbox"
    subject_field: ClassVar[str] = "item_id"
    item_id: UUID


@dataclass(frozen=True)
class MailboxGapFound(Event):
    """A mailbox held messages that our ledger did not know; they are fetched now."""

    subject_kind: ClassVar[str] = "source"
    subject_field: ClassVar[str] = "source_id"
    source_id: UUID
    folder: str
    missing: int

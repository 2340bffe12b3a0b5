"""What happened to recurring assignments."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class RecurrenceEvent(Event):
    """Something about one recurring assignment."""

    subject_kind: ClassVar[str] = "recurrence"
    subject_field: ClassVar[str] = "recurrence_id"
    recurrence_id: UUID
    title: str


@dataclass(frozen=True)
class RecurrenceCreated(RecurrenceEvent):
    """Work will be handed out again and again."""


@dataclass(frozen=True)
class RecurrenceChanged(RecurrenceEvent):
    """Fields changed: name -> [before, after]."""

    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class RecurrenceHandedOut(RecurrenceEvent):
    """A day's work was handed to each (`count` tasks)."""

    day: date | None = None
    count: int = 0


@dataclass(frozen=True)
class RecurrencePaused(RecurrenceEvent):
    """Nothing is handed out for now; `why` is set when it stopped by itself."""

    why: str = ""


@dataclass(frozen=True)
class RecurrenceResumed(RecurrenceEvent):
    """It goes on from today."""


@dataclass(frozen=True)
class RecurrenceArchived(RecurrenceEvent):
    """It was put away."""

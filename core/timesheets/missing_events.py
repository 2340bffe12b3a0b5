"""What was told about missing hours."""

from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class HoursMissing(Event):
    """A working day lacks `minutes`; tell `staff_id`, the `step`th time (1 or 2).

    `same_*` is an earlier entry that would fill it: offered as one tap.
    """

    subject_kind: ClassVar[str] = "staff"
    subject_field: ClassVar[str] = "staff_id"
    staff_id: UUID
    day: date
    minutes: int
    step: int
    same_entry_id: UUID | None = None
    same_minutes: int = 0
    same_customer: str = ""
    same_start: time | None = None
    same_end: time | None = None
    same_day: date | None = None


@dataclass(frozen=True)
class DayMarkedOff(Event):
    """The person was off that day: nobody asks for its hours."""

    subject_kind: ClassVar[str] = "staff"
    subject_field: ClassVar[str] = "staff_id"
    staff_id: UUID
    day: date


@dataclass(frozen=True)
class HoursMissingToManager(Event):
    """The day before still lacks hours: `manager_id` is told once, a line for each person.

    `lines` are (person, missing minutes).
    """

    subject_kind: ClassVar[str] = "staff"
    subject_field: ClassVar[str] = "manager_id"
    manager_id: UUID
    day: date
    lines: tuple[tuple[UUID, int], ...] = ()

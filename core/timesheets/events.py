"""What happened to hours."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class EntryEvent(Event):
    """Something about one entry; `minutes` are the worked ones."""

    subject_kind: ClassVar[str] = "time_entry"
    subject_field: ClassVar[str] = "entry_id"
    entry_id: UUID
    staff_id: UUID
    day: date
    minutes: int
    customer_id: UUID | None = None
    project_id: UUID | None = None


@dataclass(frozen=True)
class TimeLogged(EntryEvent):
    """Work was booked; who booked it is the event's actor."""


@dataclass(frozen=True)
class TimeCorrected(EntryEvent):
    """A new entry took the place of `before_id`; field -> [before, after]."""

    before_id: UUID | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class TimeRemoved(EntryEvent):
    """The entry does not count any more."""


@dataclass(frozen=True)
class TimeRestored(EntryEvent):
    """The entry counts again."""


@dataclass(frozen=True)
class TimerEvent(Event):
    """Something about one person's running clock."""

    subject_kind: ClassVar[str] = "timer"
    subject_field: ClassVar[str] = "timer_id"
    timer_id: UUID
    staff_id: UUID
    started_at: datetime


@dataclass(frozen=True)
class TimerStarted(TimerEvent):
    """A clock runs."""

    customer_id: UUID | None = None
    project_id: UUID | None = None


@dataclass(frozen=True)
class TimerStopped(TimerEvent):
    """The clock stopped; `entry_id` is None when it ran less than a minute or was dropped."""

    stopped_at: datetime | None = None
    entry_id: UUID | None = None


@dataclass(frozen=True)
class TimerForgotten(TimerEvent):
    """The clock still runs after a working day: ask `staff_id` when the work ended.

    `ends` are the likeliest moments, shown in `zone`; a button says one by its minutes since 1970.
    """

    customer: str | None = None
    ends: tuple[datetime, ...] = ()
    zone: str = "UTC"


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

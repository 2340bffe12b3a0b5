"""What happened to hours."""

from dataclasses import dataclass, field
from datetime import date, datetime
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
class WeekEvent(Event):
    """A step of a person's week towards approval; `minutes` are those worked by then.

    `comment` is what whoever took the step said.
    """

    subject_kind: ClassVar[str] = "staff"
    subject_field: ClassVar[str] = "staff_id"
    staff_id: UUID
    monday: date
    minutes: int
    week_id: UUID
    comment: str = ""


@dataclass(frozen=True)
class WeekSubmitted(WeekEvent):
    """The person sent their week for approval."""


@dataclass(frozen=True)
class WeekRecalled(WeekEvent):
    """The person took the week back before anybody decided."""


@dataclass(frozen=True)
class WeekApproved(WeekEvent):
    """An approver approved the week: it is locked."""


@dataclass(frozen=True)
class WeekRejected(WeekEvent):
    """An approver sent the week back with a comment."""


@dataclass(frozen=True)
class WeekReopened(WeekEvent):
    """An approver opened an approved week again."""


@dataclass(frozen=True)
class WeekReopeningAsked(WeekEvent):
    """The person asks the approvers to open their approved week."""


@dataclass(frozen=True)
class WeekToSubmit(WeekEvent):
    """The person is asked to send a week; `norm` is what it should hold. `late`: not the first."""

    norm: int = 0
    late: bool = False


@dataclass(frozen=True)
class WeeksWaiting(Event):
    """Submitted weeks of earlier weeks still wait on the Monday `day`: approvers are told."""

    day: date
    count: int


@dataclass(frozen=True)
class TimeReversed(EntryEvent):
    """Locked or invoiced hours were taken back by `reversal_id`, negative ones on `on_day`.

    `replacement_id` is what was booked in their place, if anything.
    """

    reversal_id: UUID | None = None
    replacement_id: UUID | None = None
    on_day: date | None = None
    why: str = ""


@dataclass(frozen=True)
class HoursObjected(EntryEvent):
    """The person objects to hours that `booked_by_id` booked for them; they were taken back.

    With a `reason` they say why, after the hours were taken back.
    """

    booked_by_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True)
class MorningCame(Event):
    """A working day begins for somebody who wants to be told their jobs."""

    subject_kind: ClassVar[str] = "staff"
    subject_field: ClassVar[str] = "staff_id"
    staff_id: UUID
    day: date

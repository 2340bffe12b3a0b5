"""What happened to activities and their types. Each is told as a fact of its task."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event
from core.work.events import TaskEvent


@dataclass(frozen=True)
class ActivityEvent(TaskEvent):
    """Something about one activity: its type and words as they are, and whom it is directed to."""

    activity_id: UUID | None = None
    type: str = ""
    text: str = ""
    staff_id: UUID | None = None


@dataclass(frozen=True)
class ActivityGiven(ActivityEvent):
    """Somebody is to do something for the task; its doer and responsible stay."""

    due_on: date | None = None
    due_time: time | None = None
    customer_id: UUID | None = None


@dataclass(frozen=True)
class ActivityChanged(ActivityEvent):
    """Fields changed: name -> [before, after]."""

    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class ActivityFinished(ActivityEvent):
    """It was done, with what result."""

    result: str = ""
    given_by_id: UUID | None = None


@dataclass(frozen=True)
class ActivityReopened(ActivityEvent):
    """It was not done after all."""


@dataclass(frozen=True)
class ActivityRemoved(ActivityEvent):
    """It is not needed any more."""


@dataclass(frozen=True)
class ActivityDue(ActivityEvent):
    """Whoever it is directed to is to be told that it is due; `due_time` in their zone."""

    due_on: date | None = None
    due_time: time | None = None
    overdue: bool = False
    customer_id: UUID | None = None


@dataclass(frozen=True)
class ActivityTypeEvent(Event):
    """Something about a type of activity."""

    subject_kind: ClassVar[str] = "activity_type"
    subject_field: ClassVar[str] = "activity_type_id"
    activity_type_id: UUID
    name: str


@dataclass(frozen=True)
class ActivityTypeCreated(ActivityTypeEvent):
    """The company counts another kind of act."""


@dataclass(frozen=True)
class ActivityTypeChanged(ActivityTypeEvent):
    """Fields changed: name -> [before, after]."""

    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class ActivityTypeArchived(ActivityTypeEvent):
    """New activities cannot be of it any more."""


@dataclass(frozen=True)
class ActivityTypeRestored(ActivityTypeEvent):
    """New activities may be of it again."""

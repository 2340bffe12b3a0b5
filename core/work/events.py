"""What happened in work. Ids, and the few words that whoever is told needs to read."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class TaskEvent(Event):
    """Something about one task."""

    subject_kind: ClassVar[str] = "task"
    subject_field: ClassVar[str] = "task_id"
    task_id: UUID
    number: str
    title: str


@dataclass(frozen=True)
class TaskCreated(TaskEvent):
    """A piece of work was written down."""

    doer_id: UUID | None = None
    responsible_id: UUID | None = None
    due_on: date | None = None
    customer_id: UUID | None = None
    contact_request_id: UUID | None = None


@dataclass(frozen=True)
class TaskAssigned(TaskEvent):
    """The task has (another) doer; None: nobody. Also recorded beside TaskCreated."""

    doer_id: UUID | None = None
    before_id: UUID | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class TaskChanged(TaskEvent):
    """Fields changed: name -> [before, after]."""

    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskMoved(TaskEvent):
    """The task stands in another stage (names as they were); it came to the one before then.

    `quietly`: the stage was put away and all its tasks moved; no customer is told of that.
    """

    from_stage: str = ""
    to_stage: str = ""
    from_stage_id: UUID | None = None
    to_stage_id: UUID | None = None
    left_since: datetime | None = None
    quietly: bool = False


@dataclass(frozen=True)
class TaskCompleted(TaskEvent):
    """The work is done."""

    contact_request_id: UUID | None = None
    doer_id: UUID | None = None


@dataclass(frozen=True)
class TaskReopened(TaskEvent):
    """It was not done after all."""


@dataclass(frozen=True)
class TaskDue(TaskEvent):
    """The doer is to be told that the task is due; `due_time` is wall time in their zone."""

    staff_id: UUID | None = None
    due_on: date | None = None
    due_time: time | None = None
    overdue: bool = False
    customer_id: UUID | None = None


@dataclass(frozen=True)
class ReminderEvent(Event):
    """Something about a reminder of one staff member."""

    subject_kind: ClassVar[str] = "reminder"
    subject_field: ClassVar[str] = "reminder_id"
    reminder_id: UUID
    staff_id: UUID
    task_id: UUID | None
    text: str


@dataclass(frozen=True)
class ReminderCreated(ReminderEvent):
    """Somebody is to be reminded."""

    remind_at: datetime | None = None


@dataclass(frozen=True)
class ReminderDue(ReminderEvent):
    """The moment has come: tell `staff_id` the text (or the task's title)."""

    remind_at: datetime | None = None


@dataclass(frozen=True)
class ReminderDropped(ReminderEvent):
    """Nobody needs it any more: cancelled, the task done, the person gone (`why`)."""

    why: str = ""


@dataclass(frozen=True)
class ProjectEvent(Event):
    """Something about one project."""

    subject_kind: ClassVar[str] = "project"
    subject_field: ClassVar[str] = "project_id"
    project_id: UUID
    name: str


@dataclass(frozen=True)
class ProjectCreated(ProjectEvent):
    """A customer's larger work began."""

    customer_id: UUID | None = None


@dataclass(frozen=True)
class ProjectChanged(ProjectEvent):
    """Fields changed: name -> [before, after]."""

    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class ProjectClosedDown(ProjectEvent):
    """No more hours go onto it."""


@dataclass(frozen=True)
class ProjectReopened(ProjectEvent):
    """Hours may go onto it again."""


@dataclass(frozen=True)
class ProjectArchived(ProjectEvent):
    """It was put away."""


@dataclass(frozen=True)
class WorkflowEvent(Event):
    """Something about one workflow."""

    subject_kind: ClassVar[str] = "workflow"
    subject_field: ClassVar[str] = "workflow_id"
    workflow_id: UUID
    name: str


@dataclass(frozen=True)
class WorkflowCreated(WorkflowEvent):
    """The company has another process."""


@dataclass(frozen=True)
class WorkflowChanged(WorkflowEvent):
    """Fields changed: name -> [before, after]."""

    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkflowArchived(WorkflowEvent):
    """It was put away."""


@dataclass(frozen=True)
class StageEvent(Event):
    """Something about one stage."""

    subject_kind: ClassVar[str] = "stage"
    subject_field: ClassVar[str] = "stage_id"
    stage_id: UUID
    workflow_id: UUID
    name: str


@dataclass(frozen=True)
class StageCreated(StageEvent):
    """A workflow has another step."""


@dataclass(frozen=True)
class StageChanged(StageEvent):
    """Fields changed: name -> [before, after]."""

    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class StageArchived(StageEvent):
    """It was put away."""


@dataclass(frozen=True)
class WorkKindEvent(Event):
    """Something about a kind of work."""

    subject_kind: ClassVar[str] = "work_kind"
    subject_field: ClassVar[str] = "work_kind_id"
    work_kind_id: UUID
    name: str


@dataclass(frozen=True)
class WorkKindCreated(WorkKindEvent):
    """Entries may carry another kind of work."""


@dataclass(frozen=True)
class WorkKindRenamed(WorkKindEvent):
    """It bears another name."""

    before: str = ""


@dataclass(frozen=True)
class WorkKindTravelSet(WorkKindEvent):
    """Time of this kind is travelling, or is so no more."""

    is_travel: bool = False


@dataclass(frozen=True)
class WorkKindArchived(WorkKindEvent):
    """Entries may not carry it any more."""

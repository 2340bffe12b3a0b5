"""What happened to a task besides its own fields: checklist, links, putting aside."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.work.events import TaskEvent


@dataclass(frozen=True)
class TaskCameBack(TaskEvent):
    """The day came until which the task was put aside: tell `doer_id`."""

    doer_id: UUID | None = None
    deferred_until: date | None = None
    customer_id: UUID | None = None


@dataclass(frozen=True)
class ChecklistEvent(TaskEvent):
    """Something about one line of the checklist (the line as it is)."""

    item_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True)
class ChecklistItemAdded(ChecklistEvent):
    """The checklist has another line."""


@dataclass(frozen=True)
class ChecklistItemTicked(ChecklistEvent):
    """A line was done, or is not done after all."""

    done: bool = True


@dataclass(frozen=True)
class ChecklistItemRenamed(ChecklistEvent):
    """A line says something else now."""

    before: str = ""


@dataclass(frozen=True)
class ChecklistItemMoved(ChecklistEvent):
    """A line stands at another place (0 the first)."""

    place: int = 0


@dataclass(frozen=True)
class ChecklistItemRemoved(ChecklistEvent):
    """A line is no longer needed."""


@dataclass(frozen=True)
class TaskLinkEvent(TaskEvent):
    """Recorded on both tasks; `is_from`: this task is the first of the relation."""

    kind: str = ""
    other_id: UUID | None = None
    other_number: str = ""
    is_from: bool = True


@dataclass(frozen=True)
class TaskLinked(TaskLinkEvent):
    """Two tasks stand in a relation."""


@dataclass(frozen=True)
class TaskUnlinked(TaskLinkEvent):
    """They do not any more."""

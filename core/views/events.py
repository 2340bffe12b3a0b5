"""What happened to saved views."""

from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class ViewEvent(Event):
    """Something about one saved view."""

    subject_kind: ClassVar[str] = "saved_view"
    subject_field: ClassVar[str] = "view_id"
    view_id: UUID
    module: str
    name: str


@dataclass(frozen=True)
class ViewSaved(ViewEvent):
    """Somebody kept a list as they want it; told is whom it is shown to."""

    team_id: UUID | None = None
    for_everybody: bool = False


@dataclass(frozen=True)
class ViewChanged(ViewEvent):
    """Fields changed: name -> [before, after]."""

    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class ViewArchived(ViewEvent):
    """It was put away."""


@dataclass(frozen=True)
class ViewRestored(ViewEvent):
    """It is back."""


@dataclass(frozen=True)
class DefaultViewChosen(Event):
    """A list opens with another view; None: with the built-in one. `for_everybody`: for all."""

    module: str
    view_id: UUID | None
    for_everybody: bool = False


@dataclass(frozen=True)
class ListExported(Event):
    """Somebody took a list out of the house: so many rows of the view, as CSV or XLSX."""

    module: str
    view: str
    rows: int
    form: str


@dataclass(frozen=True)
class BulkEvent(Event):
    """Something about a change of a whole list."""

    subject_kind: ClassVar[str] = "bulk_change"
    subject_field: ClassVar[str] = "change_id"
    change_id: UUID
    module: str


@dataclass(frozen=True)
class BulkStarted(BulkEvent):
    """Somebody set a column of so many records."""

    column: str
    total: int


@dataclass(frozen=True)
class BulkStopped(BulkEvent):
    """It was stopped after so many."""

    done: int


@dataclass(frozen=True)
class BulkUndone(BulkEvent):
    """So many are written back."""

    done: int

"""What happened to the steps of projects and to project groups."""

from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class ProjectStatusEvent(Event):
    """Something about one step of projects."""

    subject_kind: ClassVar[str] = "project_status"
    subject_field: ClassVar[str] = "project_status_id"
    project_status_id: UUID
    name: str


@dataclass(frozen=True)
class ProjectStatusCreated(ProjectStatusEvent):
    """Projects have another step."""


@dataclass(frozen=True)
class ProjectStatusChanged(ProjectStatusEvent):
    """Fields changed: name -> [before, after]."""

    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class ProjectStatusArchived(ProjectStatusEvent):
    """Projects cannot take this step any more."""


@dataclass(frozen=True)
class ProjectStatusRestored(ProjectStatusEvent):
    """Projects may take this step again."""


@dataclass(frozen=True)
class ProjectGroupEvent(Event):
    """Something about one project group."""

    subject_kind: ClassVar[str] = "project_group"
    subject_field: ClassVar[str] = "project_group_id"
    project_group_id: UUID
    name: str


@dataclass(frozen=True)
class ProjectGroupCreated(ProjectGroupEvent):
    """People may always serve a customer together."""

    customer_id: UUID | None = None


@dataclass(frozen=True)
class ProjectGroupChanged(ProjectGroupEvent):
    """Fields changed: name -> [before, after]; members by name."""

    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class ProjectGroupArchived(ProjectGroupEvent):
    """It serves nobody any more."""


@dataclass(frozen=True)
class ProjectGroupRestored(ProjectGroupEvent):
    """It serves its customer again."""

"""Facts about own fields."""

from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class FieldEvent(Event):
    """What every event of a field says."""

    subject_kind: ClassVar[str] = "custom_field"
    subject_field: ClassVar[str] = "field_id"
    field_id: UUID
    module: str
    label: str


@dataclass(frozen=True)
class FieldAdded(FieldEvent):
    """A module got a field of its own."""

    kind: str = ""


@dataclass(frozen=True)
class FieldChanged(FieldEvent):
    """`changes` maps what was changed to [before, after]."""

    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FieldArchived(FieldEvent):
    """A field was put away; its values stay."""


@dataclass(frozen=True)
class FieldRestored(FieldEvent):
    """A field was taken back into use."""

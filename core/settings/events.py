"""Facts about settings."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class SettingChanged(Event):
    """The owner chose another value."""

    subject_kind: ClassVar[str] = "setting"
    subject_field: ClassVar[str] = "setting_id"
    setting_id: UUID
    key: str
    before: Any
    after: Any

"""Facts about the company's own words."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class _OfTemplate(Event):
    subject_kind: ClassVar[str] = "setting"
    subject_field: ClassVar[str] = "template_id"
    template_id: UUID
    event: str
    channel: str
    language: str


@dataclass(frozen=True)
class TemplateChanged(_OfTemplate):
    """A message has the company's own words."""


@dataclass(frozen=True)
class TemplateReset(_OfTemplate):
    """A message has the built-in words again."""

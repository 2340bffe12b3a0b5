"""What happened to absences and working times."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class WorkingTimeSet(Event):
    """From `valid_from` on a person is to work `minutes` a weekday, Monday first."""

    subject_kind: ClassVar[str] = "staff"
    subject_field: ClassVar[str] = "staff_id"
    staff_id: UUID
    valid_from: date
    minutes: tuple[int, ...]
    opening_balance: int | None = None
    before: tuple[int, ...] = ()


@dataclass(frozen=True)
class AbsenceEvent(Event):
    """Something about one absence. Why somebody was away stays in its row, out of the audit."""

    subject_kind: ClassVar[str] = "absence"
    subject_field: ClassVar[str] = "absence_id"
    absence_id: UUID
    staff_id: UUID
    first_day: date
    last_day: date
    day_minutes: int | None = None


@dataclass(frozen=True)
class AbsenceLogged(AbsenceEvent):
    """Somebody is or was away; who said so is the event's actor."""


@dataclass(frozen=True)
class AbsenceCorrected(AbsenceEvent):
    """The absence was changed; `changed` names its fields."""

    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class AbsenceRemoved(AbsenceEvent):
    """The absence does not count any more."""


@dataclass(frozen=True)
class AbsenceRestored(AbsenceEvent):
    """The absence counts again."""

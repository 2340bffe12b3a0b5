"""What happened to travel and expenses."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class TravelEvent(Event):
    """Something about one journey."""

    subject_kind: ClassVar[str] = "travel"
    subject_field: ClassVar[str] = "travel_id"
    travel_id: UUID
    staff_id: UUID
    day: date
    metres: int
    customer_id: UUID | None = None


@dataclass(frozen=True)
class TravelLogged(TravelEvent):
    """A journey was booked."""


@dataclass(frozen=True)
class TravelCorrected(TravelEvent):
    """A new row took the place of `before_id`; field -> [before, after]."""

    before_id: UUID | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class TravelRemoved(TravelEvent):
    """The journey does not count any more."""


@dataclass(frozen=True)
class TravelRestored(TravelEvent):
    """The journey counts again."""


@dataclass(frozen=True)
class ExpenseEvent(Event):
    """Something about one cost; `amount_minor` in minor units of `currency`."""

    subject_kind: ClassVar[str] = "expense"
    subject_field: ClassVar[str] = "expense_id"
    expense_id: UUID
    staff_id: UUID
    day: date
    amount_minor: int
    currency: str
    customer_id: UUID | None = None


@dataclass(frozen=True)
class ExpenseLogged(ExpenseEvent):
    """A cost was booked."""


@dataclass(frozen=True)
class ExpenseCorrected(ExpenseEvent):
    """A new row took the place of `before_id`; field -> [before, after]."""

    before_id: UUID | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class ExpenseRemoved(ExpenseEvent):
    """The cost does not count any more."""


@dataclass(frozen=True)
class ExpenseRestored(ExpenseEvent):
    """The cost counts again."""

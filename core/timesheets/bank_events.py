"""What happened to time banks, exports, customers' endorsements and pay bases."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class TimeBankEvent(Event):
    """Something about one time bank; `minutes` are signed as its ledger has them."""

    subject_kind: ClassVar[str] = "time_bank"
    subject_field: ClassVar[str] = "bank_id"
    bank_id: UUID
    customer_id: UUID
    name: str
    minutes: int = 0
    balance: int = 0
    note: str = ""


@dataclass(frozen=True)
class TimeBankOpened(TimeBankEvent):
    """A customer has a new time bank."""


@dataclass(frozen=True)
class TimeBankChanged(TimeBankEvent):
    """Its name, days, limit of the alert or rights changed; field -> [before, after]."""

    changes: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class TimeBankArchived(TimeBankEvent):
    """The bank was put away."""


@dataclass(frozen=True)
class TimeBankRestored(TimeBankEvent):
    """The bank is in use again."""


@dataclass(frozen=True)
class HoursBought(TimeBankEvent):
    """The customer bought hours."""


@dataclass(frozen=True)
class TimeBankAdjusted(TimeBankEvent):
    """Somebody corrected the balance; `note` is the reason."""


@dataclass(frozen=True)
class TimeBankDebited(TimeBankEvent):
    """Approved work was taken from the bank, minutes below zero."""


@dataclass(frozen=True)
class TimeBankReturned(TimeBankEvent):
    """Work was reopened or reversed and its minutes came back."""


@dataclass(frozen=True)
class TimeBankExpired(TimeBankEvent):
    """The last day passed and what was left is gone."""


@dataclass(frozen=True)
class TimeBankLow(TimeBankEvent):
    """The balance fell below the limit of the alert; told once until it rises again."""


@dataclass(frozen=True)
class HoursExported(Event):
    """Somebody took hours out as a file of `rows` rows; `what`, `form`: see `exporting`."""

    what: str
    form: str
    first: date
    last: date
    rows: int
    staff: int = 0
    customer_id: UUID | None = None
    approved_only: bool = True


@dataclass(frozen=True)
class EndorsementEvent(Event):
    """Something about a customer's endorsement of hours."""

    subject_kind: ClassVar[str] = "endorsement"
    subject_field: ClassVar[str] = "endorsement_id"
    endorsement_id: UUID
    customer_id: UUID


@dataclass(frozen=True)
class EndorsementAsked(EndorsementEvent):
    """The customer gets a link to look through the hours of a period."""

    first: date
    last: date
    rows: int


@dataclass(frozen=True)
class EndorsementWithdrawn(EndorsementEvent):
    """The link leads nowhere any more."""


@dataclass(frozen=True)
class HoursEndorsed(EndorsementEvent):
    """The customer answered: so many rows confirmed, disputed and still open."""

    confirmed: int
    disputed: int
    open: int
    by: str = ""


@dataclass(frozen=True)
class DisputeSettled(Event):
    """A row the customer disputed was settled with them."""

    subject_kind: ClassVar[str] = "endorsement"
    subject_field: ClassVar[str] = "endorsement_id"
    endorsement_id: UUID
    line_id: UUID


@dataclass(frozen=True)
class PayBasisEvent(Event):
    """Something about one row of the payroll mapping."""

    subject_kind: ClassVar[str] = "pay_basis"
    subject_field: ClassVar[str] = "basis_id"
    basis_id: UUID
    code: str


@dataclass(frozen=True)
class PayBasisCreated(PayBasisEvent):
    """A pay basis was added."""


@dataclass(frozen=True)
class PayBasisChanged(PayBasisEvent):
    """A pay basis gathers other rows now."""


@dataclass(frozen=True)
class PayBasisArchived(PayBasisEvent):
    """A pay basis was put away."""


@dataclass(frozen=True)
class PayBasisRestored(PayBasisEvent):
    """A pay basis is in use again."""

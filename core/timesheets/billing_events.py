"""What happened to the rules of billed time."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class BillingRuleEvent(Event):
    """Something about a rule of billed time; `entries` were worked out anew."""

    subject_kind: ClassVar[str] = "billing_rule"
    subject_field: ClassVar[str] = "rule_id"
    rule_id: UUID
    customer_id: UUID | None
    project_id: UUID | None
    valid_from: date
    entries: int = 0


@dataclass(frozen=True)
class BillingRuleSet(BillingRuleEvent):
    """From a day on time is billed in another way."""

    step_minutes: int = 1
    rounding: str = ""
    minimum_minutes: int = 0
    travel_percent: int = 100


@dataclass(frozen=True)
class BillingRuleArchived(BillingRuleEvent):
    """The rule holds no more."""

"""What the customer pays of worked time; pure, and the only place where it is worked out.

Worked minutes are the truth. Of travelling time the rule's share counts; the result goes to the
next whole step in the rule's direction, and work (not travelling) is at least the minimum. A
reversal bears the same minutes with the opposite sign.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.timesheets.models import BillingRule, Rounding


@dataclass(frozen=True, slots=True)
class Terms:
    """How time is billed; by default as many minutes as were worked. `rule_id` None: no rule.

    `step_minutes` >= 1, `minimum_minutes` >= 0, `travel_percent` 0 to 100.
    """

    step_minutes: int = 1
    rounding: str = Rounding.UP
    minimum_minutes: int = 0
    travel_percent: int = 100
    rule_id: UUID | None = None


EXACT = Terms()


def terms_of(rule: BillingRule | None) -> Terms:
    """Return a rule's terms, the exact minutes without one."""
    if rule is None:
        return EXACT
    return Terms(
        rule.step_minutes, rule.rounding, rule.minimum_minutes, rule.travel_percent, rule.id
    )


def is_billable(billable: bool | None, customer_id: UUID | None) -> bool:
    """Tell whether time is billed at all: as was said, else what has a customer."""
    return customer_id is not None if billable is None else billable


def billed(worked_minutes: int, terms: Terms, *, is_travel: bool, billable: bool) -> int:
    """Return the billed minutes of worked ones; negative ones mirror positive ones."""
    if worked_minutes < 0:
        return -billed(-worked_minutes, terms, is_travel=is_travel, billable=billable)
    share = terms.travel_percent if is_travel else 100
    if not billable or worked_minutes == 0 or share == 0:
        return 0
    whole = to_step(worked_minutes * share, terms.step_minutes * 100, terms.rounding)
    minutes = whole * terms.step_minutes
    return minutes if is_travel else max(minutes, terms.minimum_minutes)


def to_step(amount: int, step: int, rounding: str) -> int:
    """Return how many steps an amount >= 0 makes; `nearest` takes a half upwards."""
    if rounding == Rounding.DOWN:
        return amount // step
    if rounding == Rounding.NEAREST:
        return (2 * amount + step) // (2 * step)
    return -(-amount // step)


def narrowest(
    rules: Iterable[BillingRule], customer_id: UUID | None, project_id: UUID | None, day: date
) -> BillingRule | None:
    """Return the rule that holds: the project's, the customer's, the company's; the latest valid.

    Two that begin on one day: the one made later.
    """
    fits = [
        rule for rule in rules
        if rule.valid_from <= day and not rule.is_archived
        and (rule.project_id is None or rule.project_id == project_id)
        and (rule.customer_id is None or rule.customer_id == customer_id)
    ]  # fmt: skip
    return max(fits, key=_rank, default=None)


def _rank(rule: BillingRule) -> tuple[bool, bool, date, UUID]:
    return rule.project_id is not None, rule.customer_id is not None, rule.valid_from, rule.id

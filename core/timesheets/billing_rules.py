"""Changing how time is billed: a newer rule takes an older one's place, history keeps its own.

What is still open follows at once: entries that are neither in an approved week nor in a locked
period nor invoiced are billed anew from the day the rule begins, many with few statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid, NotFound
from core.events.bus import record
from core.kit import clock
from core.kit.formatting import day as day_text
from core.kit.i18n import _
from core.kit.text import storable
from core.people.models import Customer
from core.settings.queries import load_company
from core.timesheets import billing, policies
from core.timesheets.billing_events import BillingRuleArchived, BillingRuleSet
from core.timesheets.cases import terms_for
from core.timesheets.errors import RuleBackdated
from core.timesheets.locking import locked_through
from core.timesheets.models import BillingRule, Rounding, TimeEntry, TimesheetWeek, WeekState
from core.timesheets.queries import COUNTS
from core.work.models import Project, WorkKind

__all__ = ["archive_billing_rule", "bill_again", "set_billing_rule", "terms_for"]

STEPS = (1, 5, 6, 10, 15, 20, 30, 60)
LONGEST_MINIMUM = 24 * 60
PART = 500
"""So many entries are changed by one statement."""


async def set_billing_rule(
    session: AsyncSession, actor: Actor, *, valid_from: date, customer_id: UUID | None = None,
    project_id: UUID | None = None, step_minutes: int = 1, rounding: str = Rounding.UP,
    minimum_minutes: int = 0, travel_percent: int = 100, note: str = "",
) -> BillingRule:  # fmt: skip
    """Let a rule hold from a day on for a project, a customer or (neither) the whole company.

    One that began on the same day for the same is put away. Raises Invalid, RuleBackdated.
    """
    require(policies.can_manage(actor))
    rule = BillingRule(
        customer_id=customer_id, project_id=project_id, valid_from=valid_from,
        step_minutes=step_minutes, rounding=rounding, minimum_minutes=minimum_minutes,
        travel_percent=travel_percent, note=storable(note).strip(),
    )  # fmt: skip
    await _check(session, actor, rule)
    await _put_away_twin(session, rule)
    session.add(rule)
    await session.flush()
    fact = BillingRuleSet(
        **_facts(rule), entries=await _follow(session, rule), step_minutes=step_minutes,
        rounding=rounding, minimum_minutes=minimum_minutes, travel_percent=travel_percent,
    )  # fmt: skip
    await record(session, actor, fact)
    return rule


async def archive_billing_rule(session: AsyncSession, actor: Actor, rule_id: UUID) -> BillingRule:
    """Let a rule hold no more: open entries follow the wider or older one."""
    require(policies.can_manage(actor))
    rule = await session.get(BillingRule, rule_id, with_for_update=True)
    if rule is None:
        raise NotFound
    if not rule.is_archived:
        rule.archived_at = clock.now()
        await session.flush()
        entries = await _follow(session, rule)
        await record(session, actor, BillingRuleArchived(**_facts(rule), entries=entries))
    return rule


async def bill_again(session: AsyncSession, *conditions: Any) -> int:
    """Work out what the customer pays of open entries; returns how many changed."""
    company = await load_company(session)
    last = locked_through(company, clock.today(company.zone))
    rules = await _rules(session)
    open_rows = await session.execute(
        sa.select(TimeEntry.id, TimeEntry.worked_minutes, TimeEntry.billable, TimeEntry.customer_id,
                  TimeEntry.project_id, TimeEntry.day, TimeEntry.billed_minutes,
                  TimeEntry.billing_rule_id, sa.func.coalesce(WorkKind.is_travel, sa.false()),
                  TimeEntry.staff_id)
        .outerjoin(WorkKind, WorkKind.id == TimeEntry.work_kind_id)
        .where(*COUNTS, TimeEntry.invoiced_at.is_(None), TimeEntry.worked_minutes > 0, *conditions)
        .order_by(TimeEntry.id)
    )  # fmt: skip
    rows = [row for row in open_rows if last is None or row.day > last]
    approved = await _approved(session, rows)
    changed: dict[tuple[int, UUID | None], list[UUID]] = defaultdict(list)
    for row in rows:
        if (row.staff_id, clock.week_of(row.day)[0]) not in approved:
            rule = billing.narrowest(rules, row.customer_id, row.project_id, row.day)
            terms = billing.terms_of(rule)
            billable = billing.is_billable(row.billable, row.customer_id)
            minutes = billing.billed(row.worked_minutes, terms, is_travel=row[8], billable=billable)
            if (minutes, terms.rule_id) != (row.billed_minutes, row.billing_rule_id):
                changed[minutes, terms.rule_id].append(row.id)
    await _write(session, changed)
    return sum(map(len, changed.values()))


async def _follow(session: AsyncSession, rule: BillingRule) -> int:
    """Bill the open entries anew that a rule is about."""
    conditions: list[Any] = [TimeEntry.day >= rule.valid_from]
    if rule.customer_id is not None:
        conditions.append(TimeEntry.customer_id == rule.customer_id)
    if rule.project_id is not None:
        conditions.append(TimeEntry.project_id == rule.project_id)
    return await bill_again(session, *conditions)


async def _rules(session: AsyncSession) -> Sequence[BillingRule]:
    found = await session.scalars(sa.select(BillingRule).where(BillingRule.archived_at.is_(None)))
    return found.all()


async def _approved(session: AsyncSession, rows: Iterable[Any]) -> set[tuple[UUID, date]]:
    """Return whose approved weeks lie within the days of some entries."""
    days = [row.day for row in rows]
    if not days:
        return set()
    found = await session.execute(
        sa.select(TimesheetWeek.staff_id, TimesheetWeek.monday).where(
            TimesheetWeek.state == WeekState.APPROVED,
            TimesheetWeek.monday.between(min(days) - timedelta(days=6), max(days)),
        )
    )
    return {(staff_id, monday) for staff_id, monday in found}


async def _write(
    session: AsyncSession, changed: dict[tuple[int, UUID | None], list[UUID]]
) -> None:  # fmt: skip
    """Set minutes and rule of entries, a statement for each different result."""
    for (minutes, rule_id), ids in changed.items():
        for at in range(0, len(ids), PART):
            await session.execute(
                sa.update(TimeEntry)
                .where(TimeEntry.id.in_(ids[at : at + PART]))
                .values(billed_minutes=minutes, billing_rule_id=rule_id,
                        version=TimeEntry.version + 1)
            )  # fmt: skip


async def _check(session: AsyncSession, actor: Actor, rule: BillingRule) -> None:
    """Refuse what cannot be billed by, and a beginning within what is locked."""
    if rule.step_minutes not in STEPS:
        raise Invalid(_("Choose one of the offered steps."), field="step_minutes")
    if rule.rounding not in list(Rounding):
        raise Invalid(_("Choose which way minutes are rounded."), field="rounding")
    if not 0 <= rule.minimum_minutes <= LONGEST_MINIMUM:
        raise Invalid(_("The minimum is from 0 to 24 hours."), field="minimum_minutes")
    if not 0 <= rule.travel_percent <= 100:
        raise Invalid(_("The share of travelling is from 0 to 100 %."), field="travel_percent")
    if rule.project_id is not None:
        project = await session.get(Project, rule.project_id)
        if project is None:
            raise Invalid(_("This project is not there any more. Choose another."), field="project")
        rule.customer_id = None  # the project’s customer may change
    elif rule.customer_id is not None and await session.get(Customer, rule.customer_id) is None:
        raise Invalid(_("This customer is not there any more. Choose another."), field="customer")
    last = locked_through(await load_company(session), clock.today(actor.zone))
    if last is not None and rule.valid_from <= last:
        raise RuleBackdated(day=day_text(last))


async def _put_away_twin(session: AsyncSession, rule: BillingRule) -> None:
    twins = await session.scalars(
        sa.select(BillingRule).where(
            BillingRule.valid_from == rule.valid_from, BillingRule.archived_at.is_(None),
            BillingRule.customer_id.is_(None) if rule.customer_id is None
            else BillingRule.customer_id == rule.customer_id,
            BillingRule.project_id.is_(None) if rule.project_id is None
            else BillingRule.project_id == rule.project_id,
        )
    )  # fmt: skip
    for twin in twins:
        twin.archived_at = clock.now()


def _facts(rule: BillingRule) -> dict[str, Any]:
    return {"rule_id": rule.id, "customer_id": rule.customer_id, "project_id": rule.project_id,
            "valid_from": rule.valid_from}  # fmt: skip

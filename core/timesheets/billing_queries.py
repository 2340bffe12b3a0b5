"""Reading rules of billed time, and how much of a budget is used."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.people.models import Customer
from core.timesheets.models import BillingRule, TimeEntry
from core.timesheets.queries import COUNTS
from core.work.models import Project


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with the names people read; `customer` is also a project's own."""

    rule: BillingRule
    customer: str | None
    project: str | None


def rule_lines() -> sa.Select[Any]:
    """Select rules with whose they are."""
    return (
        sa.select(BillingRule)
        .outerjoin(Project, Project.id == BillingRule.project_id)
        .outerjoin(
            Customer, Customer.id == sa.func.coalesce(BillingRule.customer_id, Project.customer_id)
        )
        .add_columns(Customer.name, Project.name)
    )


async def line_of_rule(session: AsyncSession, rule_id: UUID) -> RuleLine | None:
    """Return a rule with whose it is."""
    found = await session.execute(rule_lines().where(BillingRule.id == rule_id))
    row = found.one_or_none()
    return RuleLine(*row) if row else None


async def rule_of_project(
    session: AsyncSession, project_id: UUID, day: date | None = None
) -> BillingRule | None:
    """Return a project's own rule that is valid on a day (the newest at all without one)."""
    statement = sa.select(BillingRule).where(
        BillingRule.project_id == project_id, BillingRule.archived_at.is_(None)
    )
    if day is not None:
        statement = statement.where(BillingRule.valid_from <= day)
    newest = statement.order_by(BillingRule.valid_from.desc(), BillingRule.id.desc()).limit(1)
    rule: BillingRule | None = await session.scalar(newest)
    return rule


async def used_minutes(session: AsyncSession, project_id: UUID) -> int:
    """Return the worked minutes of a project that its budget pays for, everybody's."""
    total = sa.func.coalesce(sa.func.sum(TimeEntry.worked_minutes), 0)
    used = await session.scalar(sa.select(total).where(TimeEntry.project_id == project_id, *COUNTS))
    return int(used or 0)

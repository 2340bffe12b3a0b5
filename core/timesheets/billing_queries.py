"""Reading rules of billed time, and how much of a budget is used."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.timesheets.models import BillingRule, TimeEntry
from core.timesheets.queries import COUNTS


async def own_rule(
    session: AsyncSession, day: date, *, customer_id: UUID | None = None,
    project_id: UUID | None = None,
) -> BillingRule | None:  # fmt: skip
    """Return a project's or (without one) a customer's own rule that is valid on a day."""
    whose = (
        BillingRule.project_id == project_id
        if project_id is not None
        else sa.and_(BillingRule.customer_id == customer_id, BillingRule.project_id.is_(None))
    )
    rule: BillingRule | None = await session.scalar(
        sa.select(BillingRule)
        .where(whose, BillingRule.archived_at.is_(None), BillingRule.valid_from <= day)
        .order_by(BillingRule.valid_from.desc(), BillingRule.id.desc())
        .limit(1)
    )
    return rule


async def used_minutes(session: AsyncSession, project_id: UUID) -> int:
    """Return the worked minutes of a project that its budget pays for, everybody's."""
    total = sa.func.coalesce(sa.func.sum(TimeEntry.worked_minutes), 0)
    used = await session.scalar(sa.select(total).where(TimeEntry.project_id == project_id, *COUNTS))
    return int(used or 0)

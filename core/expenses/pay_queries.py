"""Reading kilometres and costs for pay: plain amounts, no names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.expenses.models import Expense, Travel
from core.expenses.queries import counts


@dataclass(frozen=True, slots=True)
class Amount:
    """Metres of a journey (`currency` '') or a cost in minor units."""

    staff_id: UUID
    day: date
    amount: int
    currency: str = ""


async def amounts_between(
    session: AsyncSession, first: date, last: date, staff_ids: Collection[UUID] = ()
) -> list[Amount]:
    """Return the journeys and costs of a period that count, of everybody or of some people."""
    queries: list[Any] = [
        sa.select(Travel.staff_id, Travel.day, Travel.metres, sa.literal("")).where(
            *counts(Travel), Travel.day.between(first, last), _of(Travel.staff_id, staff_ids)
        ),
        sa.select(Expense.staff_id, Expense.day, Expense.amount_minor, Expense.currency).where(
            *counts(Expense), Expense.day.between(first, last), _of(Expense.staff_id, staff_ids)
        ),
    ]
    return [Amount(*row) for one in queries for row in await session.execute(one)]


def _of(column: Any, staff_ids: Collection[UUID]) -> sa.ColumnElement[bool]:
    return column.in_(list(staff_ids)) if staff_ids else sa.true()

"""Reading what people drove and paid in their weeks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.expenses.models import Expense, Travel
from core.kit.clock import week_of
from core.kit.money import Money


@dataclass(frozen=True, slots=True)
class WeekSums:
    """Metres driven and costs of a person's week, a sum for each currency."""

    metres: int = 0
    costs: tuple[Money, ...] = ()


async def week_sums(
    session: AsyncSession, keys: Collection[tuple[UUID, date]]
) -> dict[tuple[UUID, date], WeekSums]:
    """Return the sums of weeks by (person, Monday), one statement.

    Whoever calls has made sure that the weeks may be seen.
    """
    if not keys:
        return {}
    people: dict[date, set[UUID]] = {}
    for staff_id, monday in keys:
        people.setdefault(monday, set()).add(staff_id)
    statement = sa.union_all(
        _part(Travel, Travel.metres, sa.cast(sa.null(), sa.Text()), people),
        _part(Expense, Expense.amount_minor, Expense.currency, people),
    )
    metres: dict[tuple[UUID, date], int] = {}
    costs: dict[tuple[UUID, date], dict[str, int]] = {}
    for staff_id, day, amount, currency in await session.execute(statement):
        key = (staff_id, week_of(day)[0])
        if currency is None:
            metres[key] = metres.get(key, 0) + amount
        else:
            sums = costs.setdefault(key, {})
            sums[currency] = sums.get(currency, 0) + amount
    return {
        key: WeekSums(
            metres.get(key, 0),
            tuple(Money(minor, currency) for currency, minor in costs.get(key, {}).items()),
        )
        for key in metres.keys() | costs.keys()
    }


def _part(
    table: type[Travel] | type[Expense], amount: Any, currency: Any,
    people: Mapping[date, Collection[UUID]],
) -> sa.Select[Any]:  # fmt: skip
    """Select person, day, amount and currency (None: metres) of what counts of these weeks."""
    within = sa.or_(*(
        sa.and_(table.staff_id.in_(staff_ids),
                table.day.between(monday, monday + timedelta(days=6)))
        for monday, staff_ids in people.items()
    ))  # fmt: skip
    columns = (table.staff_id, table.day, sa.cast(amount, sa.BigInteger), currency)
    is_counted = (table.superseded_at.is_(None), table.removed_at.is_(None))
    return sa.select(*columns).where(*is_counted, within)

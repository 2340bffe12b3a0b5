"""Numbers people see: R-2026-0042."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.upsert import insert_for
from core.kit import clock, ids
from core.numbering.models import Counter


async def next_numbers(session: AsyncSession, series: str, *, year: int, count: int) -> list[str]:
    """Take the next `count` numbers of a series and year.

    The counter's row stays locked until this transaction ends, so that no two get the same
    number and a rolled-back transaction leaves no gap.
    """
    if count < 1:
        return []
    insert = insert_for(session, Counter).values(
        id=ids.new_id(), created_at=clock.now(), series=f"{series}-{year}", last=count
    )
    statement = insert.on_conflict_do_update(
        index_elements=["series"], set_={"last": Counter.last + count}
    ).returning(sa.inspect(Counter).c.last)
    last = int((await session.execute(statement)).scalar_one())
    return [f"{series}-{year}-{number:04}" for number in range(last - count + 1, last + 1)]


async def next_number(session: AsyncSession, series: str, *, year: int) -> str:
    """Take the next number of a series and year."""
    return (await next_numbers(session, series, year=year, count=1))[0]

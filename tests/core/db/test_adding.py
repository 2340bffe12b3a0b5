"""Rows added without the ORM."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.permissions import Permission
from core.db.adding import add_rows
from core.staff.models import Role


async def test_added_rows_get_the_defaults_of_columns_they_do_not_name(
    session: AsyncSession,
) -> None:
    await add_rows(session, Role, {"name": "Fitter"}, {"name": "Foreman"})
    found = (await session.scalars(sa.select(Role).order_by(Role.name))).all()
    assert [one.name for one in found] == ["Fitter", "Foreman"]
    assert [one.version for one in found] == [1, 1]
    assert [one.permissions for one in found] == [[], []]
    assert len({one.id for one in found}) == 2
    assert all(one.created_at.tzinfo for one in found)


async def test_one_row_keeps_the_values_it_names(session: AsyncSession) -> None:
    rights = [Permission.SEE_ALL_HOURS.value]
    await add_rows(session, Role, {"name": "Office", "permissions": rights})
    assert (await session.scalar(sa.select(Role.permissions))) == rights


async def test_adding_nothing_asks_nothing(session: AsyncSession) -> None:
    await add_rows(session, Role)
    assert await session.scalar(sa.select(sa.func.count()).select_from(Role)) == 0

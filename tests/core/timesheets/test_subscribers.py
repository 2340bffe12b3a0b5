"""A running clock ends with its owner's access."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.staff import service
from core.timesheets.models import TimeEntry, Timer
from core.timesheets.timers import start_timer
from tests import make


@pytest.mark.parametrize(
    ("ran", "booked"), [(timedelta(hours=2), [120]), (timedelta(hours=30), [])]
)
async def test_ended_access_stops_the_clock_and_books_what_the_rules_allow(
    session: AsyncSession, clock: Any, ran: timedelta, booked: list[int]
) -> None:
    matti = await make.a_member(session, name="Matti")
    await start_timer(session, make.actor_of(matti))
    clock.shift(ran)

    await service.deactivate_member(session, system("a test"), matti.id)
    timers = (await session.scalars(sa.select(Timer))).all()
    minutes = list(await session.scalars(sa.select(TimeEntry.worked_minutes)))
    assert [timer.stopped_at is not None for timer in timers] == [True]
    assert minutes == booked
    assert not matti.is_active

"""What a person is to work from a day on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Changed, NotFound
from core.events.bus import record
from core.staff.queries import get_member
from core.timesheets import absence_events, policies
from core.timesheets.errors import WorkingTimeWrong
from core.timesheets.models import WorkingTime
from core.timesheets.rules import DAY_MINUTES


async def set_working_time(
    session: AsyncSession, actor: Actor, staff_id: UUID, *, valid_from: date,
    minutes: Sequence[int], opening_balance: int | None = None,
) -> WorkingTime:  # fmt: skip
    """Say what a person is to work from a day on: minutes per weekday, Monday first.

    `opening_balance` (minutes, may be negative) is what they bring along on that day. A day that
    has a norm gets the new one. Raises WorkingTimeWrong, NotFound.
    """
    require(policies.can_set_working_times(actor))
    await get_member(session, staff_id, lock=True)
    found = await session.scalar(
        sa.select(WorkingTime).where(
            WorkingTime.staff_id == staff_id, WorkingTime.valid_from == valid_from
        )
    )
    before = tuple(found.minutes) if found else ()
    if found is None:
        found = WorkingTime(staff_id=staff_id, valid_from=valid_from)
        session.add(found)
    return await _write(session, actor, found, minutes, opening_balance, before)


async def change_working_time(
    session: AsyncSession, actor: Actor, time_id: UUID, *, minutes: Sequence[int],
    opening_balance: int | None = None, version: int | None = None,
) -> WorkingTime:  # fmt: skip
    """Correct a norm that was written down wrongly; a new one begins with `set_working_time`.

    Raises WorkingTimeWrong, NotFound, Changed.
    """
    require(policies.can_set_working_times(actor))
    found = await session.get(WorkingTime, time_id, with_for_update=True)
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise Changed
    return await _write(session, actor, found, minutes, opening_balance, tuple(found.minutes))


async def _write(
    session: AsyncSession, actor: Actor, row: WorkingTime, minutes: Sequence[int],
    opening_balance: int | None, before: tuple[int, ...],
) -> WorkingTime:  # fmt: skip
    if len(minutes) != 7 or not all(0 <= one <= DAY_MINUTES for one in minutes):
        raise WorkingTimeWrong
    row.minutes, row.opening_balance = list(minutes), opening_balance
    await session.flush()
    fact = absence_events.WorkingTimeSet(
        row.staff_id, row.valid_from, tuple(minutes), opening_balance, before
    )
    await record(session, actor, fact)
    return row

"""Reading who is or was away."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import NotFound
from core.staff.models import StaffMember
from core.timesheets.models import Absence


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """An absence with its person's name."""

    absence: Absence
    staff: str


def visible_to(actor: Actor) -> sa.Select[Absence]:
    """Select the absences an actor may see: their own, or everybody's with the right.

    The reason may tell of somebody's health: whoever only logs hours for others sees none.
    """
    absences = sa.select(Absence)
    if actor.may(Permission.SEE_ALL_HOURS) or actor.may(Permission.MANAGE_HOURS):
        return absences
    if actor.kind != "staff":
        return absences.where(sa.false())
    return absences.where(Absence.staff_id == actor.id)


async def get_absence(
    session: AsyncSession, actor: Actor, absence_id: UUID, *, lock: bool = False
) -> Absence:
    """Return an absence; raises NotFound when it is hidden."""
    statement = visible_to(actor).where(Absence.id == absence_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    absence = await session.scalar(statement)
    if absence is None:
        raise NotFound
    return absence


async def absences_between(
    session: AsyncSession, actor: Actor, first: date, last: date, *,
    staff_id: UUID | None = None, removed: bool = False, limit: int = 500,
) -> list[AbsenceLine]:  # fmt: skip
    """Return the visible absences that touch a period, the oldest first."""
    statement = (
        visible_to(actor)
        .join(StaffMember, StaffMember.id == Absence.staff_id)
        .add_columns(StaffMember.name)
        .where(Absence.first_day <= last, Absence.last_day >= first)
        .order_by(Absence.first_day, StaffMember.name, Absence.id)
        .limit(limit)
    )
    if staff_id is not None:
        statement = statement.where(Absence.staff_id == staff_id)
    if not removed:
        statement = statement.where(Absence.removed_at.is_(None))
    return [AbsenceLine(*row) for row in await session.execute(statement)]

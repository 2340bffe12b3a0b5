"""Reading recurring assignments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.kit import clock
from core.people.models import Customer
from core.staff.models import StaffMember, Team
from core.work import policies
from core.work.models import Project, Recurrence, Workflow
from core.work.recurring import LEAD_DAYS


@dataclass(frozen=True, slots=True)
class RecurrenceLine:
    """A recurring assignment with the names that people read."""

    row: Recurrence
    customer: str | None
    project: str | None
    team: str | None
    people: tuple[str, ...] = ()


async def recurrences(
    session: AsyncSession, actor: Actor, *, archived: bool = False, limit: int = 200
) -> list[RecurrenceLine]:
    """Return the recurring assignments, the next to be handed out first; two statements."""
    statement = _lines(actor).where(
        Recurrence.archived_at.is_not(None) if archived else Recurrence.archived_at.is_(None)
    )
    order = (Recurrence.paused_at.is_not(None), Recurrence.next_on.is_(None), Recurrence.next_on)
    return await _named(session, statement.order_by(*order, Recurrence.id).limit(limit))


async def get_recurrence(
    session: AsyncSession, actor: Actor, recurrence_id: UUID
) -> RecurrenceLine:
    """Return one recurring assignment; raises NotFound."""
    found = await _named(session, _lines(actor).where(Recurrence.id == recurrence_id))
    if not found:
        raise NotFound
    return found[0]


def _lines(actor: Actor) -> sa.Select[Any]:
    joined: Any = (
        sa.select(Recurrence, Customer.name, Project.name, Team.name)
        .outerjoin(Customer, Customer.id == Recurrence.customer_id)
        .outerjoin(Project, Project.id == Recurrence.project_id)
        .outerjoin(Team, Team.id == Recurrence.team_id)
    )
    lines: sa.Select[Any] = joined
    return lines if policies.can_plan_recurring(actor) else lines.where(sa.false())


async def _named(session: AsyncSession, statement: sa.Select[Any]) -> list[RecurrenceLine]:
    rows = (await session.execute(statement)).all()
    wanted = {UUID(one) for row in rows for one in row[0].staff_ids}
    known: dict[str, str] = {}
    if wanted:
        named = sa.select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(wanted))
        known = {str(key): name for key, name in await session.execute(named)}
    return [
        RecurrenceLine(
            row[0], row[1], row[2], row[3],
            tuple(known[one] for one in row[0].staff_ids if one in known),
        )
        for row in rows
    ]  # fmt: skip


async def workflow_choices(session: AsyncSession) -> list[tuple[UUID, str]]:
    """Return (id, name) of the workflows that tasks may be made in, the usual one first."""
    rows = await session.execute(
        sa.select(Workflow.id, Workflow.name)
        .where(Workflow.archived_at.is_(None))
        .order_by(Workflow.is_default.desc(), Workflow.name)
    )
    return [(key, name) for key, name in rows]


async def due_recurrence_ids(session: AsyncSession, limit: int = 500) -> Sequence[UUID]:
    """Return the recurring assignments whose next day may be handed out by now.

    Moved to the working day before, or made days ahead, work may be due well before its day.
    """
    last = clock.now().date() + timedelta(days=LEAD_DAYS + 14)
    rows = await session.execute(
        sa.select(Recurrence.id, Recurrence.next_on, Recurrence.lead_days)
        .where(Recurrence.next_on <= last, Recurrence.paused_at.is_(None),
               Recurrence.archived_at.is_(None))
        .order_by(Recurrence.next_on)
    )  # fmt: skip
    soon = clock.now().date() + timedelta(days=14)
    found = [key for key, day, lead in rows if day and day - timedelta(days=lead) <= soon]
    return found[:limit]

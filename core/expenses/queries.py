"""Reading travel and expenses."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.db.superseding import newest_of
from core.errors import NotFound
from core.expenses.models import Expense, Travel
from core.people.models import Customer
from core.staff.models import StaffMember
from core.work.models import Project

__all__ = [
    "ExpenseLine", "TravelLine", "counts", "expenses_between", "get_row", "newest_of",
    "travels_between", "visible_to",
]  # fmt: skip

Row = TypeVar("Row", Travel, Expense)


@dataclass(frozen=True, slots=True)
class TravelLine:
    """A journey with the names people read."""

    travel: Travel
    customer: str | None
    project: str | None
    staff: str | None


@dataclass(frozen=True, slots=True)
class ExpenseLine:
    """A cost with the names people read."""

    expense: Expense
    customer: str | None
    project: str | None
    staff: str | None


def counts(table: type[Row]) -> tuple[Any, Any]:
    """The condition that a row counts: neither corrected away nor removed."""
    return table.superseded_at.is_(None), table.removed_at.is_(None)


def visible_to(actor: Actor, table: type[Row]) -> sa.Select[Row]:
    """Select the journeys or costs an actor may see: their own, or everybody's with the right."""
    rows = sa.select(table)
    if actor.may(Permission.SEE_ALL_HOURS):
        return rows
    if actor.kind != "staff":
        return rows.where(sa.false())
    return rows.where(table.staff_id == actor.id)


def _lines(actor: Actor, table: type[Row]) -> sa.Select[Any]:
    return (
        visible_to(actor, table)
        .outerjoin(Customer, Customer.id == table.customer_id)
        .outerjoin(Project, Project.id == table.project_id)
        .outerjoin(StaffMember, StaffMember.id == table.staff_id)
        .add_columns(Customer.name, Project.name, StaffMember.name)
    )


def _between(
    actor: Actor, table: type[Row], first: date, last: date,
    staff_id: UUID | None, customer_id: UUID | None,
) -> sa.Select[Any]:  # fmt: skip
    statement = _lines(actor, table).where(*counts(table), table.day.between(first, last))
    if staff_id is not None:
        statement = statement.where(table.staff_id == staff_id)
    if customer_id is not None:
        statement = statement.where(table.customer_id == customer_id)
    return statement.order_by(table.day, table.id).limit(500)


async def get_row(
    session: AsyncSession, actor: Actor, table: type[Row], row_id: UUID, *, lock: bool = False
) -> Row:
    """Return a journey or cost; raises NotFound when it is hidden."""
    statement = visible_to(actor, table).where(table.id == row_id)
    if actor.may(Permission.LOG_FOR_OTHERS):  # whoever logs for others sees what they change
        statement = sa.select(table).where(table.id == row_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = await session.scalar(statement)
    if row is None:
        raise NotFound
    return row


async def travels_between(
    session: AsyncSession, actor: Actor, first: date, last: date, *,
    staff_id: UUID | None = None, customer_id: UUID | None = None,
) -> list[TravelLine]:  # fmt: skip
    """Return the visible journeys of a period that count."""
    statement = _between(actor, Travel, first, last, staff_id, customer_id)
    return [TravelLine(*row) for row in await session.execute(statement)]


async def expenses_between(
    session: AsyncSession, actor: Actor, first: date, last: date, *,
    staff_id: UUID | None = None, customer_id: UUID | None = None,
) -> list[ExpenseLine]:  # fmt: skip
    """Return the visible costs of a period that count."""
    statement = _between(actor, Expense, first, last, staff_id, customer_id)
    return [ExpenseLine(*row) for row in await session.execute(statement)]

"""Reading time banks, their ledgers, and what of an entry a bank has paid."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.kit import clock
from core.kit.ids import parse_id
from core.kit.paging import Page, decode_cursor, encode_cursor
from core.people.models import Customer
from core.settings import keys
from core.settings.queries import get as setting
from core.staff.models import StaffMember
from core.timesheets import policies, queries
from core.timesheets.models import MovementKind, TimeBank, TimeBankMovement, TimeEntry
from core.work.models import Project

PAID = (MovementKind.DEBIT, MovementKind.RETURN)
"""The movements that belong to entries: their sum is what a bank paid of it, below zero."""
LEDGER_SIZE = 50


@dataclass(frozen=True, slots=True)
class BankLine:
    """A bank with the names people read."""

    bank: TimeBank
    customer: str
    project: str | None

    @property
    def is_low(self) -> bool:
        return self.bank.alert_below > 0 and self.bank.balance_minutes < self.bank.alert_below


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A movement with who made it and the work it paid, if any."""

    movement: TimeBankMovement
    by: str | None
    entry: TimeEntry | None
    worker: str | None
    project: str | None


def visible_to(actor: Actor) -> sa.Select[TimeBank]:
    """Select the banks an actor may see: all or none."""
    banks = sa.select(TimeBank)
    return banks if policies.can_see_banks(actor) else banks.where(sa.false())


def _lines(actor: Actor) -> sa.Select[Any]:
    return (
        visible_to(actor)
        .join(Customer, Customer.id == TimeBank.customer_id)
        .outerjoin(Project, Project.id == TimeBank.project_id)
        .add_columns(Customer.name, Project.name)
    )


async def get_bank(
    session: AsyncSession, actor: Actor, bank_id: UUID, *, lock: bool = False
) -> TimeBank:
    """Return a bank; raises NotFound when it is hidden."""
    statement = visible_to(actor).where(TimeBank.id == bank_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    bank = await session.scalar(statement)
    if bank is None:
        raise NotFound
    return bank


async def bank_line(session: AsyncSession, actor: Actor, bank_id: UUID) -> BankLine:
    """Return a bank with its names; raises NotFound when it is hidden."""
    row = (await session.execute(_lines(actor).where(TimeBank.id == bank_id))).one_or_none()
    if row is None:
        raise NotFound
    return BankLine(*row)


async def banks_page(
    session: AsyncSession, actor: Actor, *, archived: bool = False, cursor: str | None = None,
    size: int = 50,
) -> Page[BankLine]:  # fmt: skip
    """Return banks by customer and name, in use or put away."""
    put_away = TimeBank.archived_at.is_not(None) if archived else TimeBank.archived_at.is_(None)
    statement = _lines(actor).where(put_away)
    after = decode_cursor(cursor) or []
    if len(after) == 2:
        key = sa.tuple_(Customer.folded_name, TimeBank.id)
        statement = statement.where(key > sa.tuple_(sa.literal(str(after[0])), _id(after[1])))
    order = (Customer.folded_name, TimeBank.id)
    statement = statement.add_columns(Customer.folded_name).order_by(*order).limit(size + 1)
    found = (await session.execute(statement)).all()
    rows = [BankLine(*row[:3]) for row in found[:size]]
    more = len(found) > size
    return Page(rows, encode_cursor(found[size - 1][3], rows[-1].bank.id) if more else None)


def _id(value: object) -> sa.BindParameter[UUID]:
    return sa.literal(parse_id(str(value)) or UUID(int=0), sa.Uuid())


async def banks_of(
    session: AsyncSession, actor: Actor, customer_ids: Collection[UUID], *, today: date
) -> list[BankLine]:
    """Return the banks in use of customers, in the order work is debited from them.

    An expired bank is left out; one that begins later is shown.
    """
    if not customer_ids:
        return []
    statement = _lines(actor).where(
        TimeBank.customer_id.in_(list(customer_ids)), TimeBank.archived_at.is_(None),
        sa.or_(TimeBank.expires_on.is_(None), TimeBank.expires_on >= today),
    )  # fmt: skip
    found = [BankLine(*row) for row in await session.execute(statement)]
    return sorted(found, key=lambda line: (line.customer, *rank(line.bank)))


def rank(bank: TimeBank) -> tuple[bool, date, UUID]:
    """The order of debiting: a project's own bank first, then what expires first, then the oldest."""
    return bank.project_id is None, bank.expires_on or date.max, bank.id


async def ledger(
    session: AsyncSession, actor: Actor, bank_id: UUID, *, cursor: str | None = None
) -> Page[LedgerLine]:
    """Return a bank's movements, the newest first, each with the balance after it.

    The work that was paid is left out where the actor may not see those hours.
    """
    bank = await get_bank(session, actor, bank_id)
    by, worker = sa.orm.aliased(StaffMember), sa.orm.aliased(StaffMember)
    statement = (
        sa.select(TimeBankMovement, by.name, TimeEntry, worker.name, Project.name)
        .outerjoin(by, by.id == TimeBankMovement.actor_id)
        .outerjoin(TimeEntry, sa.and_(
            TimeEntry.id == TimeBankMovement.entry_id, queries.is_visible_to(actor)
        ))
        .outerjoin(worker, worker.id == TimeEntry.staff_id)
        .outerjoin(Project, Project.id == TimeEntry.project_id)
        .where(TimeBankMovement.bank_id == bank.id)
    )  # fmt: skip
    if after := decode_cursor(cursor):
        statement = statement.where(TimeBankMovement.id < _id(after[0]))
    order = TimeBankMovement.id.desc()
    rows = (await session.execute(statement.order_by(order).limit(LEDGER_SIZE + 1))).all()
    lines = [LedgerLine(*row) for row in rows[:LEDGER_SIZE]]
    more = len(rows) > LEDGER_SIZE
    return Page(lines, encode_cursor(lines[-1].movement.id) if more else None)


def paid_of(entry_id: sa.ColumnElement[UUID] | Any) -> sa.ScalarSelect[int]:
    """Return the subquery of the minutes that banks paid of an entry."""
    total = -sa.func.coalesce(sa.func.sum(TimeBankMovement.minutes), 0)
    return (
        sa.select(total)
        .where(TimeBankMovement.entry_id == entry_id, TimeBankMovement.kind.in_(PAID))
        .scalar_subquery()
    )


async def paid(session: AsyncSession, entry_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the minutes that banks paid, by entry; the rest remains to be invoiced."""
    if not entry_ids:
        return {}
    total = -sa.func.sum(TimeBankMovement.minutes)
    rows = await session.execute(
        sa.select(TimeBankMovement.entry_id, total)
        .where(TimeBankMovement.entry_id.in_(list(entry_ids)), TimeBankMovement.kind.in_(PAID))
        .group_by(TimeBankMovement.entry_id)
    )
    return {entry_id: int(minutes) for entry_id, minutes in rows if entry_id and minutes}


async def expired_minutes(session: AsyncSession, bank_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the minutes that expired, by bank."""
    if not bank_ids:
        return {}
    rows = await session.execute(
        sa.select(TimeBankMovement.bank_id, -sa.func.sum(TimeBankMovement.minutes))
        .where(TimeBankMovement.bank_id.in_(list(bank_ids)),
               TimeBankMovement.kind == MovementKind.EXPIRY)
        .group_by(TimeBankMovement.bank_id)
    )  # fmt: skip
    return {bank_id: int(minutes) for bank_id, minutes in rows}


async def due_bank_ids(session: AsyncSession) -> Sequence[UUID]:
    """Return the banks whose last day has passed and that still wait for it."""
    today = clock.today(await setting(session, keys.COMPANY_ZONE))
    found = await session.scalars(
        sa.select(TimeBank.id)
        .where(TimeBank.expired_at.is_(None), TimeBank.expires_on < today)
        .order_by(TimeBank.id)
        .limit(500)
    )
    return found.all()

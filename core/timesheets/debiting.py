"""Approved work is taken from time banks, and comes back when it is reopened or reversed.

An entry is paid by the banks that are valid on its day: the project's own first, then what expires
first, split over as many as it takes. What no bank holds remains to be invoiced. A week approved
after a bank's last day still uses what the bank held then: those minutes come back from expiry.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.events.bus import record
from core.kit.clock import week_of
from core.timesheets import bank_events, bank_queries
from core.timesheets.bank_queries import PAID, paid_of, rank
from core.timesheets.banks import facts, move, watch
from core.timesheets.models import (
    MovementKind,
    TimeBank,
    TimeBankMovement,
    TimeEntry,
    TimesheetWeek,
    WeekState,
)
from core.timesheets.queries import COUNTS

WEEK = timedelta(days=6)


@dataclass
class _Till:
    """The locked banks of some customers while minutes are taken from them or put back.

    `gone` are minutes that expired, by bank; `moved` what was taken or put back so far.
    """

    banks: list[TimeBank]
    gone: dict[UUID, int] = field(default_factory=dict)
    moved: dict[UUID, int] = field(default_factory=dict)

    def fitting(self, entry: TimeEntry) -> list[TimeBank]:
        """Return the banks that may pay an entry, in the order they do."""
        fits = [
            bank for bank in self.banks
            if bank.customer_id == entry.customer_id
            and bank.project_id in (None, entry.project_id)
            and bank.valid_from <= entry.day <= (bank.expires_on or date.max)
        ]  # fmt: skip
        return sorted(fits, key=rank)

    def held(self, bank: TimeBank) -> int:
        """Return the minutes a bank can still pay."""
        return max(bank.balance_minutes + self.gone.get(bank.id, 0), 0)


async def debit_week(session: AsyncSession, actor: Actor, staff_id: UUID, monday: date) -> int:
    """Take a week's billed minutes from the banks; returns what remains to be invoiced.

    Twice takes nothing more. One statement where no customer of the week has a bank.
    """
    due = await _unpaid(session, staff_id, monday)
    if not due:
        return 0
    till = await _open(session, {entry.customer_id for entry, _paid in due if entry.customer_id})
    left = sum(
        _pay(session, actor, till, entry, entry.billed_minutes - paid) for entry, paid in due
    )
    await _close(session, actor, till, bank_events.TimeBankDebited)
    return left


async def _unpaid(
    session: AsyncSession, staff_id: UUID, monday: date
) -> Sequence[tuple[TimeEntry, int]]:
    """Return the week's entries that banks have not paid in whole, with what they paid."""
    reversal = aliased(TimeEntry)
    reversed_already = sa.exists().where(
        reversal.reverses_id == TimeEntry.id, reversal.superseded_at.is_(None),
        reversal.removed_at.is_(None),
    )  # fmt: skip
    paid = paid_of(TimeEntry.id)
    rows = await session.execute(
        sa.select(TimeEntry, paid)
        .where(
            TimeEntry.staff_id == staff_id, TimeEntry.day.between(monday, monday + WEEK), *COUNTS,
            TimeEntry.billed_minutes > paid, TimeEntry.reverses_id.is_(None), ~reversed_already,
            TimeEntry.customer_id.in_(
                sa.select(TimeBank.customer_id).where(TimeBank.archived_at.is_(None))
            ),
        )
        .order_by(TimeEntry.day, TimeEntry.started_at.is_(None), TimeEntry.started_at,
                  TimeEntry.id)
    )  # fmt: skip
    return [(entry, int(minutes)) for entry, minutes in rows]


async def _open(session: AsyncSession, customer_ids: Collection[UUID]) -> _Till:
    """Lock the banks in use of customers, always in the same order."""
    found = await session.scalars(
        sa.select(TimeBank)
        .where(TimeBank.customer_id.in_(list(customer_ids)), TimeBank.archived_at.is_(None))
        .order_by(TimeBank.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    banks = list(found)
    expired = [bank.id for bank in banks if bank.expired_at is not None]
    return _Till(banks, await bank_queries.expired_minutes(session, expired))


def _pay(session: AsyncSession, actor: Actor, till: _Till, entry: TimeEntry, need: int) -> int:
    """Take an entry's minutes from the banks that fit; returns what none of them holds."""
    fits = till.fitting(entry)
    for bank in fits:
        need -= _take(session, actor, till, bank, entry, min(need, till.held(bank)))
    if need and fits and fits[-1].may_overdraw:
        need -= _take(session, actor, till, fits[-1], entry, need)
    return need


def _take(
    session: AsyncSession, actor: Actor, till: _Till, bank: TimeBank, entry: TimeEntry, minutes: int
) -> int:  # fmt: skip
    if minutes <= 0:
        return 0
    back = min(till.gone.get(bank.id, 0), max(minutes - max(bank.balance_minutes, 0), 0))
    if back:
        till.gone[bank.id] -= back
        move(session, actor, bank, MovementKind.EXPIRY, back, bank.expires_on or entry.day)
    move(session, actor, bank, MovementKind.DEBIT, -minutes, entry.day, entry_id=entry.id)
    till.moved[bank.id] = till.moved.get(bank.id, 0) - minutes
    return minutes


async def return_week(session: AsyncSession, actor: Actor, staff_id: UUID, monday: date) -> None:
    """Put back what banks paid of a week that was reopened; twice puts nothing more back."""
    await _return(
        session, actor, TimeEntry.staff_id == staff_id,
        TimeEntry.day.between(monday, monday + WEEK),
    )  # fmt: skip


async def return_entry(session: AsyncSession, actor: Actor, entry_id: UUID) -> None:
    """Put back what banks paid of an entry that was reversed."""
    await _return(session, actor, TimeEntry.id == entry_id)


async def reversal_removed(session: AsyncSession, actor: Actor, reversal: TimeEntry) -> None:
    """Take the work again that a removed reversal had given back, if its week is approved."""
    entry = await session.get(TimeEntry, reversal.reverses_id)
    if entry is None:
        return
    monday = week_of(entry.day)[0]
    approved = sa.select(TimesheetWeek.id).where(
        TimesheetWeek.staff_id == entry.staff_id, TimesheetWeek.monday == monday,
        TimesheetWeek.state == WeekState.APPROVED,
    )  # fmt: skip
    if await session.scalar(approved) is not None:
        await debit_week(session, actor, entry.staff_id, monday)


async def _return(session: AsyncSession, actor: Actor, *which: sa.ColumnElement[bool]) -> None:
    """Put back what was paid of entries; what returns to an expired bank expires again."""
    rows = await session.execute(
        sa.select(TimeBankMovement.bank_id, TimeEntry.id, TimeEntry.day,
                  sa.func.sum(TimeBankMovement.minutes))
        .join(TimeEntry, TimeEntry.id == TimeBankMovement.entry_id)
        .where(TimeBankMovement.kind.in_(PAID), *which)
        .group_by(TimeBankMovement.bank_id, TimeEntry.id, TimeEntry.day)
        .having(sa.func.sum(TimeBankMovement.minutes) < 0)
        .order_by(TimeEntry.day, TimeEntry.id)
    )  # fmt: skip
    paid = rows.all()
    if not paid:
        return
    till = _Till(await _locked(session, {bank_id for bank_id, *_rest in paid}))
    banks = {bank.id: bank for bank in till.banks}
    for bank_id, entry_id, day, minutes in paid:
        bank = banks[bank_id]
        move(session, actor, bank, MovementKind.RETURN, -int(minutes), day, entry_id=entry_id)
        till.moved[bank_id] = till.moved.get(bank_id, 0) - int(minutes)
        bank.expired_at = None
    await _close(session, actor, till, bank_events.TimeBankReturned)


async def _locked(session: AsyncSession, bank_ids: Collection[UUID]) -> list[TimeBank]:
    found = await session.scalars(
        sa.select(TimeBank)
        .where(TimeBank.id.in_(list(bank_ids)))
        .order_by(TimeBank.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found)


async def _close(
    session: AsyncSession, actor: Actor, till: _Till, fact: type[bank_events.TimeBankEvent]
) -> None:
    """Record once for each bank what was moved, and look whether it runs low."""
    for bank in till.banks:
        if minutes := till.moved.get(bank.id):
            await record(session, actor, fact(**facts(bank, minutes)))
            await watch(session, actor, bank)

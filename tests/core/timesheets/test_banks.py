"""Time banks [P15]: the ledger's sums, who pays first, expiry, returns, the alert [P34]."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.errors import Invalid, NotAllowed, NotFound
from core.events.bus import record
from core.events.models import EventRecord
from core.people.models import Customer
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import bank_queries, banks, debiting
from core.timesheets.errors import BankBelowZero, BankOver, NoHoursGiven, ReasonNeeded
from core.timesheets.events import TimeReversed, WeekApproved, WeekReopened
from core.timesheets.jobs import expire_banks
from core.timesheets.models import (
    TimeBank,
    TimeBankMovement,
    TimeEntry,
    TimesheetWeek,
    WeekState,
)
from tests import make

pytestmark = pytest.mark.usefixtures("clock")
MONDAY = date(2026, 3, 30)
BOSS = system("a test")


async def a_bank(
    session: AsyncSession, customer: Customer, minutes: int = 600, **values: Any
) -> TimeBank:
    """A bank of a customer with bought minutes, valid since January."""
    values = {"name": "Hours", "valid_from": date(2026, 1, 1), **values}
    return await banks.open_bank(session, BOSS, customer_id=customer.id, minutes=minutes, **values)


async def work(
    session: AsyncSession, staff: StaffMember, customer: Customer | None, minutes: int,
    day: date = MONDAY, **values: Any,
) -> TimeEntry:  # fmt: skip
    """An entry as `store` leaves it: billed by the company's rule."""
    values.setdefault("billed_minutes", minutes if customer else 0)
    entry = TimeEntry(staff_id=staff.id, day=day, worked_minutes=minutes,
                      customer_id=customer.id if customer else None, **values)  # fmt: skip
    session.add(entry)
    await session.flush()
    return entry


async def a_week(session: AsyncSession, staff: StaffMember, monday: date) -> UUID:
    """The person's week, as whoever decides finds it."""
    found = await session.scalar(
        sa.select(TimesheetWeek).where(
            TimesheetWeek.staff_id == staff.id, TimesheetWeek.monday == monday
        )
    )
    if found is None:
        found = TimesheetWeek(staff_id=staff.id, monday=monday, state=WeekState.SUBMITTED)
        session.add(found)
        await session.flush()
    return found.id


async def approve(session: AsyncSession, staff: StaffMember, monday: date = MONDAY) -> None:
    """Record that somebody approved a week."""
    week_id = await a_week(session, staff, monday)
    await record(session, BOSS, WeekApproved(staff.id, monday, 0, week_id))


async def reopen(session: AsyncSession, staff: StaffMember, monday: date = MONDAY) -> None:
    """Record that somebody opened an approved week again."""
    week_id = await a_week(session, staff, monday)
    await record(session, BOSS, WeekReopened(staff.id, monday, 0, week_id))


async def ledger(session: AsyncSession, bank: TimeBank) -> list[tuple[str, int, int]]:
    """A bank's (kind, minutes, balance after), oldest first; the sums are checked on the way."""
    rows = await session.scalars(
        sa.select(TimeBankMovement)
        .where(TimeBankMovement.bank_id == bank.id)
        .order_by(TimeBankMovement.id)
    )
    lines = [(row.kind, row.minutes, row.balance) for row in rows]
    total = 0
    for _kind, minutes, balance in lines:
        total += minutes
        assert balance == total
    assert bank.balance_minutes == total
    return lines


async def events_of(session: AsyncSession, name: str) -> list[dict[str, Any]]:
    rows = await session.scalars(sa.select(EventRecord.payload).where(EventRecord.name == name))
    return list(rows)


async def test_approved_work_is_debited_once_and_the_ledger_adds_up(session: AsyncSession) -> None:
    matti = await make.a_member(session)
    lehto = await make.a_customer(session)
    bank = await a_bank(session, lehto)
    await work(session, matti, lehto, 450)
    await work(session, matti, lehto, 60, billed_minutes=0, billable=False)
    await work(session, matti, None, 30)

    await approve(session, matti)
    await approve(session, matti)
    assert await ledger(session, bank) == [("purchase", 600, 600), ("debit", -450, 150)]
    (told,) = await events_of(session, "TimeBankDebited")
    assert (told["minutes"], told["balance"]) == (-450, 150)


async def test_the_billed_minutes_are_debited_not_the_worked_ones(session: AsyncSession) -> None:
    matti = await make.a_member(session)
    lehto = await make.a_customer(session)
    bank = await a_bank(session, lehto)
    entry = await work(session, matti, lehto, 50, billed_minutes=60)
    await approve(session, matti)
    assert (await ledger(session, bank))[-1] == ("debit", -60, 540)
    assert await bank_queries.paid(session, [entry.id]) == {entry.id: 60}


async def test_the_projects_own_bank_pays_first_then_what_expires_first(
    session: AsyncSession,
) -> None:
    matti = await make.a_member(session)
    lehto = await make.a_customer(session)
    roof = await make.a_project(session, "Roof", lehto)
    late = await a_bank(session, lehto, 100, expires_on=date(2026, 12, 31))
    never = await a_bank(session, lehto, 100)
    soon = await a_bank(session, lehto, 100, expires_on=date(2026, 4, 30))
    own = await a_bank(session, lehto, 100, project_id=roof.id)
    other = await a_bank(session, await make.a_customer(session, "Bell"), 100)

    entry = await work(session, matti, lehto, 430, project_id=roof.id)
    await approve(session, matti)
    left = [bank.balance_minutes for bank in (own, soon, late, never, other)]
    assert left == [0, 0, 0, 0, 100]
    assert await bank_queries.paid(session, [entry.id]) == {entry.id: 400}  # 30 remain to invoice


async def test_work_is_split_over_banks_and_the_rest_remains_to_be_invoiced(
    session: AsyncSession,
) -> None:
    matti = await make.a_member(session)
    lehto = await make.a_customer(session)
    first = await a_bank(session, lehto, 100, expires_on=date(2026, 6, 30))
    second = await a_bank(session, lehto, 60)
    entries = [await work(session, matti, lehto, 90, MONDAY + timedelta(days=n)) for n in range(2)]

    assert await debiting.debit_week(session, BOSS, matti.id, MONDAY) == 20
    assert await ledger(session, first) == [
        ("purchase", 100, 100), ("debit", -90, 10), ("debit", -10, 0)]  # fmt: skip
    assert await ledger(session, second) == [("purchase", 60, 60), ("debit", -60, 0)]
    paid = await bank_queries.paid(session, [entry.id for entry in entries])
    assert paid == {entries[0].id: 90, entries[1].id: 70}


async def test_only_the_last_bank_may_go_below_zero_and_only_when_allowed(
    session: AsyncSession,
) -> None:
    matti = await make.a_member(session)
    lehto = await make.a_customer(session)
    first = await a_bank(session, lehto, 60, expires_on=date(2026, 6, 30), may_overdraw=True)
    last = await a_bank(session, lehto, 60, may_overdraw=True)
    await work(session, matti, lehto, 200)
    assert await debiting.debit_week(session, BOSS, matti.id, MONDAY) == 0
    assert (first.balance_minutes, last.balance_minutes) == (0, -80)


async def test_reopening_returns_and_approving_again_debits_what_stands_then(
    session: AsyncSession,
) -> None:
    matti = await make.a_member(session)
    lehto = await make.a_customer(session)
    bank = await a_bank(session, lehto)
    entry = await work(session, matti, lehto, 300)
    await approve(session, matti)
    await reopen(session, matti)
    await reopen(session, matti)
    assert await bank_queries.paid(session, [entry.id]) == {}
    entry.billed_minutes = 240
    await approve(session, matti)
    assert await ledger(session, bank) == [
        ("purchase", 600, 600), ("debit", -300, 300), ("return", 300, 600), ("debit", -240, 360),
    ]  # fmt: skip


async def test_a_reversal_returns_what_the_bank_paid_and_debits_nothing_itself(
    session: AsyncSession,
) -> None:
    matti = await make.a_member(session)
    lehto = await make.a_customer(session)
    bank = await a_bank(session, lehto)
    entry = await work(session, matti, lehto, 300)
    await approve(session, matti)
    next_week = MONDAY + timedelta(days=7)
    await work(session, matti, lehto, -300, next_week, billed_minutes=-300, reverses_id=entry.id)
    await record(session, BOSS, TimeReversed(entry.id, matti.id, MONDAY, 300))
    assert bank.balance_minutes == 600
    await approve(session, matti, next_week)
    await reopen(session, matti)
    await approve(session, matti)  # the reversed entry stays reversed
    assert bank.balance_minutes == 600
    assert [kind for kind, *_rest in await ledger(session, bank)] == ["purchase", "debit", "return"]


async def test_the_last_day_still_counts_and_the_day_after_takes_what_is_left(
    app: App, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        lehto = await make.a_customer(session)
        bank_id = (await a_bank(session, lehto, expires_on=date(2026, 3, 31))).id
    assert await expire_banks(app.sessions) == 0
    clock.move_to(datetime(2026, 3, 31, 20, 59, tzinfo=UTC))  # 23.59 in Helsinki
    assert await expire_banks(app.sessions) == 0
    clock.move_to(datetime(2026, 3, 31, 21, 1, tzinfo=UTC))
    assert await expire_banks(app.sessions) == 1
    assert await expire_banks(app.sessions) == 0
    async with app.sessions.begin() as session:
        bank = await bank_queries.get_bank(session, BOSS, bank_id)
        assert await ledger(session, bank) == [("purchase", 600, 600), ("expiry", -600, 0)]
        assert len(await events_of(session, "TimeBankExpired")) == 1


async def test_work_of_the_last_week_approved_later_uses_what_the_bank_held_then(
    app: App, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        matti = await make.a_member(session)
        lehto = await make.a_customer(session)
        bank_id = (await a_bank(session, lehto, expires_on=date(2026, 3, 31))).id
        await work(session, matti, lehto, 60, date(2026, 3, 31))
        await work(session, matti, lehto, 60, date(2026, 4, 1))
    clock.shift(timedelta(days=3))
    await expire_banks(app.sessions)
    async with app.sessions.begin() as session:
        assert await debiting.debit_week(session, BOSS, matti.id, MONDAY) == 60  # 1 April
        bank = await bank_queries.get_bank(session, BOSS, bank_id)
        assert (await ledger(session, bank))[2:] == [("expiry", 60, 60), ("debit", -60, 0)]
        await reopen(session, matti)
    assert await expire_banks(app.sessions) == 1  # what came back is over as well
    async with app.sessions.begin() as session:
        bank = await bank_queries.get_bank(session, BOSS, bank_id)
        assert (await ledger(session, bank))[-2:] == [("return", 60, 60), ("expiry", -60, 0)]


async def test_a_later_last_day_gives_back_what_expired(session: AsyncSession, clock: Any) -> None:
    lehto = await make.a_customer(session)
    bank = await a_bank(session, lehto, expires_on=date(2026, 3, 31))
    clock.shift(timedelta(days=1))
    await banks.expire_bank(session, bank.id)
    await banks.change_bank(session, BOSS, bank.id, expires_on=date(2026, 5, 31))
    assert (await ledger(session, bank))[1:] == [("expiry", -600, 0), ("expiry", 600, 600)]
    assert bank.expired_at is None


async def test_a_low_balance_is_told_once_until_it_rose_again(session: AsyncSession) -> None:
    matti = await make.a_member(session)
    lehto = await make.a_customer(session)
    bank = await a_bank(session, lehto, alert_below=300)
    for step in range(4):
        await work(session, matti, lehto, 120, MONDAY + timedelta(days=7 * step))
        await approve(session, matti, MONDAY + timedelta(days=7 * step))
    assert [told["balance"] for told in await events_of(session, "TimeBankLow")] == [240]
    await banks.buy_hours(session, BOSS, bank.id, minutes=600)
    await banks.adjust_bank(session, BOSS, bank.id, minutes=-500, reason="Counted twice")
    assert [told["balance"] for told in await events_of(session, "TimeBankLow")] == [240, 220]


async def test_an_adjustment_needs_a_reason_and_takes_no_more_than_there_is(
    session: AsyncSession,
) -> None:
    bank = await a_bank(session, await make.a_customer(session), 60)
    with pytest.raises(ReasonNeeded):
        await banks.adjust_bank(session, BOSS, bank.id, minutes=30, reason=" ")
    with pytest.raises(BankBelowZero):
        await banks.adjust_bank(session, BOSS, bank.id, minutes=-61, reason="Wrong")
    with pytest.raises(NoHoursGiven):
        await banks.buy_hours(session, BOSS, bank.id, minutes=0)
    assert await ledger(session, bank) == [("purchase", 60, 60)]


async def test_what_makes_no_sense_is_refused_in_words(session: AsyncSession, clock: Any) -> None:
    lehto = await make.a_customer(session)
    with pytest.raises(Invalid):
        await a_bank(session, lehto, name=" ")
    with pytest.raises(Invalid):
        await a_bank(session, lehto, expires_on=date(2025, 12, 31))
    bank = await a_bank(session, lehto, expires_on=date(2026, 3, 31))
    clock.shift(timedelta(days=1))
    with pytest.raises(BankOver):
        await banks.buy_hours(session, BOSS, bank.id, minutes=60)


async def test_banks_are_changed_and_seen_by_right_only(session: AsyncSession) -> None:
    bank = await a_bank(session, await make.a_customer(session))
    worker = make.actor_of(
        await make.a_member(session, roles=[await make.a_role(session, "x", Permission.LOG_HOURS)])
    )
    customer = Actor(kind="customer", permissions=frozenset(Permission))
    for actor in (worker, customer):
        with pytest.raises(NotAllowed):
            await banks.buy_hours(session, actor, bank.id, minutes=60)
        with pytest.raises(NotFound):
            await bank_queries.get_bank(session, actor, bank.id)
        assert not (await bank_queries.banks_page(session, actor)).rows


async def test_an_archived_bank_pays_nothing(session: AsyncSession) -> None:
    matti = await make.a_member(session)
    lehto = await make.a_customer(session)
    bank = await a_bank(session, lehto)
    await banks.archive_bank(session, BOSS, bank.id)
    await work(session, matti, lehto, 60)
    await approve(session, matti)
    assert bank.balance_minutes == 600
    assert [line.bank.id for line in (await bank_queries.banks_page(
        session, BOSS, archived=True)).rows] == [bank.id]  # fmt: skip


async def test_two_approvals_at_once_never_take_more_than_there_is(app: App) -> None:
    """Two people's weeks approved in two transactions share one bank."""
    async with app.sessions.begin() as session:
        lehto = await make.a_customer(session)
        bank_id = (await a_bank(session, lehto, 400)).id
        staff = [await make.a_member(session, name) for name in ("Matti", "Liisa", "Kalle")]
        for one in staff:
            await work(session, one, lehto, 300)

    async def one_more(staff_id: UUID) -> int:
        async with app.sessions.begin() as session:
            return await debiting.debit_week(session, BOSS, staff_id, MONDAY)

    left = await asyncio.gather(*(one_more(one.id) for one in staff))
    async with app.sessions.begin() as session:
        bank = await bank_queries.get_bank(session, BOSS, bank_id)
        lines = await ledger(session, bank)
    assert sorted(left) == [0, 200, 300]
    assert lines[-1][2] == 0
    assert min(balance for *_rest, balance in lines) == 0


async def test_a_week_without_banks_costs_one_statement(
    session: AsyncSession, queries: Any
) -> None:
    matti = await make.a_member(session)
    await work(session, matti, await make.a_customer(session), 60)
    with queries() as seen:
        await debiting.debit_week(session, BOSS, matti.id, MONDAY)
    assert len(seen) == 1


async def test_the_ledger_page_names_the_work_and_goes_on(session: AsyncSession) -> None:
    matti = await make.a_member(session)
    lehto = await make.a_customer(session)
    bank = await a_bank(session, lehto, 6000)
    for step in range(60):
        await work(session, matti, lehto, 10, MONDAY, note=f"n{step}")
    await approve(session, matti)
    first = await bank_queries.ledger(session, BOSS, bank.id)
    rest = await bank_queries.ledger(session, BOSS, bank.id, cursor=first.next_cursor)
    assert (len(first.rows), len(rest.rows), rest.next_cursor) == (50, 11, None)
    assert first.rows[0].worker == "Matti"
    assert first.rows[0].movement.balance == 5400
    assert rest.rows[-1].movement.kind == "purchase"


async def test_the_ledger_of_a_bank_opened_for_the_past_begins_then(session: AsyncSession) -> None:
    customer = await make.a_customer(session)
    past = await a_bank(session, customer, valid_from=date(2026, 1, 1))
    ahead = await a_bank(session, customer, valid_from=date(2026, 12, 1))
    rows = (await session.scalars(sa.select(TimeBankMovement))).all()
    days = {row.bank_id: row.day for row in rows}
    assert days == {past.id: date(2026, 1, 1), ahead.id: date(2026, 3, 31)}

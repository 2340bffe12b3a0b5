"""Time banks: opening, buying, adjusting, expiring; debits are in `debiting`.

Every change of a balance is one movement that carries the balance after it; the bank's row is
locked before, so that movements of one bank never cross.
"""

from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require, system
from core.errors import Invalid, check_version
from core.events.bus import plain, record
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.text import one_line, storable
from core.people.queries import get_customer
from core.settings import keys
from core.settings.queries import get as setting
from core.timesheets import bank_events, bank_queries, policies
from core.timesheets.errors import BankBelowZero, BankOver, NoHoursGiven, ReasonNeeded
from core.timesheets.models import MovementKind, TimeBank, TimeBankMovement
from core.work.changing import check_project

MOST = 60 * 100_000
"""No purchase holds more minutes than this: a slip of the keys."""


class BankFields(TypedDict, total=False):
    """What may be said of a bank; minutes of the alert 0: never."""

    name: str
    valid_from: date
    expires_on: date | None
    alert_below: int
    tells_customer: bool
    may_overdraw: bool


async def open_bank(
    session: AsyncSession, actor: Actor, *, customer_id: UUID, project_id: UUID | None = None,
    minutes: int = 0, note: str = "", **fields: Unpack[BankFields],
) -> TimeBank:  # fmt: skip
    """Open a bank of a customer (of one project of theirs), with the first purchase if given."""
    require(policies.can_manage(actor))
    await get_customer(session, system("a time bank is opened for it"), customer_id)
    await check_project(session, project_id, customer_id)
    bank = TimeBank(
        customer_id=customer_id, project_id=project_id, balance_minutes=0,
        name=one_line(fields.get("name", "")), expires_on=fields.get("expires_on"),
        valid_from=fields.get("valid_from") or clock.today(actor.zone),
        alert_below=fields.get("alert_below", 0),
        tells_customer=fields.get("tells_customer", False),
        may_overdraw=fields.get("may_overdraw", False),
    )  # fmt: skip
    _check(bank)
    session.add(bank)
    await session.flush()
    await record(session, actor, bank_events.TimeBankOpened(**facts(bank)))
    if minutes:
        await buy_hours(session, actor, bank.id, minutes=minutes, note=note, since=bank.valid_from)
    return bank


async def change_bank(
    session: AsyncSession, actor: Actor, bank_id: UUID, *, version: int | None = None,
    **fields: Unpack[BankFields],
) -> TimeBank:  # fmt: skip
    """Change a bank's name, days, alert and rights; its balance only moves by movements."""
    bank = await _load(session, actor, bank_id)
    check_version(bank.version, version)
    changes: dict[str, list[Any]] = {}
    for name, value in fields.items():
        before = getattr(bank, name)
        if before != value:
            setattr(bank, name, value)
            changes[name] = [plain(before), plain(value)]
    bank.name = one_line(bank.name)
    _check(bank)
    if "expires_on" in changes and bank.expired_at is not None:
        await _revive(session, actor, bank)
    if changes:
        await record(session, actor, bank_events.TimeBankChanged(**facts(bank), changes=changes))
        await watch(session, actor, bank)
    return bank


async def _revive(session: AsyncSession, actor: Actor, bank: TimeBank) -> None:
    """Give back what expired when the last day moves: the sweep takes it again on its day."""
    gone = (await bank_queries.expired_minutes(session, [bank.id])).get(bank.id, 0)
    bank.expired_at = None
    if gone:
        today = clock.today(await setting(session, keys.COMPANY_ZONE))
        move(session, actor, bank, MovementKind.EXPIRY, gone, today)


def _check(bank: TimeBank) -> None:
    if not bank.name:
        raise Invalid(_("Give the bank a name, such as “Maintenance 2026”."), field="name")
    if bank.expires_on is not None and bank.expires_on < bank.valid_from:
        raise Invalid(_("The last day cannot be before the first one."), field="expires_on")
    if bank.alert_below < 0:
        raise Invalid(_("Say how many hours."), field="alert_below")


async def archive_bank(session: AsyncSession, actor: Actor, bank_id: UUID) -> None:
    """Put a bank away: nothing is debited from it; twice changes nothing."""
    bank = await _load(session, actor, bank_id)
    if bank.archived_at is None:
        bank.archived_at = clock.now()
        await record(session, actor, bank_events.TimeBankArchived(**facts(bank)))


async def restore_bank(session: AsyncSession, actor: Actor, bank_id: UUID) -> None:
    """Take a bank back into use; twice changes nothing."""
    bank = await _load(session, actor, bank_id)
    if bank.archived_at is not None:
        bank.archived_at = None
        await record(session, actor, bank_events.TimeBankRestored(**facts(bank)))


async def buy_hours(
    session: AsyncSession, actor: Actor, bank_id: UUID, *, minutes: int, note: str = "",
    since: date | None = None,
) -> TimeBankMovement:  # fmt: skip
    """Add bought minutes, as of today or `since` when that is past; raises NoHoursGiven, BankOver."""
    bank = await _load(session, actor, bank_id)
    if not 0 < minutes <= MOST:
        raise NoHoursGiven
    zone = await setting(session, keys.COMPANY_ZONE)
    today = clock.today(zone)
    if bank.expires_on is not None and bank.expires_on < today:
        raise BankOver(day=formatting.day(bank.expires_on))
    day = min(since or today, today)
    moved = move(session, actor, bank, MovementKind.PURCHASE, minutes, day, note=note)
    await record(session, actor, bank_events.HoursBought(**facts(bank, minutes, note)))
    await watch(session, actor, bank)
    return moved


async def adjust_bank(
    session: AsyncSession, actor: Actor, bank_id: UUID, *, minutes: int, reason: str
) -> TimeBankMovement:
    """Correct a balance by signed minutes; raises NoHoursGiven, ReasonNeeded, BankBelowZero."""
    bank = await _load(session, actor, bank_id)
    if not 0 < abs(minutes) <= MOST:
        raise NoHoursGiven
    if not reason.strip():
        raise ReasonNeeded
    if bank.balance_minutes + minutes < 0 and minutes < 0 and not bank.may_overdraw:
        raise BankBelowZero(hours=formatting.hours(bank.balance_minutes))
    today = clock.today(await setting(session, keys.COMPANY_ZONE))
    moved = move(session, actor, bank, MovementKind.ADJUSTMENT, minutes, today, note=reason)
    await record(session, actor, bank_events.TimeBankAdjusted(**facts(bank, minutes, reason)))
    await watch(session, actor, bank)
    return moved


async def expire_bank(session: AsyncSession, bank_id: UUID) -> int:
    """Take what is left of a bank whose last day has passed; returns 1 when it was due."""
    actor = system("the last day of a time bank passed")
    bank = await bank_queries.get_bank(session, actor, bank_id, lock=True)
    today = clock.today(await setting(session, keys.COMPANY_ZONE))
    if bank.expired_at is not None or bank.expires_on is None or bank.expires_on >= today:
        return 0
    bank.expired_at = clock.now()
    left = bank.balance_minutes
    if left > 0:
        move(session, actor, bank, MovementKind.EXPIRY, -left, bank.expires_on)
        await record(session, actor, bank_events.TimeBankExpired(**facts(bank, -left)))
    return 1


async def _load(session: AsyncSession, actor: Actor, bank_id: UUID) -> TimeBank:
    require(policies.can_manage(actor))
    return await bank_queries.get_bank(session, actor, bank_id, lock=True)


def move(
    session: AsyncSession, actor: Actor, bank: TimeBank, kind: MovementKind, minutes: int,
    day: date, *, entry_id: UUID | None = None, note: str = "",
) -> TimeBankMovement:  # fmt: skip
    """Add a line to a locked bank's ledger and keep its balance."""
    bank.balance_minutes += minutes
    line = TimeBankMovement(
        bank_id=bank.id, kind=kind, minutes=minutes, balance=bank.balance_minutes, day=day,
        entry_id=entry_id, actor_id=actor.id if actor.kind == "staff" else None,
        note=storable(note).strip(),
    )  # fmt: skip
    session.add(line)
    return line


async def watch(session: AsyncSession, actor: Actor, bank: TimeBank) -> None:
    """Tell once that a bank runs low; a balance that rose again arms the alert anew."""
    if bank.alert_below <= 0 or bank.balance_minutes >= bank.alert_below:
        bank.alerted_at = None
    elif bank.alerted_at is None and bank.archived_at is None:
        bank.alerted_at = clock.now()
        await record(session, actor, bank_events.TimeBankLow(**facts(bank)))


def facts(bank: TimeBank, minutes: int = 0, note: str = "") -> dict[str, Any]:
    """Return what every event of a bank says."""
    return {
        "bank_id": bank.id, "customer_id": bank.customer_id, "name": bank.name,
        "minutes": minutes, "balance": bank.balance_minutes, "note": note.strip(),
    }  # fmt: skip

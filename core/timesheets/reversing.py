"""Changing what is locked: the entry stays, a negative one takes its minutes back, with a reason.

The reversal stands on the first open day, beside what takes the entry's place, if anything does.
"""

from datetime import date, timedelta
from typing import Unpack
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import DomainError
from core.events.bus import record
from core.kit import clock
from core.kit.text import storable
from core.timesheets import events, locking
from core.timesheets.entries import CARRIED, EntryChanges, EntryFields, facts, load, store
from core.timesheets.errors import (
    EntryInvoiced,
    EntryRemoved,
    NothingReversible,
    NotLocked,
    PeriodLocked,
    ReversalFixed,
    ReversalReasonMissing,
    ReversedAlready,
    WeekIsApproved,
)
from core.timesheets.locking import Locks, Standing
from core.timesheets.models import TimeEntry, TimesheetWeek, WeekState
from core.timesheets.rules import worked

LONGEST_REASON = 2000


async def reverse_entry(
    session: AsyncSession, actor: Actor, entry_id: UUID, *, reason: str,
    confirmed: frozenset[str] = frozenset(), **replacement: Unpack[EntryChanges],
) -> tuple[TimeEntry, TimeEntry | None]:  # fmt: skip
    """Take locked hours back by negative ones; `replacement` is what should have been booked.

    Returns the reversal and what takes the entry's place: as the entry was but for what is given,
    on the day of the reversal unless `day` says another. Raises NotLocked for what may still be
    changed, ReversedAlready, ReversalFixed, ReversalReasonMissing, NothingReversible, and for the
    replacement what `book` raises.
    """
    standing, zone = await load(session, actor, entry_id)
    entry = standing.entry
    if entry.removed_at is not None:
        raise EntryRemoved
    if entry.worked_minutes < 0:
        raise ReversalFixed
    if standing.reversal_id is not None:
        raise ReversedAlready
    if not await is_locked(session, standing, zone):
        raise NotLocked
    why = storable(reason).strip()[:LONGEST_REASON]
    if not why:
        raise ReversalReasonMissing
    day = await _first_open_day(session, entry, standing.locks, clock.today(zone))
    reversal = await _negative(session, actor, entry, day, why)
    instead = None
    if replacement:
        instead = await _instead(session, actor, entry, day, zone, replacement, confirmed)
    await record(session, actor, events.TimeReversed(
        **facts(entry), reversal_id=reversal.id, replacement_id=instead.id if instead else None,
        on_day=day, why=why,
    ))  # fmt: skip
    return reversal, instead


async def is_locked(session: AsyncSession, standing: Standing, zone: str) -> bool:
    """Tell whether an entry changes only by a reversal."""
    return await why_locked(session, standing, zone) is not None


async def why_locked(session: AsyncSession, standing: Standing, zone: str) -> DomainError | None:
    """Return what locks an entry as a sentence with who and when, or None."""
    try:
        await locking.refuse_standing(session, standing, zone)
    except (WeekIsApproved, PeriodLocked, EntryInvoiced) as refusal:
        return refusal
    except ReversedAlready:
        return None
    return None


async def _negative(
    session: AsyncSession, actor: Actor, entry: TimeEntry, day: date, why: str
) -> TimeEntry:
    """Add the mirror of an entry; one that was removed before gives up its place."""
    await session.execute(
        sa.update(TimeEntry)
        .where(TimeEntry.reverses_id == entry.id, TimeEntry.removed_at.is_not(None))
        .values(reverses_id=None, version=TimeEntry.version + 1)
    )
    carried = {name: getattr(entry, name) for name in CARRIED if name not in ("note", "said")}
    reversal = TimeEntry(
        staff_id=entry.staff_id, day=day, worked_minutes=-entry.worked_minutes,
        billed_minutes=-entry.billed_minutes, billing_rule_id=entry.billing_rule_id,
        reverses_id=entry.id, note=why, channel=actor.channel,
        logged_by_id=actor.id if actor.kind == "staff" else None, **carried,
    )  # fmt: skip
    session.add(reversal)
    await session.flush()
    return reversal


async def _instead(
    session: AsyncSession, actor: Actor, entry: TimeEntry, day: date, zone: str,
    changes: EntryChanges, confirmed: frozenset[str],
) -> TimeEntry:  # fmt: skip
    """Book what should have been booked; its times would lie on another day and are left out."""
    fields = EntryFields(**{name: getattr(entry, name) for name in CARRIED})  # type: ignore[typeddict-item]
    for name in (*CARRIED, "custom"):
        if name in changes:
            fields[name] = changes[name]  # type: ignore[literal-required]
    if changes.get("customer_id", entry.customer_id) != entry.customer_id:
        fields["project_id"] = changes.get("project_id")
    minutes = changes.get("minutes", entry.worked_minutes)
    work = worked(
        changes.get("day", day), minutes, changes.get("start"), changes.get("end"), zone
    )  # fmt: skip
    booked = await store(
        session, actor, entry.staff_id, work, zone, fields, confirmed=confirmed,
        carried=entry.custom,
    )  # fmt: skip
    return booked.entry


async def _first_open_day(
    session: AsyncSession, entry: TimeEntry, locks: Locks, today: date
) -> date:
    """Return the first day from the entry's on that is neither in a locked period nor approved."""
    last = locking.locked_through(locks, today)
    first = entry.day if last is None else max(entry.day, last + timedelta(days=1))
    approved = set(
        await session.scalars(
            sa.select(TimesheetWeek.monday).where(
                TimesheetWeek.staff_id == entry.staff_id,
                TimesheetWeek.state == WeekState.APPROVED,
                TimesheetWeek.monday >= clock.week_of(first)[0],
            )
        )
    )
    while clock.week_of(first)[0] in approved:
        first = clock.week_of(first)[0] + timedelta(days=7)
    if first > today:
        raise NothingReversible
    return first

"""Writing down that somebody is or was away."""

from datetime import date, timedelta
from typing import TypedDict, Unpack
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Changed
from core.events.bus import record
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.text import storable
from core.staff.queries import get_member
from core.timesheets import absence_events, absence_queries, policies
from core.timesheets.errors import (
    AbsenceBackwards,
    AbsenceOverlaps,
    AbsencePartWrong,
    AbsenceTooLong,
    EntryRemoved,
)
from core.timesheets.locking import ensure_open
from core.timesheets.models import Absence, AbsenceKind
from core.timesheets.norms import days_between
from core.timesheets.rules import DAY_MINUTES

LONGEST = timedelta(days=731)


class AbsenceChanges(TypedDict, total=False):
    """What may be changed about an absence; `day_minutes` None: whole working days."""

    kind: str
    first_day: date
    last_day: date
    day_minutes: int | None
    note: str


async def log_absence(
    session: AsyncSession, actor: Actor, *, kind: str, first_day: date,
    last_day: date | None = None, day_minutes: int | None = None, staff_id: UUID | None = None,
    note: str = "", said: str = "",
) -> Absence:  # fmt: skip
    """Write down days off of one's own or a colleague, both ends inclusive, ahead or behind.

    `day_minutes` of each day are off, None: whole working days. Raises AbsenceBackwards,
    AbsenceTooLong, AbsencePartWrong, AbsenceOverlaps, and what a locked or approved week refuses.
    """
    staff_id = staff_id or actor.staff_id
    require(policies.can_log_absence_for(actor, staff_id))
    absence = Absence(
        staff_id=staff_id, kind=AbsenceKind(kind).value, first_day=first_day,
        last_day=last_day or first_day, day_minutes=day_minutes, note=storable(note),
        said=storable(said), logged_by_id=actor.id if actor.kind == "staff" else None,
    )  # fmt: skip
    await _check(session, actor, absence)
    session.add(absence)
    await session.flush()
    await record(session, actor, absence_events.AbsenceLogged(*_facts(absence)))
    return absence


async def correct_absence(
    session: AsyncSession, actor: Actor, absence_id: UUID, *, version: int | None = None,
    **changes: Unpack[AbsenceChanges],
) -> Absence:  # fmt: skip
    """Change an absence; what stays the same is no change. Raises what `log_absence` raises."""
    absence = await _load(session, actor, absence_id)
    if version is not None and version != absence.version:
        raise Changed
    if absence.removed_at is not None:
        raise EntryRemoved
    changed = {name: value for name, value in changes.items() if getattr(absence, name) != value}
    if not changed:
        return absence
    await _ensure_open(session, actor, absence)
    for name, value in changed.items():
        setattr(absence, name, value)
    absence.kind, absence.note = AbsenceKind(absence.kind).value, storable(absence.note)
    await _check(session, actor, absence)
    fact = absence_events.AbsenceCorrected(*_facts(absence), changed=tuple(sorted(changed)))
    await record(session, actor, fact)
    return absence


async def remove_absence(session: AsyncSession, actor: Actor, absence_id: UUID) -> Absence:
    """Take an absence back; twice changes nothing."""
    absence = await _load(session, actor, absence_id)
    if absence.removed_at is None:
        await _ensure_open(session, actor, absence)
        absence.removed_at = clock.now()
        await record(session, actor, absence_events.AbsenceRemoved(*_facts(absence)))
    return absence


async def restore_absence(session: AsyncSession, actor: Actor, absence_id: UUID) -> Absence:
    """Bring a removed absence back; raises AbsenceOverlaps when its days are off meanwhile."""
    absence = await _load(session, actor, absence_id)
    if absence.removed_at is not None:
        await _check(session, actor, absence)
        absence.removed_at = None
        await record(session, actor, absence_events.AbsenceRestored(*_facts(absence)))
    return absence


async def _load(session: AsyncSession, actor: Actor, absence_id: UUID) -> Absence:
    absence = await absence_queries.get_absence(session, actor, absence_id, lock=True)
    require(policies.can_log_absence_for(actor, absence.staff_id))
    return absence


async def _check(session: AsyncSession, actor: Actor, absence: Absence) -> None:
    if absence.last_day < absence.first_day:
        raise AbsenceBackwards
    if absence.last_day - absence.first_day > LONGEST:
        raise AbsenceTooLong
    if absence.day_minutes is not None and not 0 < absence.day_minutes <= DAY_MINUTES:
        raise AbsencePartWrong
    await get_member(session, absence.staff_id, lock=True)  # one absence at a time
    await _ensure_open(session, actor, absence)
    await _refuse_overlap(session, absence)


async def _ensure_open(session: AsyncSession, actor: Actor, absence: Absence) -> None:
    days = list(days_between(absence.first_day, absence.last_day))
    await ensure_open(session, absence.staff_id, days, actor=actor)


async def _refuse_overlap(session: AsyncSession, absence: Absence) -> None:
    """Whole days are off once; parts of a day may stand beside each other."""
    clash = sa.select(Absence).where(
        Absence.staff_id == absence.staff_id, Absence.removed_at.is_(None),
        Absence.first_day <= absence.last_day, Absence.last_day >= absence.first_day,
    )  # fmt: skip
    if absence.id is not None:
        clash = clash.where(Absence.id != absence.id)
    if absence.day_minutes is not None:
        clash = clash.where(Absence.day_minutes.is_(None))
    found = await session.scalar(clash.order_by(Absence.first_day).limit(1))
    if found is not None:
        raise AbsenceOverlaps(days=days_text(found.first_day, found.last_day))


def days_text(first: date, last: date) -> str:
    """Return the days of an absence as people read them."""
    if first == last:
        return formatting.day(first)
    return _("{first} – {last}").format(first=formatting.day(first), last=formatting.day(last))


def _facts(absence: Absence) -> tuple[UUID, UUID, date, date, int | None]:
    return (
        absence.id, absence.staff_id, absence.first_day, absence.last_day, absence.day_minutes
    )  # fmt: skip

"""What locks hours: an approved week, a locked period, an invoice. One place for all of it.

A period is locked through a day: the one set by hand, or the last month whose days of grace have
passed. What is locked changes only by a reversal (`reversing`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.db.base import table_of
from core.events.models import EventRecord
from core.kit import clock
from core.kit.formatting import day as day_text
from core.settings import keys
from core.settings.models import Setting
from core.staff.models import StaffMember
from core.timesheets.errors import (
    EntryInvoiced,
    MonthLocked,
    PeriodLocked,
    ReversedAlready,
    WeekIsApproved,
)
from core.timesheets.models import TimeEntry, TimesheetWeek, WeekState


class LockSettings(Protocol):
    """The two settings that lock periods, such as `settings.queries.Company` has them."""

    @property
    def hours_locked_through(self) -> str: ...

    @property
    def lock_after_days(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Locks:
    """The same two settings alone."""

    hours_locked_through: str = ""
    lock_after_days: int = 0

    @classmethod
    def read(cls, through: Any, grace: Any) -> "Locks":
        """Return them from stored values."""
        return cls(keys.HOURS_LOCKED_THROUGH.read(through), keys.LOCK_AFTER_DAYS.read(grace))


@dataclass(frozen=True, slots=True)
class Decided:
    """A week as it was decided about; `state` None: nobody ever sent it."""

    state: str | None = None
    at: datetime | None = None
    by_id: UUID | None = None


OPEN = Decided()


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry to be changed, with what may lock it; `reversal_id` is what took it back."""

    entry: TimeEntry
    locks: Locks
    week: Decided
    reversal_id: UUID | None = None


def locked_through(company: LockSettings, today: date) -> date | None:
    """Return the last day on which nothing changes any more; None: nothing is locked."""
    found = [day for day in (_by_hand(company), _by_month(company, today)) if day is not None]
    return max(found, default=None)


def _by_hand(company: LockSettings) -> date | None:
    text = company.hours_locked_through
    return date.fromisoformat(text) if text else None


def _by_month(company: LockSettings, today: date) -> date | None:
    """Return the last day of the newest month that ended more than the days of grace ago."""
    if company.lock_after_days <= 0:
        return None
    return (today - timedelta(days=company.lock_after_days)).replace(day=1) - timedelta(days=1)


def setting(key: keys.Key[Any]) -> Any:
    """Return a setting's stored value as a column of any statement."""
    settings = table_of(Setting).c
    return sa.select(settings.value).where(settings.key == key.name).scalar_subquery()


LOCK_COLUMNS = (setting(keys.HOURS_LOCKED_THROUGH), setting(keys.LOCK_AFTER_DAYS))


def _locked() -> Any:
    base, weeks = sa.select(sa.literal(1).label("one")).subquery(), table_of(TimesheetWeek)
    named = weeks.c.monday.in_(sa.bindparam("mondays", expanding=True))
    return (
        sa.select(*LOCK_COLUMNS, weeks.c.monday, weeks.c.state, weeks.c.decided_at,
                  weeks.c.decided_by_id)
        .select_from(base)
        .outerjoin(weeks, sa.and_(weeks.c.staff_id == sa.bindparam("of_staff"), named))
    )  # fmt: skip


_LOCKED = _locked()  # built once: putting it together costs more than running it


async def ensure_open(
    session: AsyncSession, staff_id: UUID, days: Collection[date], *, actor: Actor
) -> None:
    """Refuse when one of a person's days is locked: raises WeekIsApproved or PeriodLocked."""
    if not days:
        return
    mondays = {clock.week_of(day)[0] for day in days}
    rows = await session.execute(_LOCKED, {"of_staff": staff_id, "mondays": list(mondays)})
    decided, locks = {}, Locks()
    for through, grace, monday, *week in rows:
        locks, decided[monday] = Locks.read(through, grace), Decided(*week)
    today = clock.today(actor.zone)
    for day in sorted(days):
        week_of_day = decided.get(clock.week_of(day)[0], OPEN)
        await refuse_locked(session, staff_id, day, locks, week_of_day, today, actor.zone)


async def refuse_locked(
    session: AsyncSession, staff_id: UUID, day: date, locks: LockSettings, week: Decided,
    today: date, zone: str,
) -> None:  # fmt: skip
    """Raise WeekIsApproved or PeriodLocked, naming who locked it; asks more only then."""
    if week.state == WeekState.APPROVED:
        who = await _name(session, week.by_id)
        raise WeekIsApproved(
            staff_id=staff_id, monday=clock.week_of(day)[0], who=who, when=_on(week.at, zone)
        )
    last = locked_through(locks, today)
    if last is None or day > last:
        return
    if last == _by_hand(locks):
        who, when = await _who_locked(session, zone)
        raise PeriodLocked(day=day_text(last), who=who, when=when)
    raise MonthLocked(day=day_text(last), grace=locks.lock_after_days)


def refuse_invoiced(entry: TimeEntry, zone: str) -> None:
    """Raise EntryInvoiced for minutes a customer was asked to pay."""
    if entry.invoiced_at is not None:
        raise EntryInvoiced(when=_on(entry.invoiced_at, zone))


_week, _reversal = aliased(TimesheetWeek), aliased(TimeEntry)
_LATEST = (  # the last week that began before an entry's day: its own, or an earlier one
    sa.select(_week.id)
    .where(_week.staff_id == TimeEntry.staff_id, _week.monday <= TimeEntry.day)
    .order_by(_week.monday.desc())
    .limit(1)
    .correlate(TimeEntry)
    .scalar_subquery()
)
_REVERSAL = (
    sa.select(_reversal.id)
    .where(_reversal.reverses_id == TimeEntry.id, _reversal.removed_at.is_(None))
    .correlate(TimeEntry)
    .scalar_subquery()
)


async def load_standing(
    session: AsyncSession, entries: sa.Select[TimeEntry], *, lock: bool = True
) -> Standing | None:
    """Return an entry with what locks it (itself locked for us), in one statement, or None."""
    statement = (
        entries.outerjoin(TimesheetWeek, TimesheetWeek.id == _LATEST)
        .add_columns(_REVERSAL, *LOCK_COLUMNS, TimesheetWeek.monday, TimesheetWeek.state,
                     TimesheetWeek.decided_at, TimesheetWeek.decided_by_id)
    )  # fmt: skip
    if lock:
        statement = statement.with_for_update(of=TimeEntry)
        statement = statement.execution_options(populate_existing=True)
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        return None
    entry, reversal_id, through, grace, monday, *week = row
    own = monday == clock.week_of(entry.day)[0]
    decided = Decided(*week) if own else OPEN
    return Standing(entry, Locks.read(through, grace), decided, reversal_id)


async def refuse_standing(session: AsyncSession, standing: Standing, zone: str) -> None:
    """Raise what keeps an entry from being changed: an invoice, a lock, or its reversal."""
    entry = standing.entry
    refuse_invoiced(entry, zone)
    await refuse_locked(
        session, entry.staff_id, entry.day, standing.locks, standing.week, clock.today(zone), zone
    )
    if standing.reversal_id is not None:
        raise ReversedAlready


async def _name(session: AsyncSession, staff_id: UUID | None) -> str:
    name = await session.scalar(sa.select(StaffMember.name).where(StaffMember.id == staff_id))
    return name or "Apuri"


async def _who_locked(session: AsyncSession, zone: str) -> tuple[str, str]:
    """Return who set the locked date last, and when, from the audit."""
    row = (
        await session.execute(
            sa.select(EventRecord.actor_name, EventRecord.created_at)
            .join(Setting, Setting.id == EventRecord.subject_id)
            .where(EventRecord.subject_kind == "setting", EventRecord.name == "SettingChanged",
                   Setting.key == keys.HOURS_LOCKED_THROUGH.name)
            .order_by(EventRecord.id.desc())
            .limit(1)
        )
    ).one_or_none()  # fmt: skip
    return (row[0], _on(row[1], zone)) if row else ("Apuri", "–")


def _on(moment: datetime | None, zone: str) -> str:
    return day_text(clock.local(moment, zone).date()) if moment is not None else "–"

"""What the company knows by name, kept ready between messages.

One statement asks whether anything changed (counts and sums of versions) and what the turn needs
of its writer; only a change loads the names again, as a rule in `warm`, before the transaction that
handles a message begins. The refs of the directory are ids as text.
"""

import asyncio
import gc
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.assistant.models import Draft
from core.db.base import Record, table_of
from core.db.session import Sessions
from core.fields.queries import stamp as stamp_of_fields
from core.fields.queries import use_stamp
from core.kit import clock
from core.language.known import Customer as KnownCustomer
from core.language.known import Named
from core.language.reading import Directory
from core.people.models import Customer
from core.settings.models import Setting
from core.settings.queries import Company, load_company
from core.staff.models import StaffMember
from core.timesheets.models import WorkingTime
from core.work.models import Project, WorkKind
from core.work.project_queries import logging_allowed

log = logging.getLogger(__name__)
MANY_NAMES = 1000
"""So many customers are never indexed while a transaction waits."""
_ROWS_AT_ONCE = 200
SEARCH_SECONDS = 3600.0
_searched = 0.0
STALE_SECONDS = 60.0
"""Many names may be so much older than a transaction; after that somebody forgot to `warm` them."""

AS_THEY_ARE = ("note", "answer", "receipt", "reason", "comment", "kept", "remark", "field",
               "lacks", "task")  # fmt: skip
"""What is asked for when the next message is taken as it is."""

_WATCHED: tuple[type[Record], ...] = (Customer, Project, WorkKind, StaffMember, Setting)
_drafts, _members, _times = (table_of(one).c for one in (Draft, StaffMember, WorkingTime))


@dataclass(frozen=True)
class Names:
    """Everything that has a name: for understanding (`alone`, `crew`) and for showing (`by_id`).

    `by_id` also holds what was put away, since entries still bear it. `assigned` tells of each
    person at which customers (and for which project) they answer for work or belong to it.
    """

    company: Company
    alone: Directory
    crew: Directory
    by_id: dict[UUID, str]
    projects: dict[UUID, tuple[tuple[UUID, str], ...]] = field(default_factory=dict)
    assigned: dict[UUID, dict[UUID, str]] = field(default_factory=dict)

    def of(self, identity: UUID | None) -> str | None:
        """Return the name of an id, or None."""
        return self.by_id.get(identity) if identity else None

    def for_actor(self, actor: Actor) -> Directory:
        """Return the names a person may use: colleagues only with the right to log for them."""
        crew = actor.may(Permission.LOG_FOR_OTHERS) and actor.channel != "sms"
        return self.crew if crew else self.alone


@dataclass(frozen=True, slots=True)
class Ground:
    """What every turn stands on: names, the writer's working day in minutes, their open question.

    `week` is what they are to work on each weekday (Monday first), None: their usual day.
    """

    names: Names
    day_minutes: int
    sms_may_log: bool
    open_draft_id: UUID | None
    week: Sequence[int] | None = None

    def norm(self, day: date) -> int:
        """Return the minutes of a day that its total is shown against."""
        return self.day_minutes if self.week is None else self.week[day.weekday()]


@dataclass
class _Kept:
    """The names of one installation; `checked` is when they were last known to be right."""

    stamp: tuple[int, ...] = ()
    names: Names | None = None
    checked: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def take(self, stamp: tuple[int, ...], names: Names) -> None:
        self.stamp, self.names, self.checked = stamp, names, time.monotonic()


def _kept(info: Mapping[str, Any]) -> _Kept:
    found: _Kept = info["kept"].setdefault(__name__, _Kept())
    return found


def names_at_hand(info: Mapping[str, Any]) -> Names | None:
    """Return the names as they were last known, without asking the database; None before `warm`."""
    return _kept(info).names


def _stamp(table: type[Record]) -> Any:
    """A number that another row, another version or a lost row changes."""
    rows = table_of(table)
    total = sa.func.count() + sa.func.coalesce(sa.func.sum(rows.c.version), 0) * 1000003
    return sa.select(total).select_from(rows).scalar_subquery()


def _answerable(channel: Any) -> Any:
    """Questions may be answered on any channel; words that are taken as they are, only where they
    were asked for. A text message answers only text messages."""
    words = (_drafts.asking != one for one in AS_THEY_ARE)  # an IN is put together at every run
    anywhere = sa.and_(channel != "sms", _drafts.channel != "sms", *words)
    return sa.or_(_drafts.channel == channel, anywhere)


def _build() -> Any:
    staff_id = sa.bindparam("staff_id", type_=sa.Uuid())
    channel = sa.bindparam("channel", type_=sa.Text())
    newest = (
        sa.select(_drafts.id)
        .where(_drafts.staff_id == staff_id, _drafts.done_at.is_(None), _answerable(channel))
        .order_by(sa.case((_drafts.channel == channel, 0), else_=1), _drafts.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    week = (
        sa.select(_times.minutes)
        .where(
            _times.staff_id == staff_id, _times.valid_from <= sa.bindparam("today", type_=sa.Date())
        )
        .order_by(_times.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    mine = sa.select(_members.day_minutes, _members.sms_may_log, newest, week)
    return mine.add_columns(*map(_stamp, _WATCHED), stamp_of_fields()).where(
        _members.id == staff_id
    )


_STATEMENT = _build()  # built once: putting it together costs more than running it
_STAMPS = sa.select(*map(_stamp, _WATCHED))


async def warm(sessions: Sessions) -> None:
    """Have the names ready before a transaction needs them: read apart, indexed in a thread."""
    kept = _kept(sessions.info)
    async with kept.turn:  # others wait for the same names
        async with sessions.read_engine.connect() as connection:
            stamp = _as_stamp((await connection.execute(_STAMPS)).one())
        if kept.names is None or kept.stamp != stamp:
            await _load(sessions, kept)
        kept.checked = time.monotonic()


async def _load(sessions: Sessions, kept: _Kept) -> None:
    """Read the names and index them in a thread."""
    async with sessions.reading() as session:
        stamp = _as_stamp((await session.execute(_STAMPS)).one())
        fetched = await _fetch(session)
    kept.take(stamp, await asyncio.to_thread(_indexed, fetched, kept.names))


async def ground_for(session: AsyncSession, actor: Actor) -> Ground:
    """Return names and the writer's day, with one statement unless something changed.

    Many names that changed since `warm` are used as they were: the message came a moment earlier.
    """
    today = clock.today(actor.zone)
    values = {"staff_id": actor.staff_id, "channel": actor.channel, "today": today}
    row = (await session.execute(_STATEMENT, values)).one()
    kept, stamp = _kept(session.info), _as_stamp(row[4:-1])
    use_stamp(session, row[-1])
    names = kept.names
    if names is None or (kept.stamp != stamp and not _bearable(kept, names)):
        fetched = await _fetch(session)
        if len(fetched[0]) > MANY_NAMES:
            names = await asyncio.to_thread(_indexed, fetched, names)
        else:
            names = _named(fetched, names)
        kept.take(stamp, names)
    return Ground(names, *row[:4])


def _bearable(kept: _Kept, names: Names) -> bool:
    """Tell whether a transaction rather uses older names than load so many."""
    many = len(names.alone.customers) > MANY_NAMES
    return many and time.monotonic() - kept.checked < STALE_SECONDS


def _as_stamp(row: Any) -> tuple[int, ...]:
    return tuple(int(part) for part in row)


_Fetched = tuple[Sequence[Any], Sequence[Any], Sequence[Any], Sequence[Any], Sequence[Any], Company]


async def _fetch(session: AsyncSession) -> _Fetched:
    """Read all names: customers, projects, kinds of work, staff, and the company."""
    found = await session.execute(
        sa.select(Customer.id, Customer.name, Customer.aliases, Customer.archived_at)
        .order_by(Customer.id)
    )  # fmt: skip
    customers = await _in_parts(found)
    projects = await _in_parts(await session.execute(
        sa.select(Project.id, Project.name, Project.aliases, Project.customer_id,
                  sa.or_(Project.closed_at.is_not(None), Project.archived_at.is_not(None)),
                  Project.responsible_id)
        .order_by(Project.name)
    ))  # fmt: skip
    kinds = (await session.execute(
        sa.select(WorkKind.id, WorkKind.name, WorkKind.archived_at).order_by(WorkKind.name)
    )).all()  # fmt: skip
    staff = (await session.execute(
        sa.select(StaffMember.id, StaffMember.name, StaffMember.deactivated_at)
        .order_by(StaffMember.name)
    )).all()  # fmt: skip
    members = (await session.execute(logging_allowed())).all()
    return customers, projects, kinds, staff, members, await load_company(session)


async def _in_parts(found: Any) -> list[Any]:
    """Return all rows; they are made on the event loop, so others have their turn between."""
    rows: list[Any] = []
    for part in found.partitions(_ROWS_AT_ONCE):
        rows += part
        await asyncio.sleep(0)
    return rows


def _indexed(fetched: _Fetched, before: Names | None) -> Names:
    """Return the names with their indexes; takes long when there are many, so in a thread.

    Every search for garbage stops all threads and would walk through what is made here, which
    stays: so there is none meanwhile, and afterwards it is left out (`gc.freeze`).
    """
    collects, many = gc.isenabled(), len(fetched[0]) > MANY_NAMES
    gc.disable()
    try:
        names = _named(fetched, before)
        for directory in (names.alone, names.crew):
            log.debug("%s words of names are known", len(directory.index.spelled))
        if many and collects:
            _leave_out()
    finally:
        if collects:
            gc.enable()
    return names


def _leave_out() -> None:
    """Keep what lives now out of later searches; look through all of it once in an hour at most."""
    global _searched  # one garbage collector serves the whole process
    gc.unfreeze()
    due = time.monotonic() - _searched > SEARCH_SECONDS
    gc.collect(2 if due else 1)
    _searched = time.monotonic() if due else _searched
    gc.freeze()


def _named(fetched: _Fetched, before: Names | None) -> Names:
    """Return what was fetched as names; directories that did not change keep their index."""
    customers, projects, kinds, staff, members, company = fetched
    named = {row[0]: row[1] for rows in (customers, projects, kinds, staff) for row in rows}
    open_projects: dict[UUID, list[Any]] = {}
    for row in projects:
        if row[3] and not row[4]:
            open_projects.setdefault(row[3], []).append(row)
    known = tuple(
        KnownCustomer(name, str(key), tuple(aliases or ()), tuple(
            Named(row[1], str(row[0]), tuple(row[2] or ())) for row in open_projects.get(key, ())
        ))
        for key, name, aliases, archived in customers if archived is None
    )  # fmt: skip
    work = tuple(Named(name, str(key)) for key, name, archived in kinds if archived is None)
    people = tuple(Named(name, str(key)) for key, name, gone in staff if gone is None)
    alone, crew = Directory(known, {}, work), Directory(known, {}, work, people)
    if before is not None:
        alone = before.alone if before.alone == alone else alone
        crew = before.crew if before.crew == crew else crew
    listed = {key: tuple((row[0], row[1]) for row in rows) for key, rows in open_projects.items()}
    return Names(company, alone, crew, named, listed, _assigned(projects, members))


def _assigned(projects: Sequence[Any], members: Sequence[Any]) -> dict[UUID, dict[UUID, str]]:
    """Return for each person the customers of their open projects, with a project's name."""
    found: dict[UUID, dict[UUID, str]] = {}
    open_ones = {row[0]: row for row in projects if row[3] and not row[4]}
    answering = [(row[5], row[0]) for row in open_ones.values() if row[5]]
    for staff_id, project_id in [*answering, *members]:
        if project_id in open_ones:
            row = open_ones[project_id]
            found.setdefault(staff_id, {}).setdefault(row[3], row[1])
    return found

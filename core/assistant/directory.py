"""What the company knows by name, kept ready between messages.

One statement asks whether anything changed (counts and sums of versions) and what the turn needs
of its writer; only a change loads the names again. The refs of the directory are ids as text.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.assistant.models import Draft
from core.db.base import Record
from core.language.known import Customer as KnownCustomer
from core.language.known import Named
from core.language.reading import Directory
from core.people.models import Customer
from core.settings.models import Setting
from core.settings.queries import Company, load_company
from core.staff.models import StaffMember
from core.work.models import Project, WorkKind

MANY_NAMES = 1000
"""From so many names on, indexing them leaves the event loop."""

_WATCHED: tuple[type[Record], ...] = (Customer, Project, WorkKind, StaffMember, Setting)


@dataclass(frozen=True)
class Names:
    """Everything that has a name: for understanding (`alone`, `crew`) and for showing (`by_id`).

    `by_id` also holds what was put away, since entries still bear it.
    """

    company: Company
    alone: Directory
    crew: Directory
    by_id: dict[UUID, str]
    projects: dict[UUID, tuple[tuple[UUID, str], ...]] = field(default_factory=dict)

    def of(self, identity: UUID | None) -> str | None:
        """Return the name of an id, or None."""
        return self.by_id.get(identity) if identity else None

    def for_actor(self, actor: Actor) -> Directory:
        """Return the names a person may use: colleagues only with the right to log for them."""
        crew = actor.may(Permission.LOG_FOR_OTHERS) and actor.channel != "sms"
        return self.crew if crew else self.alone


@dataclass(frozen=True, slots=True)
class Ground:
    """What every turn stands on: names, the writer's working day in minutes, their open question."""

    names: Names
    day_minutes: int
    sms_may_log: bool
    open_draft_id: UUID | None


_kept: WeakKeyDictionary[Any, tuple[tuple[Any, ...], Names]] = WeakKeyDictionary()


def _stamp(table: type[Record]) -> Any:
    """A number that another row, another version or a lost row changes."""
    total = (
        sa.func.count() + sa.func.coalesce(sa.func.sum(sa.inspect(table).c.version), 0) * 1000003
    )
    return sa.select(total).select_from(table).scalar_subquery()


def _build() -> Any:
    staff_id = sa.bindparam("staff_id", type_=sa.Uuid())
    channel = sa.bindparam("channel", type_=sa.Text())
    newest = (
        sa.select(Draft.id)
        .where(Draft.staff_id == staff_id, Draft.channel == channel, Draft.done_at.is_(None))
        .order_by(Draft.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    mine = sa.select(StaffMember.day_minutes, StaffMember.sms_may_log, newest)
    return mine.add_columns(*map(_stamp, _WATCHED)).where(StaffMember.id == staff_id)


_STATEMENT = _build()  # built once: putting it together costs more than running it


async def ground_for(session: AsyncSession, actor: Actor) -> Ground:
    """Return names and the writer's day, with one statement unless something changed."""
    values = {"staff_id": actor.staff_id, "channel": actor.channel}
    row = (await session.execute(_STATEMENT, values)).one()
    stamp = tuple(int(part) for part in row[3:])
    engine = session.get_bind()
    kept = _kept.get(engine)
    if kept is None or kept[0] != stamp:
        kept = _kept[engine] = (stamp, await _load(session))
    return Ground(kept[1], *row[:3])


async def _load(session: AsyncSession) -> Names:
    customers = (await session.execute(
        sa.select(Customer.id, Customer.name, Customer.aliases, Customer.archived_at)
        .order_by(Customer.id)
    )).all()  # fmt: skip
    projects = (await session.execute(
        sa.select(Project.id, Project.name, Project.aliases, Project.customer_id,
                  sa.or_(Project.closed_at.is_not(None), Project.archived_at.is_not(None)))
        .order_by(Project.name)
    )).all()  # fmt: skip
    kinds = (await session.execute(
        sa.select(WorkKind.id, WorkKind.name, WorkKind.archived_at).order_by(WorkKind.name)
    )).all()  # fmt: skip
    staff = (await session.execute(
        sa.select(StaffMember.id, StaffMember.name, StaffMember.deactivated_at)
        .order_by(StaffMember.name)
    )).all()  # fmt: skip
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
    if len(known) > MANY_NAMES:
        await asyncio.to_thread(lambda: alone.index)
    listed = {key: tuple((row[0], row[1]) for row in rows) for key, rows in open_projects.items()}
    return Names(await load_company(session), alone, crew, named, listed)

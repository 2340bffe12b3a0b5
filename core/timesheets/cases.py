"""What the checks of one booking look at, read with one statement.

The person's entries around the day, the project with its people and budget, the week and the
locks, the rule of billing, and whether what is named exists: one row per entry, at least one.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.base import table_of
from core.kit import clock
from core.people.models import Customer
from core.settings import keys
from core.timesheets.billing import EXACT, Terms
from core.timesheets.locking import LOCK_COLUMNS, Decided, Locks, setting
from core.timesheets.models import BillingRule, TimeEntry, TimesheetWeek
from core.timesheets.rules import Worked
from core.work.models import Project, Task, WorkKind, group_members, project_members
from core.work.project_queries import serving


@dataclass(frozen=True, slots=True)
class OfProject:
    """What a project says about hours; `used_minutes` are counted only when there is a budget."""

    name: str
    customer_id: UUID | None
    is_closed: bool
    members_only: bool
    has_worker: bool
    responsible_id: UUID | None
    budget_minutes: int | None
    used_minutes: int


@dataclass(frozen=True, slots=True)
class Near:
    """What a booking needs to know of an entry near it; the names are those of its columns."""

    id: UUID
    day: date
    worked_minutes: int
    started_at: datetime | None
    ended_at: datetime | None
    customer_id: UUID | None


@dataclass(frozen=True, slots=True)
class Case:
    """One booking with everything its checks ask for.

    `near` are the person's other entries of the day and its neighbours; `unknown` names the links
    to something that is not there.
    """

    staff_id: UUID
    work: Worked
    zone: str
    before: TimeEntry | None
    near: tuple[Near, ...]
    project: OfProject | None
    locks: Locks
    week: Decided
    ask_over_minutes: int
    terms: Terms
    is_travel: bool
    unknown: tuple[str, ...] = ()

    @property
    def day_minutes(self) -> int:
        """The minutes of the day with this work."""
        others = (one.worked_minutes for one in self.near if one.day == self.work.day)
        return self.work.minutes + sum(others)


def _uuid(name: str) -> Any:
    return sa.bindparam(name, type_=sa.Uuid())


def _date(name: str) -> Any:
    return sa.bindparam(name, type_=sa.Date())


STAFF, PROJECT, CUSTOMER = _uuid("staff_id"), _uuid("project_id"), _uuid("customer_id")
PROJECTS, RULES, ENTRIES = (table_of(one) for one in (Project, BillingRule, TimeEntry))


def _narrowest_rule() -> Any:
    """The rule that holds: the project's, the customer's, the company's; the latest valid."""
    rule = RULES.alias().c
    paying = sa.func.coalesce(CUSTOMER, PROJECTS.c.customer_id)
    return (
        sa.select(rule.id)
        .where(rule.archived_at.is_(None), rule.valid_from <= _date("day"),
               sa.or_(rule.project_id.is_(None), rule.project_id == PROJECT),
               sa.or_(rule.customer_id.is_(None), rule.customer_id == paying))
        .order_by(rule.project_id.is_(None), rule.customer_id.is_(None),
                  rule.valid_from.desc(), rule.id.desc())
        .limit(1).correlate(PROJECTS).scalar_subquery()
    )  # fmt: skip


def _of_project() -> tuple[Any, ...]:
    """The columns of OfProject, after its id; a budget's use is summed up only where there is one."""
    project, entry = PROJECTS.c, ENTRIES.c
    used = (
        sa.select(sa.func.coalesce(sa.func.sum(entry.worked_minutes), 0))
        .where(entry.project_id == PROJECT, entry.superseded_at.is_(None),
               entry.removed_at.is_(None))
        .correlate(None).scalar_subquery()
    )  # fmt: skip
    has_worker = (
        sa.select(project_members.c.staff_id)
        .where(project_members.c.project_id == PROJECT, project_members.c.staff_id == STAFF)
        .correlate(None).exists()
    )  # fmt: skip
    serves = serving(project.customer_id, project.group_id)
    may = sa.or_(
        has_worker, serves.where(group_members.c.staff_id == STAFF).correlate(PROJECTS).exists()
    )
    return (
        project.id, project.name, project.customer_id,
        sa.or_(project.closed_at.is_not(None), project.archived_at.is_not(None)),
        project.members_only, sa.and_(project.members_only, may),
        project.responsible_id, project.budget_minutes,
        sa.case((project.budget_minutes.is_not(None), used), else_=0),
    )  # fmt: skip


def _build() -> Any:
    weeks, customers, kinds, tasks = (
        table_of(one) for one in (TimesheetWeek, Customer, WorkKind, Task)
    )
    near, rule = ENTRIES.c, ("id", "step_minutes", "rounding", "minimum_minutes", "travel_percent")
    return (
        sa.select(
            *_of_project(), *(RULES.c[name] for name in rule),
            weeks.c.state, weeks.c.decided_at, weeks.c.decided_by_id,
            *LOCK_COLUMNS, setting(keys.ASK_OVER_HOURS),
            customers.c.id, kinds.c.id, kinds.c.is_travel, tasks.c.id,
            *(near[one.name] for one in fields(Near)),
        )
        .select_from(sa.select(sa.literal(1).label("one")).subquery())
        .outerjoin(PROJECTS, PROJECTS.c.id == PROJECT)
        .outerjoin(RULES, RULES.c.id == _narrowest_rule())
        .outerjoin(weeks, sa.and_(weeks.c.staff_id == STAFF, weeks.c.monday == _date("monday")))
        .outerjoin(customers, customers.c.id == CUSTOMER)
        .outerjoin(kinds, kinds.c.id == _uuid("work_kind_id"))
        .outerjoin(tasks, tasks.c.id == _uuid("task_id"))
        .outerjoin(ENTRIES, sa.and_(
            near.staff_id == STAFF, near.day.between(_date("first"), _date("last")),
            near.superseded_at.is_(None), near.removed_at.is_(None)))
    )  # fmt: skip


_STATEMENT = _build()  # built once: putting it together costs more than running it
LINKS = ("project_id", "customer_id", "work_kind_id", "task_id")


async def load_case(
    session: AsyncSession, staff_id: UUID, work: Worked, zone: str, links: dict[str, UUID | None],
    before: TimeEntry | None = None,
) -> Case:  # fmt: skip
    """Read everything about a booking; `links` has the ids of LINKS that it names."""
    one = timedelta(days=1)
    rows = (await session.execute(_STATEMENT, {
        "staff_id": staff_id, "day": work.day, "monday": clock.week_of(work.day)[0],
        "first": work.day - one, "last": work.day + one, **links,
    })).all()  # fmt: skip
    head = rows[0]
    found = (head[0], head[20], head[21], head[23])
    return Case(
        staff_id, work, zone, before,
        tuple(Near(*row[24:]) for row in rows
              if row[24] is not None and (before is None or row[24] != before.id)),
        OfProject(*head[1:9]) if head[0] is not None else None,
        Locks.read(head[17], head[18]), Decided(*head[14:17]),
        keys.ASK_OVER_HOURS.read(head[19]) * 60,
        Terms(head[10], head[11], head[12], head[13], head[9]) if head[9] is not None else EXACT,
        bool(head[22]),
        tuple(name for name, there in zip(LINKS, found, strict=True)
              if links.get(name) is not None and there is None),
    )  # fmt: skip


async def terms_for(
    session: AsyncSession, customer_id: UUID | None, project_id: UUID | None, day: date
) -> Terms:
    """Return how a customer's or project's time of a day is billed."""
    work = Worked(day, 0)
    links = dict.fromkeys(LINKS) | {"customer_id": customer_id, "project_id": project_id}
    nobody = UUID(int=0)
    return (await load_case(session, nobody, work, "UTC", links)).terms

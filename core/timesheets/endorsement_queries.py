"""Reading customers' endorsements: the rows behind a link, disputes, what waits for whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.kit.ids import parse_id
from core.kit.paging import Page, decode_cursor, encode_cursor
from core.people.models import Customer
from core.staff.models import StaffMember
from core.timesheets import policies
from core.timesheets.models import Endorsement, EndorsementLine, TimeEntry
from core.timesheets.queries import COUNTS
from core.work.models import Project, WorkKind

SIZE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the customer sees it; `is_current`: the entry still is what was asked about.

    `reversed_since`: it was taken back by a reversal that the link does not show.
    """

    line: EndorsementLine
    entry: TimeEntry
    person: str
    project: str | None
    work_kind: str | None
    reversed_since: bool = False

    @property
    def is_current(self) -> bool:
        return self.entry.counts and not self.reversed_since


@dataclass(frozen=True, slots=True)
class Dispute:
    """What a customer says is not right about an entry."""

    line_id: UUID
    endorsement_id: UUID
    comment: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class EndorsementRow:
    """An endorsement in a list: its names and how many rows are in each state."""

    endorsement: Endorsement
    customer: str
    project: str | None
    asked_by: str | None
    rows: int
    confirmed: int
    disputed: int


def visible_to(actor: Actor) -> sa.Select[Endorsement]:
    """Select the endorsements an actor may see: all or none."""
    found = sa.select(Endorsement)
    return found if policies.can_ask_endorsement(actor) else found.where(sa.false())


async def get_endorsement(
    session: AsyncSession, actor: Actor, endorsement_id: UUID, *, lock: bool = False
) -> Endorsement:
    """Return an endorsement; raises NotFound when it is hidden."""
    statement = visible_to(actor).where(Endorsement.id == endorsement_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(statement)
    if found is None:
        raise NotFound
    return found


async def lines(session: AsyncSession, asked: Endorsement) -> list[Shown]:
    """Return the rows behind a link by day, with one statement."""
    rows = await session.execute(
        sa.select(EndorsementLine, TimeEntry, StaffMember.name, Project.name, WorkKind.name,
                  _is_reversed(asked.id))
        .join(TimeEntry, TimeEntry.id == EndorsementLine.entry_id)
        .join(StaffMember, StaffMember.id == TimeEntry.staff_id)
        .outerjoin(Project, Project.id == TimeEntry.project_id)
        .outerjoin(WorkKind, WorkKind.id == TimeEntry.work_kind_id)
        .where(EndorsementLine.endorsement_id == asked.id)
        .order_by(TimeEntry.day, TimeEntry.id)
    )  # fmt: skip
    return [Shown(*row) for row in rows]


def _is_reversed(shown_on: UUID | None = None) -> sa.ColumnElement[bool]:
    """Tell whether an entry is reversed; one that stands on the link `shown_on` does not count."""
    reversal, line = sa.orm.aliased(TimeEntry), sa.orm.aliased(EndorsementLine)
    stands_beside = sa.exists().where(line.endorsement_id == shown_on, line.entry_id == reversal.id)
    return sa.exists().where(
        reversal.reverses_id == TimeEntry.id, reversal.removed_at.is_(None), ~stands_beside
    )


async def disputed(session: AsyncSession, entry_ids: Collection[UUID]) -> dict[UUID, Dispute]:
    """Return what customers dispute of entries, by entry; a newer word of theirs replaces it."""
    if not entry_ids:
        return {}
    rows = await session.execute(
        sa.select(EndorsementLine, Endorsement.answered_by)
        .join(Endorsement, Endorsement.id == EndorsementLine.endorsement_id)
        .where(EndorsementLine.entry_id.in_(list(entry_ids)), EndorsementLine.said_at.is_not(None))
        .order_by(EndorsementLine.said_at, EndorsementLine.id)
    )
    newest = {line.entry_id: (line, by) for line, by in rows}
    return {
        entry_id: Dispute(line.id, line.endorsement_id, line.comment, by, line.said_at)
        for entry_id, (line, by) in newest.items()
        if line.state == "disputed"
    }


def stands(line: Any = EndorsementLine) -> sa.ColumnElement[bool]:
    """Tell whether a line disputes its entry and no newer word of the customer's replaced that."""
    newer = sa.orm.aliased(EndorsementLine)
    replaced = sa.exists().where(newer.entry_id == line.entry_id, newer.said_at > line.said_at)
    return sa.and_(line.state == "disputed", ~replaced)


def _is_disputed() -> sa.Select[Any]:
    """Select the lines whose dispute still stands and whose entry counts."""
    return (
        sa.select(EndorsementLine.id)
        .join(TimeEntry, TimeEntry.id == EndorsementLine.entry_id)
        .where(stands(), *COUNTS, ~_is_reversed())
    )


async def count_disputed(session: AsyncSession, actor: Actor) -> int:
    """Return how many rows customers dispute; 0 for who settles none."""
    counted = count_of_disputed(actor)
    return 0 if counted is None else int(await session.scalar(sa.select(counted)) or 0)


def count_of_disputed(actor: Actor) -> sa.ScalarSelect[int] | None:
    """Select how many rows customers dispute; None for who settles none."""
    if not policies.can_ask_endorsement(actor):
        return None
    found = _is_disputed().subquery()
    return sa.select(sa.func.count()).select_from(found).scalar_subquery()


def _count(state: str) -> sa.ScalarSelect[int]:
    counted = sa.select(sa.func.count()).where(EndorsementLine.endorsement_id == Endorsement.id)
    return (counted.where(EndorsementLine.state == state) if state else counted).scalar_subquery()


async def endorsements_page(
    session: AsyncSession, actor: Actor, *, customer_id: UUID | None = None,
    disputed_only: bool = False, cursor: str | None = None,
) -> Page[EndorsementRow]:  # fmt: skip
    """Return endorsements, the newest first."""
    statement = (
        visible_to(actor)
        .join(Customer, Customer.id == Endorsement.customer_id)
        .outerjoin(Project, Project.id == Endorsement.project_id)
        .outerjoin(StaffMember, StaffMember.id == Endorsement.asked_by_id)
        .add_columns(Customer.name, Project.name, StaffMember.name, _count(""),
                     _count("confirmed"), _count("disputed"))
    )  # fmt: skip
    if customer_id is not None:
        statement = statement.where(Endorsement.customer_id == customer_id)
    if disputed_only:
        standing = _is_disputed().with_only_columns(EndorsementLine.endorsement_id)
        statement = statement.where(Endorsement.id.in_(standing))
    if after := decode_cursor(cursor):
        last = sa.literal(parse_id(str(after[0])) or UUID(int=0), sa.Uuid())
        statement = statement.where(Endorsement.id < last)
    rows = (await session.execute(statement.order_by(Endorsement.id.desc()).limit(SIZE + 1))).all()
    page = [EndorsementRow(*row) for row in rows[:SIZE]]
    return Page(page, encode_cursor(page[-1].endorsement.id) if len(rows) > SIZE else None)


async def names_of(session: AsyncSession, asked: Endorsement) -> tuple[str, str | None, str | None]:
    """Return the customer's and project's names, and who asked."""
    row = await session.execute(
        sa.select(Customer.name, Project.name, StaffMember.name)
        .select_from(Endorsement)
        .join(Customer, Customer.id == Endorsement.customer_id)
        .outerjoin(Project, Project.id == Endorsement.project_id)
        .outerjoin(StaffMember, StaffMember.id == Endorsement.asked_by_id)
        .where(Endorsement.id == asked.id)
    )
    customer, project, by = row.one()
    return customer, project, by

"""Reading one's own notices."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests import queries as requests
from core.contact_requests.models import ContactRequest
from core.errors import NotFound
from core.notify.models import Notice
from core.notify.withholding import TALK_KINDS
from core.people import queries as people
from core.people.models import Customer, Person
from core.timesheets import queries as hours
from core.timesheets.models import TimeEntry
from core.work import queries as work
from core.work.models import Project, Task
from core.work.stage_rights import is_hidden_task, sees_all

CAP = 100


def visible_to(actor: Actor) -> sa.Select[Notice]:
    """Select the actor's own notices: nobody reads another's, or of a task hidden from them."""
    own = sa.select(Notice).where(
        Notice.staff_id == actor.id if actor.kind == "staff" else sa.false()
    )
    if sees_all(actor):
        return own
    hidden = sa.and_(Notice.subject_kind == "task", is_hidden_task(actor, Notice.subject_id))
    talk = Notice.kind.in_(TALK_KINDS)
    return own.where(~hidden, sa.or_(~talk, _is_in_sight(actor)))


def _is_in_sight(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that the actor may see what a notice is about, looked up row by row."""
    things: tuple[tuple[str, Any, Any], ...] = (
        ("task", Task, work.visible_to(actor)),
        ("contact_request", ContactRequest, requests.visible_to(actor)),
        ("project", Project, work.projects_visible_to(actor)),
        ("customer", Customer, people.visible_to(actor)),
        ("person", Person, people.persons_visible_to(actor)),
        ("time_entry", TimeEntry, hours.visible_to(actor)),
    )
    return sa.or_(*(
        sa.and_(
            Notice.subject_kind == kind,
            seen.with_only_columns(table.id)
            .where(table.id == Notice.subject_id)
            .correlate(Notice)
            .exists(),
        )
        for kind, table, seen in things
    ))  # fmt: skip


async def unread(session: AsyncSession, actor: Actor, limit: int = 20) -> Sequence[Notice]:
    """Return what the actor has not seen, the newest first."""
    query = visible_to(actor).where(Notice.read_at.is_(None))
    return (
        await session.scalars(
            query.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit)
        )
    ).all()


async def get_notice(session: AsyncSession, actor: Actor, notice_id: UUID) -> Notice:
    """Return one of the actor's notices; raises NotFound."""
    found = await session.scalar(visible_to(actor).where(Notice.id == notice_id))
    if found is None:
        raise NotFound
    return found


def count_of_unread(actor: Actor) -> sa.ScalarSelect[int]:
    """Select how many notices the actor has not seen, at most `CAP`; for several counts at once."""
    few = visible_to(actor).where(Notice.read_at.is_(None)).limit(CAP)
    counted = few.with_only_columns(Notice.id).subquery()
    return sa.select(sa.func.count()).select_from(counted).scalar_subquery()


async def unread_count(session: AsyncSession, actor: Actor) -> int:
    """Return how many notices the actor has not seen, at most `CAP`."""
    return int(await session.scalar(sa.select(count_of_unread(actor))) or 0)

"""Reading contact requests; every list starts from what the actor may see."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests import policies
from core.contact_requests.models import AWAY, OPEN, ContactRequest, ReplyDraft, RequestState
from core.contact_requests.timeline import Entry, Timeline, timeline
from core.errors import NotFound
from core.kit.clock import now
from core.kit.paging import Page, decode_cursor, encode_cursor
from core.people.models import Customer
from core.staff.models import StaffMember, Team

__all__ = [
    "BOXES", "CAP", "Box", "Entry", "InboxRow", "Timeline", "answering", "as_box", "counts",
    "draft_of", "due_follow_ups", "duplicates_of", "find_spoken", "get_request",
    "get_request_by_id", "in_box", "inbox_page", "of_customer", "requests_of_conversations",
    "timeline", "visible_to", "waiting",
]  # fmt: skip

Box = Literal["mine", "team", "all", "unassigned", "closed", "spam"]
BOXES: tuple[Box, ...] = get_args(Box)
PAGE = 50
CAP = 100
"""Counts stop here: a badge says 99+."""
ANSWERING = timedelta(minutes=2)


def _literally(name: str, *states: RequestState) -> sa.ColumnElement[bool]:
    """A condition written out in full, so that the partial index of these states is used."""
    values = [str(one) for one in states]
    if len(values) == 1:
        return ContactRequest.state == sa.bindparam(name, values[0], literal_execute=True)
    return ContactRequest.state.in_(
        sa.bindparam(name, values, expanding=True, literal_execute=True)
    )


IS_OPEN = _literally("open_states", *OPEN)
IS_AWAY = _literally("away_states", *AWAY)
IS_SPAM = _literally("spam_state", RequestState.SPAM)
_SPOKEN = re.compile(r"\s*(?:R[-\s]?)?(?:(\d{4})[-\s/])?0*(\d{1,7})\s*", re.IGNORECASE)


def visible_to(actor: Actor) -> sa.Select[ContactRequest]:
    """Select the requests an actor may see.

    Staff see those of their teams and their own, everybody's with the right to; those directed to
    nobody are seen by all who handle requests, so that none is lost. Customers see their own.
    """
    query = sa.select(ContactRequest)
    if policies.sees_all(actor):
        return query
    if actor.kind == "customer":
        return query.where(ContactRequest.person_id == actor.id, sa.literal(actor.id is not None))
    seen: list[Any] = [ContactRequest.assignee_id == actor.id]
    if actor.team_ids:
        seen.append(ContactRequest.team_id.in_(actor.team_ids))
    if policies.may_handle(actor):
        seen.append(sa.and_(ContactRequest.team_id.is_(None), ContactRequest.assignee_id.is_(None)))
    return query.where(sa.or_(*seen))


async def get_request(
    session: AsyncSession, actor: Actor, number: str, *, lock: bool = False
) -> ContactRequest:
    """Return a request by its number; raises NotFound."""
    query = visible_to(actor).where(ContactRequest.number == number.strip().upper())
    return await _one(session, query, lock=lock)


async def get_request_by_id(
    session: AsyncSession, actor: Actor, request_id: UUID, *, lock: bool = False
) -> ContactRequest:
    """Return a request by its id; raises NotFound."""
    return await _one(session, visible_to(actor).where(ContactRequest.id == request_id), lock=lock)


async def _one(
    session: AsyncSession, query: sa.Select[ContactRequest], *, lock: bool
) -> ContactRequest:
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


async def find_spoken(session: AsyncSession, actor: Actor, text: str) -> ContactRequest | None:
    """Return the request people mean by `R-2026-0042`, `R-42` or `42`: the newest such."""
    found = _SPOKEN.fullmatch(text)
    if found is None:
        return None
    year = found[1] or "____"
    query = visible_to(actor).where(ContactRequest.number.like(f"R-{year}-{int(found[2]):04}"))
    request: ContactRequest | None = await session.scalar(
        query.order_by(ContactRequest.opened_at.desc()).limit(1)
    )
    return request


def in_box(actor: Actor, box: Box) -> sa.Select[ContactRequest]:
    """Select what an actor sees in a box of the inbox."""
    query = visible_to(actor)
    if box == "closed":
        return query.where(IS_AWAY)
    if box == "spam":
        return query.where(IS_SPAM)
    query = query.where(IS_OPEN)
    if box == "mine":
        return query.where(ContactRequest.assignee_id == actor.id)
    if box == "team":
        return query.where(ContactRequest.team_id.in_(actor.team_ids))
    if box == "unassigned":
        return query.where(ContactRequest.assignee_id.is_(None))
    return query


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A request as the inbox shows it."""

    request: ContactRequest
    assignee_name: str | None
    team_name: str | None
    customer_name: str | None


async def inbox_page(
    session: AsyncSession,
    actor: Actor,
    *,
    box: Box = "all",
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[InboxRow]:
    """Return a page of a box, the latest activity first; one query."""
    query = in_box(actor, box)
    if (after := _after(cursor)) is not None:
        key = sa.tuple_(ContactRequest.last_activity_at, ContactRequest.id)
        query = query.where(key < after)
    query = query.order_by(ContactRequest.last_activity_at.desc(), ContactRequest.id.desc())
    found = await session.execute(_with_names(query).limit(size + 1))
    rows = [InboxRow(row[0], row[1], row[2], row[3]) for row in found]
    last = rows[size - 1].request if len(rows) > size else None
    following = encode_cursor(last.last_activity_at.isoformat(), last.id) if last else None
    return Page(rows[:size], following)


def _with_names(query: sa.Select[ContactRequest]) -> sa.Select[Any]:
    return (
        query.add_columns(StaffMember.name, Team.name, Customer.name)
        .outerjoin(StaffMember, StaffMember.id == ContactRequest.assignee_id)
        .outerjoin(Team, Team.id == ContactRequest.team_id)
        .outerjoin(Customer, Customer.id == ContactRequest.customer_id)
    )


def _after(cursor: str | None) -> Any:
    values = decode_cursor(cursor)
    if not values or len(values) != 2:
        return None
    try:
        moment, identity = datetime.fromisoformat(str(values[0])), UUID(str(values[1]))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return sa.tuple_(
        sa.literal(moment, ContactRequest.last_activity_at.type), sa.literal(identity, sa.Uuid())
    )


async def counts(
    session: AsyncSession,
    actor: Actor,
    boxes: Collection[Box] = ("mine", "team", "all", "unassigned"),
) -> dict[Box, int]:
    """Return how many are in each box, at most `CAP`; one query."""
    row = (await session.execute(sa.select(*(count_of_box(actor, box) for box in boxes)))).one()
    return {box: int(count) for box, count in zip(boxes, row, strict=True)}


def count_of_box(actor: Actor, box: Box) -> sa.ScalarSelect[int]:
    """Select how many are in a box, at most `CAP`; for a statement of several counts."""
    few = in_box(actor, box).with_only_columns(ContactRequest.id).limit(CAP).subquery()
    return sa.select(sa.func.count()).select_from(few).scalar_subquery()


async def waiting(
    session: AsyncSession, actor: Actor, *, limit: int = 10
) -> Sequence[ContactRequest]:
    """Return the actor's own requests whose customer waits for an answer, the longest first."""
    query = in_box(actor, "mine").where(ContactRequest.waiting_since.is_not(None))
    found = await session.scalars(query.order_by(ContactRequest.waiting_since).limit(limit))
    return found.all()


async def unassigned(
    session: AsyncSession, actor: Actor, *, limit: int = 8
) -> Sequence[ContactRequest]:
    """Return open requests that nobody has taken and the actor may see, the newest first."""
    query = in_box(actor, "unassigned").order_by(ContactRequest.opened_at.desc()).limit(limit)
    return (await session.scalars(query)).all()


async def of_customer(
    session: AsyncSession, actor: Actor, customer_id: UUID, *, limit: int = 20
) -> Sequence[ContactRequest]:
    """Return a customer's requests that the actor may see, the newest first."""
    query = visible_to(actor).where(ContactRequest.customer_id == customer_id)
    found = await session.scalars(query.order_by(ContactRequest.opened_at.desc()).limit(limit))
    return found.all()


async def open_of(
    session: AsyncSession, actor: Actor, customer_id: UUID, *, limit: int = 20
) -> Sequence[ContactRequest]:
    """Return a customer's open requests that the actor may see, the newest first."""
    query = in_box(actor, "all").where(ContactRequest.customer_id == customer_id)
    found = await session.scalars(query.order_by(ContactRequest.opened_at.desc()).limit(limit))
    return found.all()


async def duplicates_of(
    session: AsyncSession, actor: Actor, request_id: UUID
) -> Sequence[ContactRequest]:
    """Return the requests marked as duplicates of this one."""
    query = visible_to(actor).where(ContactRequest.duplicate_of_id == request_id)
    return (await session.scalars(query.order_by(ContactRequest.id))).all()


async def requests_of_conversations(
    session: AsyncSession, conversation_ids: Collection[UUID], *, lock: bool = False
) -> dict[UUID, ContactRequest]:
    """Return requests by their conversation's id, one query, locked in one order."""
    if not conversation_ids:
        return {}
    query = (
        sa.select(ContactRequest)
        .where(ContactRequest.conversation_id.in_(conversation_ids))
        .order_by(ContactRequest.id)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return {row.conversation_id: row for row in await session.scalars(query)}


async def due_follow_ups(session: AsyncSession, limit: int = 50) -> Sequence[UUID]:
    """Return the ids of open requests whose follow-up is due."""
    found = await session.scalars(
        sa.select(ContactRequest.id)
        .where(ContactRequest.follow_up_at <= now(), IS_OPEN)
        .order_by(ContactRequest.follow_up_at)
        .limit(limit)
    )
    return found.all()


async def draft_of(session: AsyncSession, request_id: UUID, staff_id: UUID) -> ReplyDraft | None:
    """Return the answer a member is writing, or None."""
    found: ReplyDraft | None = await session.scalar(
        sa.select(ReplyDraft).where(
            ReplyDraft.request_id == request_id, ReplyDraft.staff_id == staff_id
        )
    )
    return found


async def answering(session: AsyncSession, actor: Actor, request_id: UUID) -> list[str]:
    """Return the names of the others who wrote an answer within the last two minutes."""
    query = who_answers(actor, request_id, sa.select(StaffMember.name))
    return list(await session.scalars(query.order_by(StaffMember.name)))


def who_answers(actor: Actor, request_id: UUID, columns: sa.Select[Any]) -> sa.Select[Any]:
    """Limit a select of members to the others who write an answer just now."""
    return columns.join(ReplyDraft, ReplyDraft.staff_id == StaffMember.id).where(
        ReplyDraft.request_id == request_id,
        ReplyDraft.touched_at > now() - ANSWERING,
        ReplyDraft.staff_id != actor.id if actor.id else sa.true(),
    )


def answered() -> sa.Select[UUID]:
    """Select the requests that were ever answered (a step of setting the company up)."""
    return sa.select(ContactRequest.id).where(ContactRequest.first_answered_at.is_not(None))


def as_box(text: str | None, fallback: Box = "all") -> Box:
    """Return the box a URL names."""
    return text if text in BOXES else fallback

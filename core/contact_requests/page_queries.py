"""What a request's own page reads: few statements, however much is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests import queries
from core.contact_requests.models import ContactRequest, ReplyDraft, RequestMove, RequestState
from core.contact_requests.suggesting import Suggestion, remarks_of
from core.errors import NotFound
from core.people import policies as people_policies
from core.people.models import Customer, Organisation, Person


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with whom it is about (if the actor may see customers) and the actor's draft.

    `organisation` is the customer's, else the person's.
    """

    request: ContactRequest
    customer: Customer | None
    person: Person | None
    organisation: Organisation | None
    draft: str


async def asked(session: AsyncSession, actor: Actor, number: str) -> Asked:
    """Return a request for its page, one query; raises NotFound."""
    row = (
        await session.execute(
            queries.visible_to(actor)
            .add_columns(Customer, Person, Organisation, ReplyDraft.text)
            .outerjoin(Customer, Customer.id == ContactRequest.customer_id)
            .outerjoin(Person, Person.id == ContactRequest.person_id)
            .outerjoin(
                Organisation,
                Organisation.id
                == sa.func.coalesce(Customer.organisation_id, Person.organisation_id),
            )
            .outerjoin(
                ReplyDraft,
                sa.and_(
                    ReplyDraft.request_id == ContactRequest.id,
                    ReplyDraft.staff_id == (actor.id if actor.kind == "staff" else None),
                ),
            )
            .where(ContactRequest.number == number.strip().upper())
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    if not people_policies.can_see(actor):
        return Asked(row[0], None, None, None, row[4] or "")
    return Asked(row[0], row[1], row[2], row[3], row[4] or "")


@dataclass(frozen=True, slots=True)
class Related:
    """What was put together or taken apart, with the request at the other end (None: hidden)."""

    moves: Sequence[tuple[RequestMove, ContactRequest | None]] = ()
    suggestions: Sequence[Suggestion] = ()


async def related(session: AsyncSession, actor: Actor, request: ContactRequest) -> Related:
    """Return moves, oldest first, and what a request may belong to; at most one query."""
    remarks = remarks_of(request) if request.is_open else {}
    if not remarks and not request.has_moves:
        return Related()
    visible = queries.visible_to(actor).whereclause
    pairs = sa.union_all(_moves_of(request.id), _named(list(remarks))).subquery()
    rows: Any = await session.execute(
        sa.select(RequestMove, ContactRequest)
        .select_from(pairs)
        .outerjoin(RequestMove, RequestMove.id == pairs.c.move_id)
        .outerjoin(
            ContactRequest,
            sa.and_(
                ContactRequest.id == pairs.c.other_id, sa.true() if visible is None else visible
            ),
        )
        .order_by(pairs.c.move_id, pairs.c.other_id)
    )
    moves: list[tuple[RequestMove, ContactRequest | None]] = []
    suggested: list[Suggestion] = []
    for move, other in rows:
        if move is not None:
            moves.append((move, other))
        elif other is not None and _may_belong(request, other):
            remark = remarks[other.id]
            suggested.append(Suggestion(remark["remark"], int(remark.get("score", 0)), other))
    return Related(tuple(moves), tuple(suggested))


def _moves_of(request_id: UUID) -> sa.Select[UUID, UUID]:
    away = RequestMove.from_request_id == request_id
    other = sa.case((away, RequestMove.to_request_id), else_=RequestMove.from_request_id)
    return sa.select(RequestMove.id.label("move_id"), other.label("other_id")).where(
        sa.or_(away, RequestMove.to_request_id == request_id), RequestMove.undone_at.is_(None)
    )


def _named(ids: Sequence[UUID]) -> sa.Select[UUID | None, UUID]:
    nothing: sa.ColumnElement[UUID | None] = sa.cast(sa.null(), sa.Uuid())
    return sa.select(nothing, ContactRequest.id).where(ContactRequest.id.in_(ids))


def _may_belong(request: ContactRequest, other: ContactRequest) -> bool:
    return (
        other.id != request.id
        and other.state != RequestState.SPAM
        and other.duplicate_of_id != request.id
    )

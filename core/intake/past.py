"""Stored requests as the rules would have seen the mails that opened them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.intake.routing import SEARCHED, Facts
from core.kit import clock
from core.settings.queries import load_company


@dataclass(frozen=True, slots=True)
class PastMail:
    """What opened a request, and where the request stands now."""

    request_id: UUID
    number: str
    subject: str
    asker: str
    team_id: UUID | None
    assignee_id: UUID | None
    facts: Facts


async def last_mails(session: AsyncSession, limit: int) -> Sequence[PastMail]:
    """Return what opened the last requests that came from outside, the newest first; one query."""
    newest = sa.select(ContactRequest.id).where(ContactRequest.source_id.is_not(None))
    newest = newest.order_by(ContactRequest.id.desc()).limit(limit)
    return await _read(session, ContactRequest.id.in_(newest.scalar_subquery()))


async def mails_of(session: AsyncSession, request_ids: Collection[UUID]) -> Sequence[PastMail]:
    """Return what opened these requests, the newest first."""
    return await _read(session, ContactRequest.id.in_(request_ids)) if request_ids else []


async def _read(session: AsyncSession, which: sa.ColumnElement[bool]) -> Sequence[PastMail]:
    first = (
        sa.select(Message.id)
        .where(Message.conversation_id == ContactRequest.conversation_id, Message.direction == "in")
        .order_by(Message.id)
        .limit(1)
        .correlate(ContactRequest)
        .scalar_subquery()
    )
    rows = await session.execute(
        sa.select(
            ContactRequest.id, ContactRequest.number, ContactRequest.subject,
            ContactRequest.asker_name, ContactRequest.asker_address, ContactRequest.language,
            ContactRequest.customer_id, ContactRequest.source_id, ContactRequest.opened_at,
            ContactRequest.team_id, ContactRequest.assignee_id,
            Message.to_addresses, Message.author_name, Message.subject.label("written_subject"),
            sa.func.substr(Message.text, 1, SEARCHED).label("text"),
        )
        .join(Message, Message.id == first)
        .where(which)
        .order_by(ContactRequest.id.desc())
    )  # fmt: skip
    zone = (await load_company(session)).zone
    return [_past(row, zone) for row in rows]


def _past(row: Any, zone: str) -> PastMail:
    facts = Facts(
        source_id=row.source_id, recipients=tuple(row.to_addresses or ()),
        sender_address=row.asker_address, sender_name=row.author_name,
        subject=row.written_subject, text=row.text, language=row.language,
        customer_id=row.customer_id, moment=clock.local(row.opened_at, zone),
    )  # fmt: skip
    return PastMail(
        row.id, row.number, row.subject, row.asker_name or row.asker_address, row.team_id,
        row.assignee_id, facts,
    )  # fmt: skip

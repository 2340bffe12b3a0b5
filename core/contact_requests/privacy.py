"""A person's requests: exporting and erasing them.

Number, state and times stay: what was done for a customer, without saying for whom or what.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.models import ContactRequest, ReplyDraft
from core.events.bus import plain
from core.events.erasing import erase_payloads
from core.fields.privacy import erase_values
from core.outbound.models import OutboundMessage, OutboundState


async def export_person(session: AsyncSession, person_id: UUID) -> list[dict[str, Any]]:
    """Return what a person asked, oldest first."""
    rows = await session.scalars(
        sa.select(ContactRequest)
        .where(ContactRequest.person_id == person_id)
        .order_by(ContactRequest.id)
    )
    return [
        {
            "number": row.number, "subject": row.subject, "state": row.state,
            "opened_at": plain(row.opened_at), "closed_at": plain(row.closed_at),
            "name": row.asker_name, "address": row.asker_address, "custom": row.custom,
        }
        for row in rows
    ]  # fmt: skip


async def erase_person(session: AsyncSession, person_id: UUID) -> int:
    """Erase words, name and address of a person's requests; return how many."""
    ids = list(
        await session.scalars(
            sa.select(ContactRequest.id).where(ContactRequest.person_id == person_id)
        )
    )
    await session.execute(
        sa.update(ContactRequest)
        .where(ContactRequest.id.in_(ids))
        .values(subject=ContactRequest.number, preview="", asker_name="", asker_address="",
                custom={}, version=ContactRequest.version + 1)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    await session.execute(sa.delete(ReplyDraft).where(ReplyDraft.request_id.in_(ids)))
    await erase_values(session, ids)
    await _erase_outgoing(session, ids)
    await erase_payloads(session, "contact_request", ids)
    return len(ids)


async def _erase_outgoing(session: AsyncSession, ids: list[UUID]) -> None:
    """Answers and notices in the outbox hold their words too; what waits is not sent any more."""
    theirs = sa.and_(
        OutboundMessage.subject_kind == "contact_request", OutboundMessage.subject_id.in_(ids)
    )
    waits = OutboundMessage.state == OutboundState.QUEUED
    state = sa.case((waits, sa.literal(str(OutboundState.CANCELLED))), else_=OutboundMessage.state)
    await session.execute(
        sa.update(OutboundMessage)
        .where(theirs)
        .values(state=state, payload={}, subject="", address="", order_key="", error="")
        .execution_options(synchronize_session=False)
    )

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
            "name": row.asker_name, "address": row.asker_address,
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
                version=ContactRequest.version + 1)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    await session.execute(sa.delete(ReplyDraft).where(ReplyDraft.request_id.in_(ids)))
    await erase_payloads(session, "contact_request", ids)
    return len(ids)

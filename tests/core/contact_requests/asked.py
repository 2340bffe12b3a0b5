"""Requests of customers by name, for tests of what is merged and moved."""

from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.contact_requests import service
from core.contact_requests.models import ContactRequest
from core.contact_requests.timeline import timeline
from core.conversations.models import Message
from core.intake.outcomes import Outcome
from tests.core.intake.letters import take

BOSS = system("test")


class Asked(NamedTuple):
    """What a test remembers of a request; the row itself is read anew."""

    id: UUID
    number: str
    conversation_id: UUID


async def asked(session: AsyncSession, mailbox: UUID, name: str, **values: Any) -> Asked:
    """A customer's mail with the id `<name@customer.example>`, and its request."""
    values = {"subject": name, "text": f"About {name}", **values}
    outcome = await take(session, mailbox, message_id=f"{name}@customer.example", **values)
    row = await session.get_one(ContactRequest, outcome.request_id)
    return Asked(row.id, row.number, row.conversation_id)


async def row_of(session: AsyncSession, request: Asked) -> ContactRequest:
    await session.flush()
    return await session.get_one(ContactRequest, request.id, populate_existing=True)


async def texts(session: AsyncSession, request: Asked) -> list[str]:
    """What stands on a request's page, in order."""
    told = await timeline(session, BOSS, await row_of(session, request))
    return [one.message.text for one in told.entries if one.message and one.message.kind == "human"]


async def message_ids(session: AsyncSession, *said: str) -> list[UUID]:
    return list(await session.scalars(sa.select(Message.id).where(Message.text.in_(said))))


async def split(
    session: AsyncSession, clerk: Actor, request: Asked, *said: str, **values: Any
) -> Asked:
    """Split messages off; return their own request."""
    ids = await message_ids(session, *said)
    row = await service.split_request(session, clerk, request.number, message_ids=ids, **values)
    await session.flush()
    return Asked(row.id, row.number, row.conversation_id)


async def reply(session: AsyncSession, mailbox: UUID, to: str, text: str, **values: Any) -> Outcome:
    return await take(session, mailbox, in_reply_to=f"<{to}@customer.example>", text=text, **values)

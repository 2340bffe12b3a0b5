"""Writing to somebody first: into their open thread where there is one, else into a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.contact_requests import policies, queries
from core.contact_requests.answering import answer
from core.contact_requests.errors import NobodyToWriteTo, ThreadChanged
from core.contact_requests.models import ContactRequest, RequestState
from core.contact_requests.opening import open_request
from core.conversations.models import Conversation, Message
from core.conversations.service import open_conversation
from core.errors import Invalid
from core.files.models import StoredFile
from core.kit.i18n import _
from core.kit.text import one_line, shorten, storable
from core.people import policies as people_policies
from core.people.models import Customer, EmailAddress, Person, PhoneNumber
from core.settings.queries import load_company

Channel = Literal["mail", "sms"]


@dataclass(frozen=True, slots=True)
class Partner:
    """Whom to write to: a customer, or one person."""

    customer_id: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """An address one may write to, and the newest open request that it would continue."""

    address: str
    name: str
    person_id: UUID | None
    customer_id: UUID | None
    number: str = ""
    subject: str = ""


async def ways_to(
    session: AsyncSession, actor: Actor, partner: Partner, channel: Channel
) -> list[Way]:
    """Return the addresses that work, three statements; none without the rights to write."""
    if not policies.may_handle(actor) or not people_policies.can_see(actor):
        return []
    customer, persons = await _whom(session, partner)
    reach = await _reach(session, channel, customer, list(persons))
    if not reach:
        return []
    threads = await _threads(session, actor, channel, [address for address, _person in reach])
    return [
        Way(
            address, persons[person_id].name if person_id in persons else customer_name(customer),
            person_id, customer.id if customer else None, *threads.get(address, ("", "")),
        )
        for address, person_id in reach
    ]  # fmt: skip


def customer_name(customer: Customer | None) -> str:
    """Return a customer's name, or ''."""
    return customer.name if customer is not None else ""


async def _whom(
    session: AsyncSession, partner: Partner
) -> tuple[Customer | None, dict[UUID, Person]]:
    """Return the customer and its people, or the one person and the customer they are of."""
    mine = sa.or_(
        Customer.person_id == Person.id,
        sa.and_(Person.organisation_id.is_not(None),
                Customer.organisation_id == Person.organisation_id),
    )  # fmt: skip
    if partner.person_id is not None:
        query: Any = (
            sa.select(Customer, Person).select_from(Person).outerjoin(Customer, mine)
            .where(Person.id == partner.person_id, Person.archived_at.is_(None))
        )  # fmt: skip
    else:
        query = (
            sa.select(Customer, Person).select_from(Customer)
            .outerjoin(Person, sa.and_(mine, Person.archived_at.is_(None)))
            .where(Customer.id == partner.customer_id).order_by(Person.name)
        )  # fmt: skip
    rows = (await session.execute(query)).all()
    return (rows[0][0] if rows else None), {row[1].id: row[1] for row in rows if row[1]}


async def _reach(
    session: AsyncSession, channel: Channel, customer: Customer | None, people: list[UUID]
) -> list[tuple[str, UUID | None]]:
    """Return addresses or numbers that work and whose they are (None: the company's own)."""
    table: Any = EmailAddress if channel == "mail" else PhoneNumber
    value = EmailAddress.address if channel == "mail" else PhoneNumber.number
    works = EmailAddress.bounced_at if channel == "mail" else PhoneNumber.stopped_at
    whose = [table.person_id.in_(people)]
    if customer is not None and customer.organisation_id is not None:
        whose.append(table.organisation_id == customer.organisation_id)
    rows = await session.execute(
        sa.select(value, table.person_id).where(sa.or_(*whose), works.is_(None)).order_by(table.id)
    )
    return [(address, person_id) for address, person_id in rows]


async def _threads(
    session: AsyncSession, actor: Actor, channel: Channel, addresses: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """Return the newest open request of each address that the actor may answer by the channel."""
    rows = await session.execute(
        queries.visible_to(actor)
        .where(queries.IS_OPEN)
        .join(Conversation, Conversation.id == ContactRequest.conversation_id)
        .where(Conversation.partner_address.in_(addresses), Conversation.channel == channel)
        .with_only_columns(
            Conversation.partner_address, ContactRequest.number, ContactRequest.subject
        )
        .order_by(ContactRequest.id)
    )
    return {address: (number, subject) for address, number, subject in rows}


async def write_to(
    session: AsyncSession,
    actor: Actor,
    partner: Partner,
    channel: Channel,
    *,
    address: str,
    number: str,
    text: str,
    subject: str = "",
    files: Sequence[StoredFile] = (),
) -> Message:
    """Write to an address of a partner; `number` is the request that the writer was told it joins.

    Raises NobodyToWriteTo, ThreadChanged (another thread than was shown), Invalid.
    """
    require(policies.may_handle(actor))
    ways = {one.address: one for one in await ways_to(session, actor, partner, channel)}
    if (way := ways.get(address)) is None:
        raise NobodyToWriteTo
    if way.number != number:
        raise ThreadChanged
    if not storable(text).strip() and not files:
        raise Invalid(_("Write something first."), field="text")
    if not number:
        number = await _open_thread(session, actor, way, channel, subject, text)
    return await answer(
        session, actor, number, text=text, file_ids=[one.id for one in files]
    )  # fmt: skip


async def _open_thread(
    session: AsyncSession, actor: Actor, way: Way, channel: Channel, subject: str, text: str
) -> str:
    """Open a request of the writer's own, so that the reply comes back to them."""
    subject = one_line(subject)
    if channel == "mail" and not subject:
        raise Invalid(_("Give the mail a subject."), field="subject")
    company = await load_company(session)
    conversation = await open_conversation(
        session, channel=channel, partner_address=way.address,
        subject=subject or shorten(text, 60), person_id=way.person_id,
        customer_id=way.customer_id, language=company.language,
    )  # fmt: skip
    request = await open_request(
        session, actor, conversation=conversation, subject=subject, text=text,
        asker_name=way.name, assignee_id=actor.staff_id, state=RequestState.IN_WORK,
        waiting_since=None, follow_up_at=None, unread=False,
    )  # fmt: skip
    await session.flush()
    return request.number

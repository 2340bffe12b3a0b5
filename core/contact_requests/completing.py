"""Using what reading a message found: who wrote the mail inside it, what the card lacks.

Nothing of it is done silently: somebody presses a button, or says no.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests.assigning import load
from core.contact_requests.events import RequestChanged
from core.contact_requests.models import ContactRequest
from core.contact_requests.timeline import family_of
from core.conversations.models import Message
from core.conversations.queries import get_conversation
from core.errors import NotFound
from core.events.bus import plain, record
from core.people import reaching
from core.people.matching import ensure_person, organisation_named
from core.people.models import Customer, Person
from core.people.queries import persons_by_address
from core.people.service import change_organisation, change_person
from core.settings.queries import load_company

CARD = ("phone", "business_id", "company")
"""What a message may complete the customer card with."""


async def take_inside(
    session: AsyncSession, actor: Actor, number: str, message_id: UUID
) -> ContactRequest:
    """Make whoever wrote the forwarded mail the asker: answers go to them from now on."""
    request, message = await _found(session, actor, number, message_id)
    inside = (message.findings or {}).get("inside")
    if not inside:
        raise NotFound
    address, name = str(inside["address"]), str(inside["name"])
    person = await ensure_person(session, actor, address=address, name=name, channel="mail")
    known = (await persons_by_address(session, [address])).get(address)
    conversation = await get_conversation(session, request.conversation_id, lock=True)
    before = request.person_id
    request.asker_address = conversation.partner_address = address
    request.asker_name = name or (person.name if person else "")
    request.person_id = conversation.person_id = person.id if person else None
    request.customer_id = conversation.customer_id = known.customer_id if known else None
    changes: dict[str, list[object]] = {"asker": [plain(before), plain(request.person_id)]}
    await record(session, actor, RequestChanged(request.id, request.number, changes))
    return request


async def complete_card(
    session: AsyncSession, actor: Actor, number: str, message_id: UUID, what: str
) -> None:
    """Note what a message said on the card: `what` is of CARD. Raises NotFound, AddressTaken."""
    request, message = await _found(session, actor, number, message_id)
    value = ((message.findings or {}).get("contact") or {}).get(what)
    if not value or what not in CARD:
        raise NotFound
    await _NOTE[what](session, actor, request, str(value))


async def say_no(
    session: AsyncSession, actor: Actor, number: str, message_id: UUID, what: str
) -> None:
    """Offer this no more: it is not so, or nobody needs it."""
    _request, message = await _found(session, actor, number, message_id)
    found: dict[str, Any] = message.findings or {}
    message.findings = {**found, "settled": sorted({*found.get("settled", ()), what[:20]})}


async def said_of_asker(session: AsyncSession, request: ContactRequest) -> dict[str, str]:
    """Return phone, company and business id that the asker's messages gave, the newest first."""
    rows = await session.scalars(
        sa.select(Message.findings)
        .where(
            Message.conversation_id == request.conversation_id, Message.findings.is_not(None),
            Message.from_address.in_(("", request.asker_address)),
        )
        .order_by(Message.id.desc())
        .limit(20)
    )  # fmt: skip
    said: dict[str, str] = {}
    for found in rows:
        for what, value in ((found or {}).get("contact") or {}).items():
            if what in CARD and what not in (found or {}).get("settled", ()):
                said.setdefault(what, str(value))
    return said


async def _found(
    session: AsyncSession, actor: Actor, number: str, message_id: UUID
) -> tuple[ContactRequest, Message]:
    """Return a request the actor handles, and a message that stands in it."""
    request = await load(session, actor, number)
    message = await session.get(Message, message_id)
    if message is None or message.conversation_id not in await family_of(session, request):
        raise NotFound
    return request, message


async def _person(session: AsyncSession, request: ContactRequest) -> Person | None:
    return await session.get(Person, request.person_id) if request.person_id else None


async def _organisation(session: AsyncSession, request: ContactRequest) -> UUID | None:
    """Return the company of the request's customer, else of the asker."""
    customer = await session.get(Customer, request.customer_id) if request.customer_id else None
    if customer is not None and customer.organisation_id is not None:
        return customer.organisation_id
    person = await _person(session, request)
    return person.organisation_id if person else None


async def _phone(session: AsyncSession, actor: Actor, request: ContactRequest, value: str) -> None:
    company = None if request.person_id else await _organisation(session, request)
    if request.person_id is None and company is None:
        raise NotFound
    owner = reaching.Owner(request.person_id, company)
    country = (await load_company(session)).country
    await reaching.add_phone(session, actor, owner, value, country=country)


async def _business_id(
    session: AsyncSession, actor: Actor, request: ContactRequest, value: str
) -> None:
    organisation_id = await _organisation(session, request)
    if organisation_id is None:
        raise NotFound
    await change_organisation(session, actor, organisation_id, business_id=value)


async def _company(
    session: AsyncSession, actor: Actor, request: ContactRequest, value: str
) -> None:
    person = await _person(session, request)
    if person is None or person.organisation_id is not None:
        raise NotFound
    organisation = await organisation_named(session, value)
    await change_person(session, actor, person.id, organisation_id=organisation.id)


_NOTE = {"phone": _phone, "business_id": _business_id, "company": _company}

"""What reading found beside the words is kept, offered, and used only when somebody says so."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.contact_requests import service as requests
from core.contact_requests.models import ContactRequest
from core.conversations.models import Conversation, Message
from core.errors import NotFound
from core.outbound.models import OutboundMessage
from core.people.models import Organisation, Person, PhoneNumber
from core.sources.models import SourceKind
from tests import make
from tests.core.intake.letters import take

BOSS = system("a test")
FORWARD = {"forward": {"from_address": "Kaisa@Lehto.example", "from_name": "Kaisa Lehto"}}


@pytest.fixture
async def mailbox(session: AsyncSession) -> UUID:
    """A mailbox mail arrives in."""
    return (await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")).id


async def _asked(
    session: AsyncSession, mailbox: UUID, **letter: Any
) -> tuple[ContactRequest, Message]:
    outcome = await take(session, mailbox, **letter)
    request = await session.get_one(ContactRequest, outcome.request_id)
    message = await session.get_one(Message, outcome.message_id)
    return request, message


async def test_who_wrote_a_forwarded_mail_is_kept_and_becomes_the_asker_by_a_press(
    session: AsyncSession, mailbox: UUID
) -> None:
    request, message = await _asked(session, mailbox, extra=FORWARD, sender="anna@work.example")
    found, asker = dict(message.findings or {}), request.asker_address
    await requests.take_inside(session, BOSS, request.number, message.id)
    await requests.answer(session, BOSS, request.number, text="We come.")
    conversation = await session.get_one(Conversation, request.conversation_id)
    sent = (await session.scalars(sa.select(OutboundMessage).order_by(OutboundMessage.id))).all()

    assert found == {"inside": {"name": "Kaisa Lehto", "address": "kaisa@lehto.example"}}
    assert asker == "anna@work.example"
    assert (request.asker_address, request.asker_name) == ("kaisa@lehto.example", "Kaisa Lehto")
    assert conversation.partner_address == "kaisa@lehto.example"
    assert sent[-1].address == "kaisa@lehto.example"


@pytest.mark.parametrize(
    "extra",
    [{**FORWARD, "forwarded_by": "x"}, {"forward": {"from_address": "liisa@customer.example"}},
     {"forward": {"from_address": None}}, {"forward": {"from_address": "no address"}}],
)  # fmt: skip
async def test_a_proven_or_own_or_nameless_forward_offers_nobody(
    session: AsyncSession, mailbox: UUID, extra: dict[str, Any]
) -> None:
    _request, message = await _asked(session, mailbox, extra=extra)

    assert message.findings is None


async def test_the_end_of_a_vacation_is_kept_of_a_vacation_only(
    session: AsyncSession, mailbox: UUID
) -> None:
    opened = await take(session, mailbox, message_id="a@x.example")
    away = {"back_on": "2026-12-01"}
    await take(session, mailbox, in_reply_to="<a@x.example>", kind="vacation", extra=away)
    await take(session, mailbox, in_reply_to="<a@x.example>", extra=away, text="Hi")
    rows = await session.scalars(
        sa.select(Message).where(Message.conversation_id == opened.conversation_id)
        .order_by(Message.id)
    )  # fmt: skip

    found = [(one.kind, one.findings) for one in rows if one.direction == "in"]
    assert found == [
        ("human", None), ("vacation", {"back_on": "2026-12-01"}), ("human", None)
    ]  # fmt: skip


async def test_a_number_with_a_guessed_country_is_noted_only_by_a_press(
    session: AsyncSession, mailbox: UUID
) -> None:
    request, message = await _asked(
        session, mailbox, phone="+358401234567",
        extra={"contact_notes": ["phone-country-from-language"]},
    )  # fmt: skip
    before = (await session.scalars(sa.select(PhoneNumber))).all()
    await requests.complete_card(session, BOSS, request.number, message.id, "phone")
    after = (await session.scalars(sa.select(PhoneNumber))).one()

    assert message.findings == {"contact": {"phone": "+358401234567", "phone_from": "language"}}
    assert before == []
    assert (after.number, after.person_id) == ("+358401234567", request.person_id)


async def test_a_written_number_is_noted_with_a_new_person(
    session: AsyncSession, mailbox: UUID
) -> None:
    await take(session, mailbox, phone="+358401234567", sender="x@x.example")

    assert (await session.scalars(sa.select(PhoneNumber))).one().number == "+358401234567"


async def test_company_and_business_id_come_to_the_card_one_press_each(
    session: AsyncSession, mailbox: UUID
) -> None:
    request, message = await _asked(
        session, mailbox, company="Lehto Oy", extra={"business_id": "1234567-1"}
    )
    with pytest.raises(NotFound):
        await requests.complete_card(session, BOSS, request.number, message.id, "business_id")
    none_yet = (await session.scalars(sa.select(Organisation))).all()
    await requests.complete_card(session, BOSS, request.number, message.id, "company")
    await requests.complete_card(session, BOSS, request.number, message.id, "business_id")
    made = (await session.scalars(sa.select(Organisation))).one()
    person = await session.get_one(Person, request.person_id)

    assert none_yet == []
    assert (made.name, made.business_id) == ("Lehto Oy", "1234567-1")
    assert person.organisation_id == made.id


async def test_what_is_not_there_or_stands_elsewhere_completes_nothing(
    session: AsyncSession, mailbox: UUID
) -> None:
    number = str((await take(session, mailbox)).number)
    _other, elsewhere = await _asked(
        session, mailbox, sender="b@b.example", extra={"business_id": "1234567-1"}, subject="b"
    )
    for what in ("business_id", "name"):
        with pytest.raises(NotFound):
            await requests.complete_card(session, BOSS, number, elsewhere.id, what)
    with pytest.raises(NotFound):
        await requests.take_inside(session, BOSS, number, elsewhere.id)


async def test_a_no_is_remembered(session: AsyncSession, mailbox: UUID) -> None:
    request, message = await _asked(session, mailbox, extra=FORWARD)
    await requests.say_no(session, BOSS, request.number, message.id, "inside")

    assert (message.findings or {})["settled"] == ["inside"]

"""In which language somebody is answered: what they chose, else what they write in."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.contact_requests import service as requests
from core.contact_requests.models import ContactRequest
from core.conversations.models import Conversation
from core.errors import Invalid
from core.outbound.models import OutboundMessage
from core.people import service as people
from core.people.models import Person
from core.sources.models import SourceKind
from tests import make
from tests.core.intake.letters import take, take_all

BOSS = system("a test")


@pytest.fixture
async def mailbox(session: AsyncSession) -> UUID:
    """A mailbox mail arrives in."""
    return (await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")).id


async def _person(session: AsyncSession) -> Person:
    return (await session.scalars(sa.select(Person))).one()


async def _sent(session: AsyncSession) -> list[str]:
    rows = await session.scalars(sa.select(OutboundMessage).order_by(OutboundMessage.id))
    return [f"{one.subject}\n{(one.payload or {})['text']}" for one in rows]


async def test_what_somebody_chose_wins_over_what_they_write_in(
    session: AsyncSession, mailbox: UUID
) -> None:
    await take(session, mailbox, text="Hana vuotaa keittiössä.", language="fi", subject="Hana")
    person = await _person(session)
    await people.change_person(session, BOSS, person.id, language="sv")
    await session.flush()
    opened = await take(session, mailbox, text="Katto vuotaa.", language="fi", subject="Katto")
    request = await session.get_one(ContactRequest, opened.request_id)
    await requests.answer(session, BOSS, request.number, text="Kommer genast.")

    person = await _person(session)
    finnish, swedish, answer = await _sent(session)
    conversation = await session.get_one(Conversation, request.conversation_id)
    assert (person.language, person.language_chosen) == ("sv", True)
    assert finnish.startswith("Viestisi on saapunut") or "viesti" in finnish.lower()
    assert "Vi har fått ditt meddelande" in swedish
    assert (conversation.language, request.language) == ("sv", "sv")
    assert "Skriv ditt svar ovanför" in answer


async def test_an_answer_follows_what_was_chosen_after_the_thread_began(
    session: AsyncSession, mailbox: UUID
) -> None:
    opened = await take(session, mailbox, text="The tap leaks.", language="en", subject="Tap")
    person = await _person(session)
    await people.change_person(session, BOSS, person.id, language="fi")
    await session.flush()
    request = await session.get_one(ContactRequest, opened.request_id)
    await requests.answer(session, BOSS, request.number, text="Tulemme heti.")

    assert "Kirjoita vastauksesi tämän rivin yläpuolelle" in (await _sent(session))[-1]


async def test_without_a_choice_the_language_written_last_is_remembered(
    session: AsyncSession, mailbox: UUID
) -> None:
    await take(session, mailbox, text="Hana vuotaa.", language="fi")
    await take_all(
        session, mailbox, {"text": "The roof leaks.", "language": "en", "subject": "a"},
        {"text": "Taket läcker.", "language": "sv", "subject": "b"},
    )  # fmt: skip
    person = await _person(session)
    wrote = (person.language, person.language_chosen)
    await people.change_person(session, BOSS, person.id, language="fi")
    await session.flush()
    await take(session, mailbox, text="The roof again.", language="en", subject="c")
    chosen = await _person(session)

    assert wrote == ("sv", False)
    assert (chosen.language, chosen.language_chosen) == ("fi", True)


async def test_a_choice_is_taken_back_and_only_our_languages_may_be_chosen(
    session: AsyncSession, mailbox: UUID
) -> None:
    await take(session, mailbox, text="Hana vuotaa.", language="fi")
    person = await _person(session)
    await people.change_person(session, BOSS, person.id, language="sv")
    await people.change_person(session, BOSS, person.id, language="")

    assert (person.language, person.language_chosen) == ("sv", False)
    with pytest.raises(Invalid):
        await people.change_person(session, BOSS, person.id, language="de")

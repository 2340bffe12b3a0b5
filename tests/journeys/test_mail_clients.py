"""Replies of ten mail programs land in their thread with only the new words as their text."""

import asyncio
from collections.abc import AsyncIterator

import anyio
import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.contact_requests import service
from core.conversations.models import Conversation, Message
from core.settings import keys
from core.settings.service import set_value
from core.startup import App
from mail.smtp_in import SmtpDoor
from tests.fakes.smtp_sink import SmtpSink
from tests.journeys.letters import a_letter
from tests.journeys.mail_clients import CLIENTS, LIISA, Ours, reply
from tests.journeys.mail_town import House, Town

A, ADDRESS = "office@a.example", "liisa.peltola@customer.example"
OWNER = system("a test")
WORDS = {
    "one line": "Sopii hyvin, kiitos!",
    "several": "Hei,\n\nsopii huomenna klo 9. Avain on naapurilla.\n\nLähetän kuvan vielä illalla.",
    "på svenska": "Hej!\n\nDet passar bra i morgon kl. 9. Nyckeln finns hos grannen.",
    "in English": "Hi,\n\ntomorrow at 9 is fine. The neighbour has the key.",
}


@pytest.fixture
async def town(app: App) -> AsyncIterator[Town]:
    """Our installation and a post office."""
    post, stop = SmtpSink().start(), anyio.Event()
    office = House(app, A)
    await office.open(post)
    async with app.sessions.begin() as session:
        await set_value(session, OWNER, keys.ANSWER_DELAY_SECONDS, 0)
        await set_value(session, OWNER, keys.COMPANY_NAME, "Putki Oy")
        await set_value(session, OWNER, keys.MAIL_SIGNATURE, "Putki Oy\nPuh. 09 123 4567")
    office.door = SmtpDoor(app)
    door = asyncio.create_task(office.door.run(stop))
    await office.door.ready.wait()
    town = Town(post)
    town.people[A] = office
    yield town
    stop.set()
    await door
    post.stop()


@pytest.mark.parametrize(
    ("language", "words", "keeps_headers"),
    [("fi", "several", True), ("fi", "one line", False), ("sv", "på svenska", True),
     ("en", "in English", False)],
    ids=["threaded", "bare", "swedish", "english"],
)  # fmt: skip
@pytest.mark.parametrize("client", CLIENTS)
async def test_a_reply_lands_in_its_thread_with_only_its_new_words(
    town: Town, app: App, client: str, language: str, words: str, keeps_headers: bool
) -> None:
    town.writes(
        ADDRESS, A, a_letter(LIISA, A, "Hana vuotaa", "Hei, keittiön hana vuotaa. Tuletteko?")
    )
    await town.until_quiet()
    office = town.people[A]
    assert isinstance(office, House)
    (request,) = await office.requests()
    async with app.sessions.begin() as session:
        text = "Hei Liisa,\n\ntulemme huomenna klo 9. Sopiiko?"
        await service.answer(session, OWNER, request.number, text=text)
    await town.until_quiet()
    ours = Ours.of(town.sent[-1].data, language)
    assert "tulemme huomenna" in ours.text

    town.writes(ADDRESS, A, reply(client, ours, WORDS[words], keeps_headers=keeps_headers))
    await town.until_quiet()

    assert [one.id for one in await office.requests()] == [request.id]
    async with app.sessions.reading() as session:
        assert len((await session.scalars(sa.select(Conversation))).all()) == 1
        found = await session.scalars(
            sa.select(Message).where(Message.direction == "in").order_by(Message.id)
        )
        first, last = found.all()
    assert first.conversation_id == last.conversation_id == request.conversation_id
    assert last.text == WORDS[words]
    assert last.evidence is not None
    assert last.evidence["by"] == ("ids" if keeps_headers else "token")

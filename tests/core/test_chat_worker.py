"""The worker of arrived chat: what a refused message began is undone, its answer is sent once."""

from typing import Any

import pytest
import sqlalchemy as sa

from bot.decoding import DECODERS
from core.assistant import service
from core.assistant.turns import Reply
from core.errors import NotFound
from core.events.models import EventRecord
from core.inbox.models import InboxItem
from core.inbox.service import receive
from core.outbound.models import OutboundMessage
from core.sources.models import SourceKind
from core.startup import App
from core.timesheets.models import TimeEntry
from core.worker import ChatWorker
from tests import make

CHAT = {"id": 4711, "type": "private"}


@pytest.fixture
async def worker(app: App) -> ChatWorker:
    """A worker for whom one member's words wait."""
    async with app.sessions.begin() as session:
        await make.a_customer(session, "Lehto")
        matti = await make.a_member(session, "Matti")
        await make.a_linked_account(session, matti, "telegram", "4711")
        bot = await make.a_source(session, SourceKind.TELEGRAM)
        message = {"message_id": 5, "from": CHAT, "chat": CHAT, "text": "2 h Lehto"}
        await receive(
            session, source_id=bot.id, channel="telegram", external_id="1",
            payload={"update_id": 1, "message": message},
        )  # fmt: skip
    return ChatWorker(app, DECODERS)


async def found(app: App) -> tuple[list[str], int, int, str]:
    """The texts that were queued, the entries, the facts about them, the item's state."""
    async with app.sessions.reading() as session:
        answers = [row.payload["card"]["text"] for row in await session.scalars(
            sa.select(OutboundMessage))]  # fmt: skip
        entries = len((await session.scalars(sa.select(TimeEntry.id))).all())
        logged = sa.select(EventRecord.id).where(EventRecord.name == "TimeLogged")
        facts = len((await session.scalars(logged)).all())
        return answers, entries, facts, await session.scalar(sa.select(InboxItem.state)) or ""


async def test_a_message_is_answered_with_what_it_booked(app: App, worker: ChatWorker) -> None:
    assert await worker.handle_due() == 1
    answers, entries, facts, state = await found(app)
    assert ["Lehto" in text for text in answers] == [True]
    assert (entries, facts, state) == (1, 1, "done")


async def test_what_a_refused_message_began_is_undone_and_the_refusal_said_once(
    app: App, worker: ChatWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = service.handle

    async def too_late(session: Any, actor: Any, incoming: Any) -> Reply:
        await right(session, actor, incoming)
        await session.flush()
        raise NotFound

    monkeypatch.setattr(service, "handle", too_late)
    assert await worker.handle_due() == 1
    assert await worker.handle_due() == 0
    answers, entries, facts, state = await found(app)
    assert [text.startswith("! ") for text in answers] == [True]
    assert (entries, facts, state) == (0, 0, "done")

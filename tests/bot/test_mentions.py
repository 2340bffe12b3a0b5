"""A mention goes to Telegram and its answer comes back, over the Bot API as it is."""

from typing import Any
from uuid import UUID

import pytest

from bot.decoding import decode
from bot.sender import TelegramSender
from core.discussion import service as discussion
from core.discussion.queries import comments_of, mentions_of
from core.dispatch import dispatch, prepare
from core.inbox import service as inbox
from core.inbox.incoming import IncomingMessage
from core.outbound.delivery import Deliverer
from core.staff.models import StaffMember
from core.startup import App
from core.work import service as work
from tests import make
from tests.fakes.bot_api import BotApi


@pytest.fixture
async def people(app: App, bot_source: UUID, clock: Any) -> tuple[StaffMember, StaffMember]:
    """Anna in the office, and Ann in the field with a linked account."""
    async with app.sessions.begin() as session:
        anna = await make.a_member(session, "Anna", owner=True)
        ann = await make.a_member(session, "Ann Field")
        await make.a_linked_account(session, ann, "telegram", "7")
        return anna, ann


async def _deliver(app: App) -> None:
    deliverer = Deliverer(app.sessions, {"telegram": TelegramSender(app)})
    while await deliverer.deliver_due():
        pass


async def _receive(app: App, source: UUID, update: dict[str, Any]) -> None:
    """Do what the worker does with an update."""
    async with app.sessions.begin() as session:
        await inbox.receive(
            session, source_id=source, channel="telegram", external_id=str(update["update_id"]),
            payload=update,
        )  # fmt: skip
        (item,) = await inbox.claim(session, "test", 1, ("telegram",))
    message = await decode(app, item)
    assert isinstance(message, IncomingMessage)
    await prepare(app.sessions, message)
    async with app.sessions.begin() as session:
        await dispatch(session, message)
    await _deliver(app)


async def test_a_mention_reaches_telegram_and_is_answered_by_reply_and_by_button(
    app: App, telegram: BotApi, bot_source: UUID, people: tuple[StaffMember, StaffMember]
) -> None:
    anna, _ann = people
    actor = make.actor_of(anna)
    async with app.sessions.begin() as session:
        task = await work.create_task(session, actor, title="Tap", doer_id=anna.id)
        await work.change_task(session, actor, task.id, responsible_id=people[1].id)
        await discussion.add_comment(
            session, actor, "task", task.id, text="@Ann Field, the *blue* one?\nFrom the shelf."
        )
    await _deliver(app)
    card = telegram.last_message()
    assert card["text"] == (
        f"! Anna mentioned you: {task.number} · Tap\n@Ann Field, the *blue* one?\nFrom the shelf."
    )

    await _receive(app, bot_source, telegram.says("The red one", reply_to_message=card))
    assert "Your comment is added." in telegram.last_message()["text"]
    (answer,) = card["reply_markup"]["inline_keyboard"][0]
    await _receive(app, bot_source, telegram.presses(answer["callback_data"], card))
    assert "Write the comment." in telegram.last_message()["text"]
    await _receive(app, bot_source, telegram.says("@Anna it is in the van"))

    async with app.sessions.reading() as session:
        said = await comments_of(session, actor, "task", task.id)
        assert [(one.text, name) for one, name in said][1:] == [
            ("The red one", "Ann Field"), ("@Anna it is in the van", "Ann Field"),
        ]  # fmt: skip
        (line,) = await mentions_of(session, actor)
        assert line.author == "Ann Field"

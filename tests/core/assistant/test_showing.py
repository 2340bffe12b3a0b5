"""Notices for whoever has the panel open are shown in the web chat, and answered there."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from core.assistant.models import ChatLine
from core.assistant.showing import WebChatSender
from core.discussion import service as discussion
from core.discussion.queries import comments_of
from core.kit.clock import now
from core.outbound.cards import card_from_json
from core.outbound.delivery import Deliverer
from core.outbound.models import OutboundMessage, OutboundState
from core.staff.models import SignInSession
from core.startup import App
from core.work import service as work
from tests import make
from tests.core.assistant.conftest import Chat, Company, a_chat


@pytest.fixture
async def webchat(app: App, clock: Any) -> Chat:
    """The assistant in the panel."""
    return await a_chat(app, "webchat")


async def _mentioned(app: App, company: Company) -> UUID:
    """Give Sam a task, mention him on it, and deliver what he is told; return the task's id."""
    async with app.sessions.begin() as session:
        session.add(SignInSession(
            staff_id=company.sam.id, token_hash="x", last_seen_at=now(), expires_at=now(),
        ))  # fmt: skip
        anna = make.actor_of(company.anna)
        task = await work.create_task(session, anna, title="Tap", doer_id=company.sam.id)
        await discussion.add_comment(session, anna, "task", task.id, text="@Sam can you?")
    deliverer = Deliverer(app.sessions, {"webchat": WebChatSender(app.sessions)})
    while await deliverer.deliver_due():  # in order: the task first
        pass
    return task.id


async def test_a_mention_is_shown_in_the_web_chat_and_answered_by_its_button(
    app: App, company: Company, webchat: Chat, clock: Any
) -> None:
    task_id = await _mentioned(app, company)
    async with app.sessions.reading() as session:
        mine = sa.select(ChatLine).where(ChatLine.staff_id == company.sam.id)
        lines = (await session.scalars(mine.order_by(ChatLine.id))).all()
        line = next(one for one in lines if "mentioned you" in one.text)
        told = sa.select(OutboundMessage).where(OutboundMessage.kind == "mentioned")
        sent = (await session.scalars(told)).one()
    assert (sent.state, sent.provider_id) == (OutboundState.SENT, str(line.id))
    webchat.shown[str(line.id)] = card_from_json({"text": line.text, "rows": line.buttons})
    assert webchat.labels(str(line.id)) == ["Answer", "Show the task", "Open"]

    await webchat.presses(company.sam, "Answer", str(line.id))
    await webchat.says(company.sam, "Tomorrow")

    async with app.sessions.begin() as session:
        comments = await comments_of(session, make.actor_of(company.anna), "task", task_id)
        assert [one.text for one, _name in comments] == ["@Sam can you?", "Tomorrow"]

"""The outbox and the audit in the console."""

from typing import Any

import sqlalchemy as sa

from core.access.actor import system
from core.events.models import EventRecord
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.service import queue_message
from core.staff import service
from core.staff.models import StaffMember
from core.startup import App
from tests.admin.conftest import Browser

BOSS = system("a test")


async def a_message(app: App, **values: Any) -> OutboundMessage:
    async with app.sessions.begin() as session:
        given = {"once_key": "k", "channel": "mail", "kind": "invitation", "address": "a@x.example",
                 "payload": {"text": "https://x/link/invitation/TOKEN"}, "subject": "Hi"}  # fmt: skip
        await queue_message(session, **{**given, **values})
        message = (await session.scalars(sa.select(OutboundMessage))).one()
        message.state = OutboundState.DEAD
    return message


async def test_a_failed_message_is_sent_again_by_a_post_only(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    message = await a_message(app)
    client = await browser(owner)
    act = f"/settings/outbound-message/do/retry/{message.id}"
    assert (await client.get(act)).status_code == 405
    answer = await client.post(act)
    assert "done=sent_again" in answer.headers["location"]
    again = await client.post(act)
    assert "refused=" in again.headers["location"]

    async with app.sessions.reading() as session:
        now = await session.get(OutboundMessage, message.id)
        assert now is not None
        assert now.state == OutboundState.QUEUED


async def test_the_outbox_gives_no_way_in_away(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    message = await a_message(app)
    client = await browser(owner)

    for path in (f"details/{message.id}", "list", "export/csv"):
        page = (await client.get(f"/settings/outbound-message/{path}")).text
        assert "TOKEN" not in page, path
        assert "a@x.example" in page, path


async def test_an_event_shows_who_and_what_and_escapes_it(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        await service.create_team(session, BOSS, name="<b>Pipes</b>")
        fact = (await session.scalars(
            sa.select(EventRecord).where(EventRecord.name == "TeamCreated")
        )).one()  # fmt: skip
    page = (await (await browser(owner)).get(f"/settings/event-record/details/{fact.id}")).text

    assert "Added a team" in page
    assert "&lt;b&gt;Pipes" in page

"""The outbox: states in words, secrets hidden, sending again."""

import sqlalchemy as sa

from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.service import queue_message
from core.staff.models import StaffMember
from core.startup import App
from tests.admin.conftest import Browser


async def _message(app: App, state: OutboundState, kind: str = "acknowledgement") -> str:
    async with app.sessions.begin() as session:
        key = await queue_message(
            session, once_key=f"k-{state}-{kind}", channel="mail", kind=kind,
            address="liisa@customer.example", payload={"to": "liisa@customer.example",
            "text": "The words of the mail", "subject": "S"}, subject="Thank you",
        )  # fmt: skip
        await session.execute(sa.update(OutboundMessage).values(state=state))
        return str(key)


async def test_states_are_words_and_the_sandbox_is_marked(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    key = await _message(app, OutboundState.SANDBOX)
    client = await browser(owner)

    page = await client.get("/app/outbox")
    one = await client.get(f"/app/outbox/{key}")

    assert "Sandbox: not sent" in page.text
    assert "so nothing left" in one.text
    assert "The words of the mail" in one.text


async def test_a_way_in_is_shown_to_nobody(app: App, browser: Browser, owner: StaffMember) -> None:
    key = await _message(app, OutboundState.SANDBOX, kind="reset")
    client = await browser(owner)

    pages = [await client.get("/app/outbox"), await client.get(f"/app/outbox/{key}")]

    assert not any("The words of the mail" in page.text for page in pages)


async def test_what_could_not_be_sent_is_sent_again(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    key = await _message(app, OutboundState.DEAD)
    client = await browser(owner)

    again = await client.post(f"/app/outbox/{key}/retry")
    twice = await client.post(f"/app/outbox/{key}/retry")

    assert (again.status_code, twice.status_code) == (303, 422)
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(OutboundMessage.state)) == OutboundState.QUEUED


async def test_without_the_right_there_is_no_outbox(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    key = await _message(app, OutboundState.DEAD)
    client = await browser(clerk)

    answers = [
        await client.get("/app/outbox"),
        await client.get(f"/app/outbox/{key}"),
        await client.post(f"/app/outbox/{key}/retry"),
    ]

    assert [one.status_code for one in answers] == [403, 403, 403]

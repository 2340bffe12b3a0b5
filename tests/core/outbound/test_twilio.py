"""Text messages through Twilio's SDK to a local stand-in, counted there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.kit import clock as time
from core.kit.ids import new_id
from core.outbound import sms
from core.outbound.claiming import claim_due
from core.outbound.delivery import Deliverer
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.ports import NoAccount, Outgoing, RefusedForGood, Sent, TryLater, Unclear
from core.outbound.results import mark_sent, note_provider_state
from core.outbound.service import queue_message
from core.outbound.sms import TwilioSender
from core.sources.models import Source, SourceKind, SourceStatus
from core.startup import App
from tests import make
from tests.fakes.ports import free_port
from tests.fakes.twilio import ACCOUNT, AUTH_TOKEN, Twilio

TO = "+358401234567"


@pytest.fixture(scope="module")
def server() -> Iterator[Twilio]:
    server = Twilio().start()
    yield server
    server.stop()


@pytest.fixture
def twilio(server: Twilio, app: App) -> Twilio:
    server.messages.clear()
    server.stopped.clear()
    app.settings = app.settings.model_copy(
        update={"twilio_api": server.url, "base_url": "https://apuri.example"}
    )
    return server


async def a_number(app: App, token: str = AUTH_TOKEN) -> Source:
    async with app.sessions.begin() as session:
        return await make.a_source(
            session, SourceKind.SMS, address="+358501112222", config={"account_sid": ACCOUNT},
            secrets=app.keyring.encrypt(f'{{"auth_token": "{token}"}}'),
        )  # fmt: skip


def sender(app: App) -> TwilioSender:
    return TwilioSender(app.sessions, app.settings)


def outgoing(source: Source | None = None, text: str = "Muista työ klo 8") -> Outgoing:
    return Outgoing(
        new_id(), "sms", "reminder", TO, "", {"text": text}, source.id if source else None,
        time.now(),
    )  # fmt: skip


async def status_of(app: App, source: Source) -> Source:
    async with app.sessions.reading() as session:
        found = await session.get(Source, source.id)
        assert found is not None
        return found


async def test_a_text_reaches_the_number_from_ours(app: App, twilio: Twilio) -> None:
    source = await a_number(app)
    message = outgoing(source)
    sent = await sender(app).send(message)

    (text,) = twilio.to(TO)
    assert (text.sid, text.sender, text.body) == (
        sent.provider_id,
        source.address,
        "Muista työ klo 8",
    )
    assert sent.state == "queued"
    expected = f"https://apuri.example/hooks/sms-status/{source.id}?m={message.id.hex}"
    assert text.callback == expected


async def test_without_a_number_nothing_leaves(app: App, twilio: Twilio) -> None:
    with pytest.raises(NoAccount):
        await sender(app).send(outgoing())


@pytest.mark.parametrize(
    ("status", "code", "problem"),
    [
        (429, 20429, TryLater),
        (503, 20503, TryLater),
        (500, 20500, Unclear),
        (400, 21211, RefusedForGood),
    ],
)
async def test_each_answer_is_taken_at_its_word(
    app: App, twilio: Twilio, status: int, code: int, problem: type[Exception]
) -> None:
    source = await a_number(app)
    twilio.fail(status, code)
    with pytest.raises(problem):
        await sender(app).send(outgoing(source))
    assert twilio.messages == []


async def test_who_said_stop_gets_nothing_more(app: App, twilio: Twilio) -> None:
    source = await a_number(app)
    twilio.says_stop(TO)
    with pytest.raises(RefusedForGood, match="stopped"):
        await sender(app).send(outgoing(source))


async def test_wrong_credentials_show_on_the_sources_page_until_they_are_right(
    app: App, twilio: Twilio
) -> None:
    source = await a_number(app, "wrong")
    with pytest.raises(TryLater):
        await sender(app).send(outgoing(source))
    assert (await status_of(app, source)).status == SourceStatus.FAILING
    async with app.sessions.begin() as session:
        right = app.keyring.encrypt(f'{{"auth_token": "{AUTH_TOKEN}"}}')
        await session.execute(sa.update(Source).values(secrets=right))
    await sender(app).send(outgoing(source))
    assert (await status_of(app, source)).status == SourceStatus.OK


async def test_a_server_that_is_away_surely_took_nothing(app: App, twilio: Twilio) -> None:
    source = await a_number(app)
    away = app.settings.model_copy(update={"twilio_api": f"http://127.0.0.1:{free_port()}"})
    with pytest.raises(TryLater):
        await TwilioSender(app.sessions, away).send(outgoing(source))


async def test_a_server_that_hangs_is_given_up_and_leaves_a_doubt(
    app: App, twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await a_number(app)
    monkeypatch.setattr(sms, "TIMEOUT", 0.3)
    twilio.hang(2)
    message = outgoing(source)
    with pytest.raises(Unclear):
        await sender(app).send(message)
    found = await sender(app).look_up(message)
    assert found is not None
    assert found.provider_id == twilio.messages[0].sid


async def test_looking_up_finds_neither_older_nor_other_nor_already_known_texts(
    app: App, twilio: Twilio
) -> None:
    source = await a_number(app)
    message = outgoing(source)
    await sender(app).send(message)
    assert await sender(app).look_up(outgoing(source, "something else")) is None
    later = replace(message, created_at=time.now() + timedelta(minutes=1))
    assert await sender(app).look_up(later) is None
    async with app.sessions.begin() as session:
        await queue_message(
            session, once_key="same words", channel="sms", kind="x", address=TO, payload={}
        )
        known = sa.update(OutboundMessage).values(provider_id=twilio.messages[0].sid)
        await session.execute(known)
    assert await sender(app).look_up(message) is None


async def queued(app: App, once_key: str = "k") -> Any:
    async with app.sessions.begin() as session:
        return await queue_message(
            session, once_key=once_key, channel="sms", kind="reminder", address=TO,
            payload={"text": "Muista"},
        )  # fmt: skip


async def row(app: App) -> OutboundMessage:
    async with app.sessions.reading() as session:
        return (await session.scalars(sa.select(OutboundMessage))).one()


@pytest.mark.parametrize("carried_out", [True, False])
async def test_a_text_whose_answer_was_cut_off_reaches_its_number_exactly_once(
    app: App, twilio: Twilio, carried_out: bool
) -> None:
    await a_number(app)
    await queued(app)
    twilio.cut(carried_out=carried_out)
    deliverer = Deliverer(app.sessions, {"sms": sender(app)})
    for _round in range(4):
        await deliverer.deliver_due()
        async with app.sessions.begin() as session:  # the lease of the doubt runs out
            over = sa.update(OutboundMessage).where(OutboundMessage.state == OutboundState.SENDING)
            await session.execute(over.values(lease_until=time.now() - timedelta(seconds=1)))

    assert len(twilio.messages) == 1
    assert (await row(app)).state == OutboundState.SENT


async def note(app: App, state: str, **more: Any) -> bool:
    async with app.sessions.begin() as session:
        return await note_provider_state(
            session, channel="sms", provider_id="SM1", state=state, **more
        )


async def test_reports_move_a_text_only_forward(app: App, twilio: Twilio) -> None:
    await queued(app)
    async with app.sessions.begin() as session:
        await session.execute(
            sa.update(OutboundMessage).values(state=OutboundState.SENT, provider_id="SM1",
                                              provider_state="queued")
        )  # fmt: skip
    seen = []
    for state in ("sent", "sending", "delivered", "sent", "queued", "nonsense"):
        assert await note(app, state)
        seen.append((await row(app)).provider_state)
    assert seen == ["sent", "sent", "delivered", "delivered", "delivered", "delivered"]


async def test_a_report_of_failure_makes_a_dead_letter(app: App, twilio: Twilio) -> None:
    await queued(app)
    async with app.sessions.begin() as session:
        await session.execute(
            sa.update(OutboundMessage).values(state=OutboundState.SENT, provider_id="SM1")
        )
    assert await note(app, "undelivered", code="30003")
    found = await row(app)
    assert (found.state, found.error) == (OutboundState.DEAD, "undelivered 30003")


async def test_a_report_before_the_result_is_known_proves_that_a_text_left(
    app: App, twilio: Twilio
) -> None:
    message_id = await queued(app)
    async with app.sessions.begin() as session:
        await session.execute(sa.update(OutboundMessage).values(state=OutboundState.UNKNOWN))
    assert await note(app, "delivered", message_id=message_id)
    found = await row(app)
    assert (found.state, found.provider_id, found.provider_state) == (
        OutboundState.SENT,
        "SM1",
        "delivered",
    )


async def test_a_report_of_failure_that_is_faster_than_the_result_is_not_lost(
    app: App, twilio: Twilio
) -> None:
    message_id = await queued(app)
    async with app.sessions.begin() as session:
        lease = timedelta(seconds=90)
        (claimed,) = await claim_due(session, "me", "sms", 1, lease=lease)
    assert await note(app, "failed", message_id=message_id)
    async with app.sessions.begin() as session:
        assert await mark_sent(session, claimed, Sent("SM1", "queued"))
    found = await row(app)
    assert (found.state, found.provider_state) == (OutboundState.DEAD, "failed")

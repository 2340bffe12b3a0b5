"""Mail handed over on this machine is stored before it is answered."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import anyio
import pytest
import sqlalchemy as sa
from anyio.to_thread import run_sync

from core.inbox.models import InboxItem
from core.inbox.raw import raw_bytes
from core.startup import App
from mail.smtp_in import SmtpDoor
from tests.mail.conftest import a_mail


@pytest.fixture
async def door(app: App) -> AsyncIterator[SmtpDoor]:
    app.settings = app.settings.model_copy(update={"max_mail_bytes": 50_000})
    door, stop = SmtpDoor(app), anyio.Event()
    running = asyncio.create_task(door.run(stop))
    await door.ready.wait()
    yield door
    stop.set()
    await running


def hand_over(port: int, raw: bytes, *recipients: str, sender: str = "ann@example.com") -> Any:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        return client.sendmail(sender, recipients or ("office@example.test",), raw)


async def sent(door: SmtpDoor, raw: bytes, *recipients: str) -> None:
    await run_sync(partial(hand_over, door.port, raw, *recipients))


async def items(app: App) -> list[InboxItem]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(InboxItem).order_by(InboxItem.id)))


async def test_a_mail_is_in_the_inbox_with_its_envelope_when_it_is_answered(
    app: App, door: SmtpDoor
) -> None:
    await sent(door, a_mail(1), "office+token@example.test", "other@example.test")

    (item,) = await items(app)
    assert item.payload == {
        "envelope_from": "ann@example.com",
        "envelope_to": ["office+token@example.test", "other@example.test"],
        "peer": "127.0.0.1",
    }
    assert item.raw_id is not None
    async with app.sessions.reading() as session:
        assert await raw_bytes(session, [item.raw_id]) == {item.raw_id: a_mail(1)}


async def test_a_repeat_is_answered_and_stored_once(app: App, door: SmtpDoor) -> None:
    await sent(door, a_mail(1))
    await sent(door, a_mail(1))
    assert len(await items(app)) == 1


async def test_the_same_words_without_id_and_date_are_two_mails(app: App, door: SmtpDoor) -> None:
    await sent(door, b"Subject: hei\r\n\r\nhei\r\n")
    await sent(door, b"Subject: hei\r\n\r\nhei\r\n")
    assert len(await items(app)) == 2


@pytest.mark.parametrize(
    ("raw", "code"), [(a_mail(1, "x" * 60_000), 552), (b"\r\n", 554)], ids=["large", "empty"]
)
async def test_what_cannot_be_taken_is_refused_with_a_sentence(
    app: App, door: SmtpDoor, raw: bytes, code: int
) -> None:
    with pytest.raises(
        smtplib.SMTPDataError if code == 554 else smtplib.SMTPResponseException
    ) as no:
        await sent(door, raw)
    assert no.value.smtp_code == code
    assert len(no.value.smtp_error.split()) > 3
    assert await items(app) == []


async def test_a_mail_that_cannot_be_stored_is_left_to_its_sender(
    app: App, door: SmtpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(app.sessions, "begin", away)
        with pytest.raises(smtplib.SMTPDataError) as later:
            await sent(door, a_mail(1))
    assert later.value.smtp_code == 451
    await sent(door, a_mail(1))
    assert len(await items(app)) == 1


async def test_eight_bit_mail_with_lines_of_any_length_is_stored_as_it_is(
    app: App, door: SmtpDoor
) -> None:
    raw = b"Subject: p\xe4iv\xe4\xe4\r\nMessage-ID: <1@x>\r\n\r\n" + b"\xff" * 20_000 + b"\r\n"
    await sent(door, raw)
    (item,) = await items(app)
    assert item.raw_id is not None
    async with app.sessions.reading() as session:
        assert (await raw_bytes(session, [item.raw_id]))[item.raw_id] == raw

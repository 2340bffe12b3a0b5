"""Hostile input at every door: refused clearly or kept, nothing lost, nothing booked."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import anyio
import pytest
import sqlalchemy as sa
from anyio.to_thread import run_sync
from sqlalchemy.orm import undefer

from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.expenses.models import Travel
from core.files.models import StoredFile
from core.inbox.models import InboxItem, InboxState
from core.startup import App
from core.timesheets.models import TimeEntry
from mail.smtp_in import SmtpDoor
from mail.worker import MailWorker
from tests import make
from tests.fakes.dovecot import Dovecot
from tests.journeys.hostile_mails import CASES
from tests.journeys.letters import a_letter
from tests.mail.conftest import a_mailbox

MB = 1_000_000


@pytest.fixture
async def door(app: App) -> AsyncIterator[SmtpDoor]:
    """The local SMTP door."""
    door, stop = SmtpDoor(app), anyio.Event()
    running = asyncio.create_task(door.run(stop))
    await door.ready.wait()
    yield door
    stop.set()
    await running


def _hand_over(port: int, raws: list[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        for raw in raws:
            client.sendmail("relay@example.com", ["office@work.example"], raw)


async def hand_over(door: SmtpDoor, *raws: bytes) -> None:
    """Bring mails to the door."""
    await run_sync(partial(_hand_over, door.port, list(raws)))


async def rows(app: App, query: sa.Select[Any]) -> list[Any]:
    """Return what a query finds."""
    async with app.sessions.reading() as session:
        return list(await session.scalars(query))


async def nothing_is_booked(app: App) -> bool:
    """Tell whether there are neither hours nor kilometres."""
    return not await rows(app, sa.select(TimeEntry.id)) + await rows(app, sa.select(Travel.id))


async def understood(app: App) -> None:
    """Let everything that arrived by mail be understood."""
    worker = MailWorker(app)
    while await worker.handle_due():
        pass


async def test_every_trap_of_the_mail_parser_becomes_a_message(app: App, door: SmtpDoor) -> None:
    await hand_over(door, *(case.raw for case in CASES.values()))
    await understood(app)

    items = await rows(app, sa.select(InboxItem).order_by(InboxItem.id))
    assert len(items) == len(CASES)
    whole = sa.select(Message).options(undefer(Message.full_text))
    incoming = await rows(app, whole.where(Message.direction == "in"))
    messages = {one.inbox_item_id: one for one in incoming}
    files = await rows(app, sa.select(StoredFile))
    wrong = []
    for item, (name, case) in zip(items, CASES.items(), strict=True):
        message = messages.get(item.id)
        names = {one.name for one in files if message and one.subject_id == message.id}
        is_right = (
            item.state == InboxState.DONE
            and message is not None
            and case.words in f"{message.text} {message.full_text or ''}"
            and message.from_address == case.sender
            and names >= set(case.files)
        )
        if not is_right:
            wrong.append((name, item.state, item.error[-200:], message and message.text[:80],
                          message and message.from_address, names))  # fmt: skip
    assert wrong == []
    assert await nothing_is_booked(app)


async def test_a_file_s_name_is_never_a_path(app: App, door: SmtpDoor) -> None:
    await hand_over(door, CASES["path as a file name"].raw)
    await understood(app)

    (file,) = await rows(app, sa.select(StoredFile))
    stored = app.storage.open(file.storage_key)
    assert stored.resolve().is_relative_to((app.settings.data / "files").resolve())
    assert "/" not in file.name


async def test_a_mail_of_40_mb_is_refused_at_the_door_with_a_sentence(
    app: App, door: SmtpDoor
) -> None:
    letter = a_letter("ann@example.com", "office@work.example", "Huge", "x")
    huge = letter + b"hana vuotaa\r\n" * (40 * MB // 13)

    with pytest.raises(smtplib.SMTPResponseException) as refused:
        await hand_over(door, huge)

    assert refused.value.smtp_code == 552
    assert len(refused.value.smtp_error.split()) > 3
    assert await rows(app, sa.select(InboxItem.id)) == []


@pytest.mark.dovecot
async def test_a_mail_of_40_mb_in_a_mailbox_opens_a_request_that_says_so(
    app: App, dovecot: Dovecot
) -> None:
    mailbox = await a_mailbox(app, dovecot)
    letter = a_letter("Ann <ann@example.com>", mailbox.user, "Huge plans", "x")
    mailbox.drop(letter + b"hana vuotaa\r\n" * (40 * MB // 13))
    async with mailbox.being_read():
        await mailbox.has(1)
    await understood(app)

    (request,) = await rows(app, sa.select(ContactRequest))
    assert request.subject == "Huge plans"
    (message,) = await rows(app, sa.select(Message).where(Message.direction == "in"))
    assert "oversized" in message.flags
    assert message.text
    assert dovecot.count(mailbox.user) == 1  # it stays where it is


async def test_a_staff_member_s_forged_address_books_nothing(app: App, door: SmtpDoor) -> None:
    async with app.sessions.begin() as session:
        matti = await make.a_member(session, "Matti", email="matti@work.example")
        await make.a_customer(session, "Lehto")
    await hand_over(
        door, a_letter(f"Matti <{matti.email}>", "office@work.example", "Tunnit", "2h Lehto, 24 km")
    )
    await understood(app)

    assert await nothing_is_booked(app)
    (request,) = await rows(app, sa.select(ContactRequest))
    (message,) = await rows(app, sa.select(Message).where(Message.direction == "in"))
    assert message.conversation_id == request.conversation_id
    assert "claims_staff" in message.flags

"""Stored mail is understood in batches; what fails stops nothing else and is never lost."""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import anyio
import pytest
import sqlalchemy as sa

from core import dispatch
from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.files.queries import files_of
from core.inbox.models import InboxItem, InboxState
from core.inbox.raw import raw_bytes, store_raw
from core.inbox.service import Arrival, receive_many
from core.kit.processes import Helper
from core.sources.models import SourceKind
from core.startup import App
from mail import reading_apart
from mail.identity import identity_of
from mail.reader_process import MEMORY
from mail.worker import MailWorker
from tests import make
from tests.fakes.dovecot import Dovecot
from tests.mail import misreading
from tests.mail.conftest import a_mail, a_mailbox, until


async def arrived(app: App, *raws: bytes, payload: dict[str, Any] | None = None) -> UUID:
    async with app.sessions.begin() as session:
        source = await make.a_source(session, SourceKind.SMTP, address="office@putki.example")
        raw_ids = await store_raw(session, raws)
        await receive_many(
            session,
            [Arrival(source.id, "mail", identity_of(raw), payload, raw_id)
             for raw, raw_id in zip(raws, raw_ids, strict=True)],
        )  # fmt: skip
        return source.id


async def states(app: App) -> list[str]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(InboxItem.state).order_by(InboxItem.id)))


async def messages(app: App) -> list[Message]:
    async with app.sessions.reading() as session:
        query = sa.select(Message).where(Message.direction == "in").order_by(Message.id)
        return list(await session.scalars(query))


async def test_a_customers_mail_becomes_a_request_and_its_reply_joins(app: App) -> None:
    reply = (
        a_mail(2, "Vielä yksi asia.")
        .replace(b"Subject: Mail 2", b"Subject: Re: Mail 1")
        .replace(b"Date:", b"In-Reply-To: <1@example.com>\r\nDate:")
    )
    await arrived(app, a_mail(1, "Hana vuotaa."), reply)
    assert await MailWorker(app).handle_due() == 2

    assert await states(app) == [InboxState.DONE] * 2
    async with app.sessions.reading() as session:
        (request,) = await session.scalars(sa.select(ContactRequest))
    assert request.subject == "Mail 1"
    first, second = await messages(app)
    assert first.conversation_id == second.conversation_id
    assert (first.text, second.text) == ("Hana vuotaa.", "Vielä yksi asia.")
    assert first.from_address == "ann@example.com"


async def test_attachments_are_stored_with_their_message(app: App) -> None:
    raw = (
        b"From: ann@example.com\r\nMessage-ID: <a@b>\r\nSubject: kuva\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n'
        b"Ohessa.\r\n--x\r\nContent-Type: application/pdf\r\n"
        b'Content-Disposition: attachment; filename="../../tarjous.pdf"\r\n\r\n%PDF-1.4 x\r\n--x--\r\n'
    )
    await arrived(app, raw)
    await MailWorker(app).handle_due()

    (message,) = await messages(app)
    async with app.sessions.reading() as session:
        (file,) = (await files_of(session, "message", [message.id]))[message.id]
    assert (file.name, file.content_type) == ("tarjous.pdf", "application/pdf")
    assert app.storage.read(file.storage_key) == b"%PDF-1.4 x"


async def test_one_bad_mail_in_a_batch_stops_no_other_and_ends_in_quarantine(
    app: App, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    right = dispatch.dispatch_mails

    async def picky(session: Any, incoming: Any) -> Any:
        if any("Mail 3" in one.subject for one in incoming):
            raise ValueError("no such word")
        return await right(session, incoming)

    monkeypatch.setattr(dispatch, "dispatch_mails", picky)
    await arrived(app, *(a_mail(number) for number in range(6)))
    worker = MailWorker(app)
    for _try in range(5):
        await worker.handle_due()
        clock.shift(timedelta(minutes=10))

    assert await states(app) == [
        InboxState.FAILED if number == 3 else InboxState.DONE for number in range(6)
    ]
    assert len(await messages(app)) == 5
    async with app.sessions.reading() as session:
        (bad,) = await session.scalars(
            sa.select(InboxItem).where(InboxItem.state == InboxState.FAILED)
        )
        assert "ValueError: no such word" in bad.error
        assert bad.raw_id is not None
        assert (await raw_bytes(session, [bad.raw_id]))[bad.raw_id] == a_mail(3)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Helper]:
    """A process that reads which knows these tests' ways to fail before any mail's time runs."""
    made = Helper(MEMORY, "mail.reading_apart", "mail.warming", misreading.__name__)
    monkeypatch.setattr(reading_apart, "helper", lambda: made)
    yield made
    made.close()


async def test_a_mail_that_takes_too_long_is_set_aside_and_the_others_of_its_batch_go_on(
    app: App, monkeypatch: pytest.MonkeyPatch, reader: Helper
) -> None:
    monkeypatch.setattr(reading_apart, "read_here", misreading.endless)
    await arrived(app, a_mail(2), a_mail(1), a_mail(3))
    await asyncio.to_thread(reader.start)
    process = reader.pid
    began = time.monotonic()
    await MailWorker(app).handle_due()
    took = time.monotonic() - began

    assert await states(app) == [InboxState.DONE, InboxState.FAILED, InboxState.DONE]
    async with app.sessions.reading() as session:
        (aside,) = await session.scalars(
            sa.select(InboxItem).where(InboxItem.state == InboxState.FAILED)
        )
    assert (aside.error, aside.attempts) == ("MailUnreadable: reading took longer than 1 s", 1)
    assert reader.pid == process  # ended alone, not with the process that reads
    assert took < reading_apart.READ_SECONDS


@pytest.mark.parametrize(
    ("badly", "seconds", "why"),
    [
        (misreading.hanging, 3.0, "reading took longer than 3 s"),
        (misreading.crashing, 20.0, "ended the process"),
        (misreading.swelling, 20.0, "MemoryError"),
    ],
)
async def test_a_mail_that_hangs_kills_or_swells_the_process_that_reads_fails_alone(
    app: App, monkeypatch: pytest.MonkeyPatch, clock: Any, reader: Helper, badly: Any,
    seconds: float, why: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(reading_apart, "read_here", badly)
    monkeypatch.setattr(reading_apart, "READ_SECONDS", seconds)
    await arrived(app, a_mail(1), a_mail(2), a_mail(3))
    for _try in range(4):
        await MailWorker(app).handle_due()
        if (await states(app))[1:] == [InboxState.DONE] * 2:
            break
        clock.shift(timedelta(minutes=10))  # a very busy machine may take three seconds for one

    assert await states(app) == [InboxState.RECEIVED, InboxState.DONE, InboxState.DONE]
    async with app.sessions.reading() as session:
        errors = await session.scalars(sa.select(InboxItem.error).order_by(InboxItem.id))
        assert why in errors.all()[0]


async def test_a_mail_whose_file_is_lost_is_put_aside_with_the_reason(app: App) -> None:
    big = a_mail("big", "x" * 300_000)
    await arrived(app, big, a_mail(2))
    for path in app.settings.data.rglob("*"):
        if path.is_file() and path.stat().st_size > 250_000 and "files" in path.parts:
            path.unlink()
    await MailWorker(app).handle_due()

    assert await states(app) == [InboxState.RECEIVED, InboxState.DONE]
    async with app.sessions.reading() as session:
        errors = await session.scalars(sa.select(InboxItem.error).order_by(InboxItem.id))
        assert "gone from the storage" in errors.all()[0]


async def test_two_workers_handle_each_mail_once(app: App) -> None:
    await arrived(app, *(a_mail(number) for number in range(60)))

    async def work() -> None:
        worker = MailWorker(app, batch=7)
        while await worker.handle_due():
            pass

    await asyncio.gather(work(), work(), work())
    assert await states(app) == [InboxState.DONE] * 60
    assert len(await messages(app)) == 60


async def test_a_workers_loop_outlives_a_database_that_is_away_and_stops_at_once(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    await arrived(app, a_mail(1))
    begin = app.sessions.begin
    left = 2

    def broken(**given: Any) -> Any:
        nonlocal left
        left -= 1
        if left >= 0:
            raise ConnectionError("the database is away")
        return begin(**given)

    monkeypatch.setattr(app.sessions, "begin", broken)
    stop = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(MailWorker(app).run, stop)

        async def done() -> bool:
            return await states(app) == [InboxState.DONE]

        await until(done, "a handled mail")
        stop.set()


@pytest.mark.dovecot
async def test_a_mail_is_read_understood_and_then_moved(app: App, dovecot: Dovecot) -> None:
    mailbox = await a_mailbox(app, dovecot, after="move")
    stop = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(MailWorker(app).run, stop)
        async with mailbox.being_read():
            mailbox.drop(a_mail(1), a_mail(2))

            async def moved() -> bool:
                return dovecot.count(mailbox.user, "Processed") == 2

            await until(moved, "two moved mails")
        stop.set()
    assert len(await messages(app)) == 2
    assert dovecot.count(mailbox.user) == 0


async def test_a_forged_plus_address_or_id_joins_no_thread(app: App) -> None:
    await arrived(app, a_mail(1, "Hana vuotaa."))
    await MailWorker(app).handle_due()
    forged = a_mail(2, "Olen joku muu.").replace(
        b"Date:", b"In-Reply-To: <aaaaaaaaaaaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc@x>\r\nDate:"
    )
    await arrived(
        app, forged, payload={"envelope_to": ["office+aaaaaaaaaaaaa-bbbbbbbbbbbbbbbb@x.example"]}
    )
    await MailWorker(app).handle_due()

    first, second = await messages(app)
    assert first.conversation_id != second.conversation_id


class Stumbling(MailWorker):
    """Its second look into the inbox, while the first batch is handed on, meets a lost database."""

    looks = 0

    async def _take(self) -> list[Any]:
        self.looks += 1
        if self.looks == 2:
            raise ConnectionResetError
        return await super()._take()


async def test_a_look_ahead_that_fails_is_taken_again(app: App) -> None:
    await arrived(app, a_mail(1), a_mail(2), a_mail(3))
    stop = anyio.Event()

    async def done() -> bool:
        return await states(app) == [InboxState.DONE] * 3

    async with anyio.create_task_group() as group:
        group.start_soon(Stumbling(app, batch=1, poll=0.05).run, stop)
        await until(done, "three handled mails")
        stop.set()

"""Killed at every named point and at random moments, nothing is lost and no row is doubled.

APURI_TEST_KILLS says how many deaths (100 before a release: 500 mails; else 14).

Counted from outside: the files of Dovecot and the mails of the SMTP sink, against the rows.
"""

import contextlib
import os
import random
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import pytest
import sqlalchemy as sa

from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.inbox.models import InboxItem, InboxState
from core.kit.crash import POINTS
from core.outbound.models import OutboundMessage, OutboundState
from core.startup import App
from tests.fakes.dovecot import Dovecot
from tests.fakes.ports import free_port
from tests.fakes.smtp_sink import SmtpSink, read_record
from tests.mail.conftest import Mailbox, a_mail, a_mailbox, plain_environment, until

pytestmark = [pytest.mark.dovecot, pytest.mark.slow]

MAIL_POINTS = [point for point in POINTS if point != "update-committed"]
EACH = 5  # mails that arrive before each death
KILLS = int(os.environ.get("APURI_TEST_KILLS", "14"))
RANDOM_KILLS = max(0, KILLS - len(MAIL_POINTS))


class House:
    """The killed and restarted process."""

    def __init__(self, app: App, server: Dovecot) -> None:
        self.smtp_port = free_port()
        self._environment = plain_environment() | {
            "APURI_DATA": str(app.settings.data),
            "APURI_DATABASE_URL": app.settings.database_url,
            "APURI_SECRET_KEY": app.settings.secret_key.get_secret_value(),
            "APURI_SMTP_PORT": str(self.smtp_port),
            "APURI_LOG_LEVEL": "ERROR",
            "SSL_CERT_FILE": str(server.certificate),
        }
        self._log = app.settings.data / "house.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, crash: str = "") -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.mail.house"], stderr=log, stdout=log,
                env=self._environment | {"APURI_CRASH": crash},
            )  # fmt: skip

    def died(self) -> bool:
        assert self.process is not None
        return self.process.poll() is not None

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait(10)
            self.process = None


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    sink = SmtpSink(record=tmp_path / "sink.jsonl").start()
    yield sink
    sink.stop()


@pytest.fixture
def house(app: App, dovecot: Dovecot) -> Iterator[House]:
    house = House(app, dovecot)
    yield house
    house.kill()


def numbered(number: int) -> bytes:
    """A mail of a sender of its own, so that each gets its own acknowledgement."""
    return a_mail(number, f"Words {number}").replace(b"ann@", f"ann{number}@".encode())


def hand_over(port: int, raw: bytes) -> None:
    """Do as a mail server does: try until it is answered by 250."""
    deadline = time.monotonic() + 60  # two starts on a busy machine
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
                client.sendmail("ann@example.com", ["office@example.test"], raw)
            return
        time.sleep(0.2)
    pytest.fail("the SMTP door never took a mail")


_chance = random.Random(7)
PAUSES = [_chance.uniform(1.0, 3.5) for _kill in range(RANDOM_KILLS)]


@pytest.mark.timeout(300 + 10 * KILLS)
async def test_kill_minus_nine_anywhere_loses_nothing_and_doubles_no_row(
    app: App, dovecot: Dovecot, sink: SmtpSink, house: House, tmp_path: Path
) -> None:
    mailbox = await a_mailbox(
        app, dovecot, after="move", smtp_host="127.0.0.1", smtp_port=sink.port, smtp_tls="none"
    )
    count = 0

    def arrive() -> None:
        nonlocal count
        for _each in range(EACH):
            mailbox.drop(numbered(count))
            count += 1

    for point in MAIL_POINTS:
        arrive()
        house.start(f"{point}:1")
        if point == "smtp-committed":
            count += 1
            await _hand_over_twice(house, numbered(count - 1), point)
        else:
            await until(lambda: true_of(house.died), f"a death at {point}", 40)
    for seconds in PAUSES:
        arrive()
        house.start()
        await anyio.sleep(seconds)
        house.kill()
    house.start()
    await until(lambda: settled(app, count), f"{count} handled and acknowledged mails", 90)
    await until(lambda: true_of(lambda: dovecot.count(mailbox.user) == 0), "an empty INBOX", 30)

    await everything_is_there_once(app, mailbox, count)
    sent = [mail.message_id for mail in read_record(tmp_path / "sink.jsonl")]
    assert len(set(sent)) == count
    kills = len(MAIL_POINTS) + len(PAUSES)
    print(f"{count} mails, {kills} kills, {len(sent)} acknowledgements, {len(set(sent))} distinct")


async def _hand_over_twice(house: House, raw: bytes, point: str) -> None:
    """Hand a mail to the SMTP door until it is taken: by the next start, after a death."""
    handed = anyio.to_thread.run_sync(hand_over, house.smtp_port, raw)
    async with anyio.create_task_group() as group:
        group.start_soon(_await, handed)
        await until(lambda: true_of(house.died), f"a death at {point}", 40)
        house.start()
    house.kill()


async def _await(work: object) -> None:
    await work  # type: ignore[misc]


async def true_of(true: Callable[[], bool]) -> bool:
    return true()


async def settled(app: App, count: int) -> bool:
    async with app.sessions.reading() as session:
        done = await session.scalar(
            sa.select(sa.func.count()).where(InboxItem.state == InboxState.DONE)
        )
        sent = await session.scalar(
            sa.select(sa.func.count()).where(OutboundMessage.state == OutboundState.SENT)
        )
    return done == sent == count


async def everything_is_there_once(app: App, mailbox: Mailbox, count: int) -> None:
    """Compare the rows with what was dropped and handed over."""
    wanted = {f"Words {number}" for number in range(count)}
    async with app.sessions.reading() as session:
        words = await session.scalars(sa.select(Message.text).where(Message.direction == "in"))
        assert sorted(words) == sorted(wanted)
        requests = await session.scalar(sa.select(sa.func.count(ContactRequest.id)))
        assert requests == count
        states = await session.scalars(sa.select(OutboundMessage.state))
        assert list(states) == [OutboundState.SENT] * count
    moved = mailbox.server.mails(mailbox.user, "Processed")
    assert len(moved) == len(set(moved)) == count - 1  # one came by SMTP

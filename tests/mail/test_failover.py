"""Several processes on one PostgreSQL: one reads the mailboxes, and the next when it dies or stalls."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from core.startup import App
from tests.fakes.dovecot import Dovecot
from tests.mail.conftest import Mailbox, a_mail, a_mailbox, plain_environment, until
from tests.mail.counting import Counts, count

pytestmark = [pytest.mark.dovecot, pytest.mark.slow, pytest.mark.postgres]

WITHIN = 5.0  # seconds from a death to the next mail in the ledger


class Processes:
    """Mail processes on one database."""

    def __init__(self, app: App, server: Dovecot) -> None:
        self._environment = plain_environment() | {
            "APURI_DATA": str(app.settings.data),
            "APURI_DATABASE_URL": app.settings.database_url,
            "APURI_SECRET_KEY": app.settings.secret_key.get_secret_value(),
            "APURI_SMTP_PORT": "0",
            "APURI_LOG_LEVEL": "INFO",
            "SSL_CERT_FILE": str(server.certificate),
        }
        app.settings.data.mkdir(parents=True, exist_ok=True)
        self._log = app.settings.data / "together.log"
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.mail.house", "together"], stdout=log, stderr=log,
                env=self._environment,
            )  # fmt: skip
        self._started.append(process)
        return process

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.wait(10)


@pytest.fixture
def processes(app: App, dovecot: Dovecot) -> Iterator[Processes]:
    processes = Processes(app, dovecot)
    yield processes
    processes.end()


def some(begin: int, end: int) -> list[bytes]:
    return [
        a_mail(number, f"Words {number}").replace(b"ann@", f"ann{number}@".encode())
        for number in range(begin, end)
    ]


async def emptied(mailbox: Mailbox) -> bool:
    return mailbox.server.count(mailbox.user) == 0


@pytest.mark.timeout(120)
async def test_a_killed_and_a_stalled_leader_are_followed_within_seconds_and_nothing_is_done_twice(
    app: App, dovecot: Dovecot, processes: Processes
) -> None:
    mailbox = await a_mailbox(app, dovecot, after="move")
    mails = some(0, 60)
    first, second = processes.start(), None
    mailbox.drop(*mails[:5])
    await until(lambda: emptied(mailbox), "5 mails by the first leader", 30)
    second = processes.start()
    await until(lambda: waits(app), "a second process that waits for its turn", 30)

    first.kill()
    mailbox.drop(*mails[5:10])
    began = time.monotonic()
    await mailbox.has(10)
    after_death = time.monotonic() - began
    await until(lambda: emptied(mailbox), "5 mails by the second leader", 30)

    processes.start()
    await until(lambda: waits(app), "a third process that waits for its turn", 30)
    second.send_signal(signal.SIGSTOP)
    mailbox.drop(*mails[10:40])
    began = time.monotonic()
    await mailbox.has(40)
    after_stall = time.monotonic() - began
    mailbox.drop(*mails[40:])
    second.send_signal(signal.SIGCONT)  # it believes that it leads, and finds mail that arrived
    await mailbox.has(60)
    await until(lambda: emptied(mailbox), "an empty INBOX", 30)

    print(f"taken over {after_death:.1f} s after a kill, {after_stall:.1f} s after a stall")
    assert await count(mailbox, mails) == Counts.right(60)
    assert len(await mailbox.ledger()) == 60
    assert after_death < WITHIN
    assert after_stall < WITHIN + 2  # PostgreSQL waits for a silent leader's heartbeat first


async def waits(app: App) -> bool:
    """Whether somebody asks in vain for the lock that another session holds."""
    import sqlalchemy as sa

    async with app.sessions.reading() as session:
        asking = await session.scalar(
            sa.text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND query LIKE '%pg_try_advisory_lock%' AND pid <> pg_backend_pid()"
            )
        )
    return bool(asking)

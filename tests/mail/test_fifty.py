"""Fifty mailboxes in one process: started one after the other, read side by side, little memory."""

import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.inbox.models import InboxItem, InboxState
from core.sources.models import Source, SourceKind, SourceStatus
from core.sources.service import create_source
from core.startup import App
from tests.fakes.dovecot import PASSWORD, Dovecot
from tests.mail.conftest import a_mail, plain_environment, until

pytestmark = [pytest.mark.dovecot, pytest.mark.slow]

MAILBOXES = 50
MEMORY_MB = 400
BIG = 30_000_000


@pytest.fixture
def process(app: App, dovecot: Dovecot) -> Iterator[subprocess.Popen[bytes]]:
    environment = plain_environment() | {
        "APURI_DATA": str(app.settings.data),
        "APURI_DATABASE_URL": app.settings.database_url,
        "APURI_SECRET_KEY": app.settings.secret_key.get_secret_value(),
        "APURI_SMTP_PORT": "0",
        "APURI_LOG_LEVEL": "ERROR",
        "SSL_CERT_FILE": str(dovecot.certificate),
    }
    app.settings.data.mkdir(parents=True, exist_ok=True)
    with (app.settings.data / "house.log").open("wb") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "tests.mail.house"], stdout=log, stderr=log, env=environment
        )
    yield started
    started.kill()
    started.wait(10)


async def fifty(app: App, server: Dovecot) -> list[str]:
    users = [server.fresh_user() for _each in range(MAILBOXES)]
    async with app.sessions.begin() as session:
        for user in users:
            fields = {"imap_host": "localhost", "imap_port": server.imaps_port, "user": user}
            await create_source(
                session, system("test"), kind=SourceKind.MAILBOX, name=user, address=user,
                config=fields, secrets={"password": PASSWORD},
            )  # fmt: skip
    return users


def memory(process: subprocess.Popen[bytes]) -> int:
    """Megabytes of the process and of those it started; pages they share count once (PSS)."""
    main = psutil.Process(process.pid)
    held = [one.memory_full_info().pss for one in [main, *main.children(recursive=True)]]
    return int(sum(held) // 10**6)


@pytest.mark.timeout(300)
async def test_fifty_mailboxes_and_a_mail_of_30_mb_stay_under_400_mb(
    app: App, dovecot: Dovecot, request: pytest.FixtureRequest
) -> None:
    users = await fifty(app, dovecot)
    for place, user in enumerate(users):
        for number in range(4):
            dovecot.drop(user, a_mail(f"{place}-{number}", "w" * 70 + "\r\n" * 3))
    process = request.getfixturevalue("process")
    peak = 0

    async def all_there(count: int) -> bool:
        nonlocal peak
        peak = max(peak, memory(process))
        async with app.sessions.reading() as session:
            handled = await session.scalar(
                sa.select(sa.func.count(InboxItem.id)).where(InboxItem.state == InboxState.DONE)
            )
            works = await session.scalar(
                sa.select(sa.func.count(Source.id)).where(
                    Source.status == SourceStatus.OK, Source.kind == SourceKind.MAILBOX
                )
            )
        return handled == count and works == MAILBOXES

    await until(lambda: all_there(4 * MAILBOXES), "200 mails of 50 mailboxes", 60)
    many = peak
    line = b"y" * 76 + b"\r\n"
    dovecot.drop(users[7], a_mail("big") + line * (BIG // len(line)))
    for place, user in enumerate(users):
        dovecot.drop(user, a_mail(f"late-{place}"))
    await until(lambda: all_there(5 * MAILBOXES + 1), "a mail of 30 MB beside 50 others", 90)
    connections = dovecot_connections(process)
    print(
        f"{MAILBOXES} mailboxes: {many} MB, with a mail of 30 MB {peak} MB, {connections} connections"
    )
    assert peak < MEMORY_MB
    assert MAILBOXES <= connections <= MAILBOXES + 2


def dovecot_connections(process: subprocess.Popen[bytes]) -> int:
    """How many connections to mail servers the process holds."""
    held = psutil.Process(process.pid).net_connections("tcp")
    return sum(one.status == psutil.CONN_ESTABLISHED for one in held)

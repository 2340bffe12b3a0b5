"""Mails that wait in a mailbox of a real Dovecot, to the committed requests, in a running server.

Beside it Python's own parser that merely parses and decodes the same mails, from files, in turns.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.inbox.models import InboxItem, InboxState, LedgerEntry
from core.sources.models import SourceKind
from core.sources.service import create_source
from core.startup import App, compose
from tests.bench.databases import KEY, Databases, databases
from tests.bench.ingest import ACTOR, Plain, maildir, merely_parse, prepare, rows
from tests.bench.machine import ROOT, MemoryWatch, cpu_seconds, per_mail
from tests.bench.mails import generate
from tests.fakes.dovecot import PASSWORD, Dovecot

SIZE = 2000
PATIENCE = 600.0  # seconds


def measure(size: int, kinds: Sequence[str]) -> dict[str, Any]:
    """Return rates in mails/s, the ratio to merely parsing, and the rows that were written."""
    return {"mails": size, "results": {kind: _measure(kind, size) for kind in kinds}}


def _measure(kind: str, size: int) -> dict[str, Any]:
    with (
        databases(kind) as made,
        tempfile.TemporaryDirectory(prefix="apuri-mails-") as folder,
        _dovecot() as server,
    ):
        made.create("mailbox")
        ours, version = asyncio.run(prepare(made, "mailbox"))
        mails = list(generate(size, ours=ours))
        path = maildir(Path(folder) / "Maildir", mails)
        user = server.fresh_user()
        for mail in mails:
            server.drop(user, mail.raw)
        before = merely_parse(path)
        with _house(made, server) as process, MemoryWatch(process.pid) as memory:
            watched = {"ours": process.pid, "database": made.pid, "mail_server": server.pid}
            seconds, cpu = asyncio.run(_read(made, server, user, size, watched))
        plain, rate = Plain(size, before, merely_parse(path)), size / seconds
        return {
            "database": version,
            "mails_per_second": round(rate, 1),
            "merely_parsing_per_second": round(plain.rate, 1),
            "ratio": round(rate / plain.rate, 2),
            "seconds": round(seconds, 2),
            "cpu_milliseconds_per_mail": {name: per_mail(used, size) for name, used in cpu.items()}
            | {"merely_parsing": plain.cpu},
            "peak_mb": memory.peak_mb,
            "rows": asyncio.run(rows(made, "mailbox")),
        }


@contextlib.contextmanager
def _dovecot() -> Iterator[Dovecot]:
    server = Dovecot().start()
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def _house(made: Databases, server: Dovecot) -> Iterator["subprocess.Popen[bytes]"]:
    """The running server, which finds no mailbox yet."""
    settings = made.settings("mailbox")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("APURI_")},
        "APURI_DATA": str(settings.data), "APURI_DATABASE_URL": settings.database_url,
        "APURI_SECRET_KEY": KEY, "APURI_LOG_LEVEL": "WARNING",
        "SSL_CERT_FILE": str(server.certificate),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.mailbox_house"], cwd=ROOT, env=environment
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def _read(
    made: Databases, server: Dovecot, user: str, size: int, watched: Mapping[str, int | None]
) -> tuple[float, dict[str, float]]:
    """Have one mail taken in, so that the server runs; then the full mailbox.

    Return the seconds, and those of the processor by the name of who is watched.
    """
    app = compose(made.settings("mailbox"))
    try:
        first = server.fresh_user()
        server.drop(first, b"From: first@customer.example\r\nSubject: First\r\n\r\nHei!\r\n")
        await _add(app, server, first)
        await _done(app, 1)
        used = {name: cpu_seconds(pid) for name, pid in watched.items()}
        begun = time.perf_counter()
        await _add(app, server, user)
        await _done(app, size + 1)
        seconds = time.perf_counter() - begun
        return seconds, {name: cpu_seconds(pid) - used[name] for name, pid in watched.items()}
    finally:
        await app.close()


async def _add(app: App, server: Dovecot, user: str) -> None:
    async with app.sessions.begin() as session:
        await create_source(
            session, ACTOR, kind=SourceKind.MAILBOX, name="Box", address=user,
            config={"imap_host": "localhost", "imap_port": server.imaps_port, "imap_tls": "tls",
                    "user": user},
            secrets={"password": PASSWORD},
        )  # fmt: skip


async def _done(app: App, count: int) -> None:
    """Wait until so many mails are in the ledger and understood; raises TimeoutError."""
    understood = sa.select(sa.func.count()).where(InboxItem.state == InboxState.DONE)
    entered = sa.select(sa.func.count()).select_from(LedgerEntry)
    async with asyncio.timeout(PATIENCE):
        while True:
            async with app.sessions.reading() as session:
                if (
                    await session.scalar(understood) == count
                    and await session.scalar(entered) == count
                ):
                    return
            await asyncio.sleep(0.05)

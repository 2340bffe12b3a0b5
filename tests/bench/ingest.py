"""`apuri ingest` beside Python's own mail parser that merely parses and decodes the same mails."""

import asyncio
import email
import json
import mailbox
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from email.policy import default
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.access.actor import system
from core.contact_requests.models import ContactRequest
from core.contact_requests.service import open_request
from core.conversations.models import Message
from core.conversations.service import add_message, open_conversation
from core.conversations.tokens import message_id_for
from core.files.models import StoredFile
from core.inbox.models import InboxItem
from core.sources.models import SourceKind
from core.sources.service import create_source
from core.startup import App, compose
from tests.bench.databases import KEY, Databases, databases, version_of
from tests.bench.machine import ROOT, MemoryWatch, cpu_seconds, per_mail
from tests.bench.mails import HOUSE, Mail, generate

SIZE = 2000
THREADS = 60  # conversations we have answered before
ACTOR = system("benchmark")


def measure(size: int, kinds: Sequence[str]) -> dict[str, Any]:
    """Return rates in mails/s, the ratio to merely parsing, and the rows that were written."""
    return {"mails": size, "results": {kind: _measure(kind, size) for kind in kinds}}


def _measure(kind: str, size: int) -> dict[str, Any]:
    with databases(kind) as made, tempfile.TemporaryDirectory(prefix="apuri-mails-") as folder:
        made.create("ingest")
        ours, version = asyncio.run(prepare(made, "ingest"))
        mails = list(generate(size, ours=ours))
        path = maildir(Path(folder) / "Maildir", mails)
        before = merely_parse(path)
        run = _ingest(made, path)
        after = merely_parse(path)
        plain = Plain(size, before, after)
        rate = size / run["seconds"]
        return {
            "database": version,
            "kinds": dict(Counter(mail.kind for mail in mails)),
            "megabytes": round(sum(len(mail.raw) for mail in mails) / 1e6, 1),
            "mails_per_second": round(rate, 1),
            "merely_parsing_per_second": round(plain.rate, 1),
            "ratio": round(rate / plain.rate, 2),
            "seconds": run["seconds"],
            "cpu_milliseconds_per_mail": {
                name: per_mail(used, size) for name, used in run["cpu"].items()
            }
            | {"merely_parsing": plain.cpu},
            "peak_mb": run["peak_mb"],
            "said": run["said"],
            "rows": asyncio.run(rows(made, "ingest")),
        }


async def prepare(made: Databases, name: str) -> tuple[list[str], str]:
    """Make a mailbox and conversations we have written in; return our Message-IDs, the version."""
    app = compose(made.settings(name))
    try:
        async with app.sessions.begin() as session:
            source = await create_source(
                session,
                ACTOR,
                kind=SourceKind.MAILBOX,
                name="Office",
                address=HOUSE,
                config={"imap_host": "localhost", "user": "office"},
            )
            ours = []
            for number in range(THREADS):
                conversation = await open_conversation(
                    session, channel="mail", partner_address=f"asker{number}@customer.example",
                    subject=f"Earlier {number}", language="fi", source_id=source.id,
                )  # fmt: skip
                await add_message(session, conversation, direction="in", text="Hei!",
                                  subject="Earlier", author_name="Asker")  # fmt: skip
                await open_request(session, ACTOR, conversation=conversation, subject="Earlier",
                                   text="Hei!", asker_name="Asker")  # fmt: skip
                ours += [message_id_for(app.keyring, conversation.token, "apuri.example")
                         for _each in range(3)]  # fmt: skip
        return ours, await version_of(app.sessions)
    finally:
        await app.close()


def maildir(folder: Path, mails: Sequence[Mail]) -> Path:
    """Write the mails as a Maildir whose names keep their order."""
    mailbox.Maildir(folder, create=True)
    for number, mail in enumerate(mails):
        (folder / "cur" / f"{number:06}.M{number}P1.bench:2,").write_bytes(mail.raw)
    return folder


@dataclass(frozen=True, slots=True)
class Parsed:
    """Seconds by the clock and of the processor."""

    seconds: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Plain:
    """What merely parsing so many mails took, before and after what is compared with it."""

    mails: int
    before: Parsed
    after: Parsed

    @property
    def rate(self) -> float:
        """Mails per second by the clock."""
        return 2 * self.mails / (self.before.seconds + self.after.seconds)

    @property
    def cpu(self) -> float:
        """Milliseconds of the processor per mail."""
        return per_mail(self.before.cpu + self.after.cpu, 2 * self.mails)


def merely_parse(path: Path) -> Parsed:
    """Parse and decode every part with email.policy.default; return what it took."""
    begun, used = time.perf_counter(), time.process_time()
    for file in sorted((path / "cur").iterdir()):
        message = email.message_from_bytes(file.read_bytes(), policy=default)
        for part in message.walk():
            if not part.is_multipart():
                part.get_content()
    return Parsed(time.perf_counter() - begun, time.process_time() - used)


def _ingest(made: Databases, path: Path) -> dict[str, Any]:
    """Run `apuri ingest PATH` as a process of its own, from its start to its end."""
    settings = made.settings("ingest")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("APURI_")},
        "APURI_DATA": str(settings.data), "APURI_DATABASE_URL": settings.database_url,
        "APURI_SECRET_KEY": KEY, "APURI_LOG_LEVEL": "WARNING",
    }  # fmt: skip
    begun, used, served = time.perf_counter(), _cpu_of_children(), cpu_seconds(made.pid)
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.cli", "ingest", str(path)], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    with MemoryWatch(process.pid) as memory:
        said, _nothing = process.communicate()
    seconds = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(f"apuri ingest ended with {process.returncode}")
    return {
        "seconds": round(seconds, 2), "peak_mb": memory.peak_mb, "said": json.loads(said),
        "cpu": {"ours": _cpu_of_children() - used, "database": cpu_seconds(made.pid) - served},
    }  # fmt: skip


def _cpu_of_children() -> float:
    """Seconds of processor time of ended processes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def rows(made: Databases, name: str) -> dict[str, int]:
    """Return how many rows there are of what mail becomes."""
    app: App = compose(made.settings(name))
    try:
        async with app.sessions.reading() as session:
            return {
                model.__tablename__: int(
                    await session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
                )
                for model in (InboxItem, ContactRequest, Message, StoredFile)
            }
    finally:
        await app.close()

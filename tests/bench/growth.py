"""How fast mail is taken in beside few stored mails and beside very many, in turns."""

import asyncio
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.access.actor import system
from core.sources.models import SourceKind
from core.sources.service import create_source
from core.startup import compose
from mail.ingesting import ingest
from tests.bench.databases import Databases, databases, version_of
from tests.bench.ingest import maildir
from tests.bench.mails import generate
from tests.bench.stored_mails import BATCH, fill

SIZE = 500_000
FEW = 10_000
MAILS = 600  # taken in each time
ROUNDS = 3


def measure(size: int, kinds: Sequence[str]) -> dict[str, Any]:
    """Return mails/s beside FEW and beside `size` stored mails, and their ratio (medians)."""
    return {"stored": size, "few": min(FEW, size // 2),
            "results": {kind: asyncio.run(_measure(kind, size)) for kind in kinds}}  # fmt: skip


async def _measure(kind: str, size: int) -> dict[str, Any]:
    with databases(kind) as made:
        few = min(FEW, size // 2)
        version = await _prepare(made, "few", few)
        await _prepare(made, "many", size)
        rates: dict[str, list[float]] = {"few": [], "many": []}
        for turn in range(ROUNDS + 1):
            for name in ("few", "many") if turn % 2 else ("many", "few"):
                rate = await _rate(made, name, turn)
                if turn:  # the first one warms up
                    rates[name].append(rate)
        medians = {name: statistics.median(found) for name, found in rates.items()}
        return {
            "database": version,
            "beside_few_per_second": round(medians["few"], 1),
            "beside_many_per_second": round(medians["many"], 1),
            "ratio": round(medians["many"] / medians["few"], 2),
        }


async def _prepare(made: Databases, name: str, count: int) -> str:
    """Make a database with stored mails; return its version."""
    await asyncio.to_thread(made.create, name)
    app = compose(made.settings(name))
    try:
        async with app.sessions.begin() as session:
            source = await create_source(
                session, system("benchmark"), kind=SourceKind.MAILBOX, name="Office",
                address="office@apuri.example",
                config={"imap_host": "localhost", "user": "office"},
            )  # fmt: skip
        for first in range(1, count + 1, BATCH):
            async with app.sessions.begin() as session:
                await fill(session, source.id, first, min(BATCH, count + 1 - first))
        async with app.sessions.begin() as session:
            await session.execute(sa.text("ANALYZE"))
        return await version_of(app.sessions)
    finally:
        await app.close()


async def _rate(made: Databases, name: str, turn: int) -> float:
    """Take in mails nobody has seen; return mails/s."""
    app = compose(made.settings(name))
    try:
        with tempfile.TemporaryDirectory(prefix="apuri-mails-") as folder:
            mails = list(generate(MAILS, seed=100 + turn))
            path = maildir(Path(folder) / "Maildir", mails)
            said = await ingest(app, [path])
        if said["received"] != MAILS:
            raise RuntimeError(f"{said['received']} of {MAILS} mails were new")
        return MAILS / float(said["seconds"])
    finally:
        await app.close()

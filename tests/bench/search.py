"""How long a search takes beside a million tasks, 200,000 customers and two million messages.

The index is filled with words drawn as languages draw them (few are everywhere, most are rare); what
is asked is what people type: names, two or three common words, numbers, beginnings while typing.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from core.db.session import Sessions
from core.search.queries import find
from core.startup import compose
from tests.bench.databases import Databases, databases, version_of
from tests.bench.machine import cpu_seconds
from tests.bench.search_rows import Words, fill

SIZE = 2_000_000  # messages; half as many tasks and a tenth of customers beside them
ROUNDS = 40
MIX = ("virtanen", "matti virtanen", "hana", "vuoto hana", "vuodon keittiö", "kylpyhuoneen putki",
       "tarjous kylpyhuone remontti", "T-2026-12345", "t-77", "hei", "kiitos vuoto", "v", "vu", "vuo",
       "vuot", "mat", "matti v", "remontin tarjous", "{rare}", "{rare} {seldom}", "{seldom}",
       "hana {seldom}", "{rare} virtanen", "eimissään", "0401234567")  # fmt: skip


def measure(size: int, kinds: Sequence[str]) -> dict[str, Any]:
    """Return milliseconds of a search over all kinds: p50, p95, and each of the mix."""
    return {"messages": size, "tasks": size // 2, "customers": size // 10,
            "results": {kind: asyncio.run(_measure(kind, size)) for kind in kinds}}  # fmt: skip


async def _measure(kind: str, size: int) -> dict[str, Any]:
    with databases(kind) as made:
        await asyncio.to_thread(made.create, "search")
        app = compose(made.settings("search"))
        try:
            begun = time.perf_counter()
            words = Words()
            groups = {"task": (size // 2, 8), "customer": (size // 10, 4), "message": (size, 60)}
            await fill(app.sessions, words, groups)
            filled = time.perf_counter() - begun
            used, served = time.process_time(), cpu_seconds(made.pid)
            found = await _ask(app.sessions, words)
            used, served = time.process_time() - used, cpu_seconds(made.pid) - served
            found["cpu_milliseconds_per_search"] = {
                "ours": round(1000 * used / found["searches"], 1),
                "database": round(1000 * served / found["searches"], 1),
            }
            return {"database": await version_of(app.sessions), "filled_seconds": round(filled),
                    "megabytes": await _size(made, app.sessions), **found}  # fmt: skip
        finally:
            await app.close()


def _asked(words: Words) -> Iterator[str]:
    """Yield what people type, other rare words each time."""
    for turn in range(ROUNDS):
        rare = words.vocabulary[-1 - words.random.randrange(1000)]
        seldom = words.vocabulary[2000 + 13 * turn]
        for typed in MIX:
            yield typed.format(rare=rare, seldom=seldom)


async def _ask(sessions: Sessions, words: Words) -> dict[str, Any]:
    taken: dict[str, list[float]] = {}
    patterns = [typed for _turn in range(ROUNDS) for typed in MIX]
    for pattern, typed in zip(patterns, _asked(words), strict=True):
        begun = time.perf_counter()
        async with sessions.reading() as session:
            await find(session, typed)
        taken.setdefault(pattern, []).append(1000 * (time.perf_counter() - begun))
    every = sorted(one for found in taken.values() for one in found)
    return {
        "searches": len(every),
        "p50_milliseconds": round(statistics.median(every), 1),
        "p95_milliseconds": round(every[int(0.95 * len(every))], 1),
        "longest_milliseconds": round(every[-1], 1),
        "median_of": {typed: round(statistics.median(found), 1) for typed, found in taken.items()},
    }


async def _size(made: Databases, sessions: Sessions) -> float:
    if sessions.dialect == "sqlite":
        return round((made.folder / "search.db").stat().st_size / 1e6)
    async with sessions.reading() as session:
        size = await session.scalar(sa.text("SELECT pg_total_relation_size('search_entries')"))
        return round(int(size or 0) / 1e6)

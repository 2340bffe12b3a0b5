"""How long a search takes beside a million tasks, 200,000 customers and two million messages.

The index is filled with words drawn as languages draw them (few are everywhere, most are rare); what
is asked is what people type: names, two or three common words, numbers, beginnings while typing.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate, islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.db.session import Sessions
from core.search.keys import middle_key
from core.search.models import entries
from core.search.queries import find
from core.startup import compose
from tests.bench.databases import Databases, databases, version_of
from tests.bench.machine import cpu_seconds

SIZE = 2_000_000  # messages; half as many tasks and a tenth of customers beside them
BATCH = 20_000
ROUNDS = 40
VOCABULARY = 60_000
SYLLABLES = [
    "ka",
    "ko",
    "ki",
    "ta",
    "to",
    "ti",
    "la",
    "lo",
    "li",
    "ma",
    "mu",
    "mi",
    "sa",
    "su",
    "si",
    "ra",
    "ro",
    "ri",
    "va",
    "vo",
    "pa",
    "pe",
    "pu",
    "na",
    "no",
    "ha",
    "hu",
]
COMMON = [
    "vuoto", "vuodon", "vuotaa", "hana", "hanan", "keittio", "keittiossa", "tarjous", "tarjouksen",
    "huomenna", "asiakas", "kylpyhuone", "kylpyhuoneen", "putki", "putken", "remontti", "remontin",
    "virtanen", "matti",
]  # fmt: skip
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
            await _run(app.sessions, "DROP INDEX ix_search_entries_words")
            for group, count, length in (
                ("task", size // 2, 8), ("customer", size // 10, 4), ("message", size, 60),
            ):  # fmt: skip
                await _fill(app.sessions, words.rows(group, count, length))
            # Quicker than row by row; and statistics as autovacuum keeps them.
            await _run(app.sessions, "SET maintenance_work_mem = '512MB'",
                       "CREATE INDEX ix_search_entries_words ON search_entries USING gin (words)",
                       "VACUUM ANALYZE search_entries")  # fmt: skip
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


class Words:
    """Words as often as a language has them, the same in every run."""

    def __init__(self) -> None:
        self.random = random.Random(7)
        found: set[str] = set()
        while len(found) < VOCABULARY:
            found.add(
                "".join(self.random.choices(SYLLABLES, k=self.random.choice((2, 3, 3, 4, 5))))
            )
        self.vocabulary = sorted(found)
        self.random.shuffle(self.vocabulary)
        self.weights = list(accumulate(1 / (place + 5) for place in range(VOCABULARY)))
        self.texts = [self._text() for _each in range(50_000)]

    def _text(self) -> list[str]:
        count = self.random.randint(15, 60)
        words = self.random.choices(self.vocabulary, cum_weights=self.weights, k=count)
        words += [word for word in COMMON if self.random.random() < 0.02]
        if self.random.random() < 0.9:
            words += ["hei", "kiitos", "terveisin"]
        self.random.shuffle(words)
        return list(dict.fromkeys(words))

    def rows(self, group: str, count: int, length: int) -> Iterator[dict[str, Any]]:
        """Yield rows of the index, the oldest first."""
        moment, key = datetime(2026, 1, 1, tzinfo=UTC), middle_key(group)
        for number in range(count):
            text = self.texts[number * 7919 % len(self.texts)][:length]
            seldom = self.vocabulary[-1 - self.random.randrange(2000)]
            own = [f"t2026{number}", f"t{number}", f"{seldom}{number}", seldom]
            yield {"id": key + number, "subject_kind": group,
                   "subject_id": UUID(int=key << 64 | number), "part": "",
                   "title_words": " ".join(text[:3]), "at": moment,
                   "words": f" {' '.join(dict.fromkeys([*own, *text]))} "}  # fmt: skip

    def asked(self) -> Iterator[str]:
        """Yield what people type, other rare words each time."""
        for turn in range(ROUNDS):
            number = self.random.randrange(1000)
            rare = f"{self.vocabulary[-1 - number]}"
            seldom = self.vocabulary[2000 + 13 * turn]
            for typed in MIX:
                yield typed.format(rare=rare, seldom=seldom)


async def _fill(sessions: Sessions, rows: Iterator[dict[str, Any]]) -> None:
    statement: Any = sa.insert(entries)
    if sessions.dialect == "postgresql":
        split = sa.func.string_to_array(sa.func.btrim(sa.bindparam("words", type_=sa.Text)), " ")
        statement = statement.values(words=sa.func.array_to_tsvector(split))
    while batch := list(islice(rows, BATCH)):
        async with sessions.begin() as session:
            await session.execute(statement, batch)


async def _run(sessions: Sessions, *statements: str) -> None:
    """Run statements of PostgreSQL, each by itself."""
    if sessions.dialect == "postgresql":
        async with sessions.engine.connect() as connection:
            connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            for statement in statements:
                await connection.execute(sa.text(statement))


async def _ask(sessions: Sessions, words: Words) -> dict[str, Any]:
    taken: dict[str, list[float]] = {}
    patterns = [typed for _turn in range(ROUNDS) for typed in MIX]
    for pattern, typed in zip(patterns, words.asked(), strict=True):
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

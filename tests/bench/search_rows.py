"""Filling the search index by the million: texts drawn once, rows made of them by the database."""

import random
from itertools import accumulate
from typing import Any

import sqlalchemy as sa

from core.db.session import Sessions
from core.kit.clock import now
from core.search.keys import middle_key
from core.search.models import entries
from core.search.tsvectors import stored

VOCABULARY = 60_000
TEXTS = 50_000
SELDOM = 2_000
SYLLABLES = ["ka", "ko", "ki", "ta", "to", "ti", "la", "lo", "li", "ma", "mu", "mi", "sa", "su",
             "si", "ra", "ro", "ri", "va", "vo", "pa", "pe", "pu", "na", "no", "ha", "hu"]  # fmt: skip
COMMON = [
    "vuoto", "vuodon", "vuotaa", "hana", "hanan", "keittio", "keittiossa", "tarjous", "tarjouksen",
    "huomenna", "asiakas", "kylpyhuone", "kylpyhuoneen", "putki", "putken", "remontti", "remontin",
    "virtanen", "matti",
]  # fmt: skip

_SQLITE = """
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :count)
INSERT INTO search_entries (id, subject_kind, subject_id, part, title_words, words, at)
SELECT :key + numbers.n, :group, printf('%016x%016x', :key, numbers.n), '', title,
    ' t2026' || numbers.n || ' t' || numbers.n || ' ' || word || numbers.n || ' ' || word || ' ' || words || ' ', :at
FROM numbers JOIN bench_texts ON bench_texts.n = numbers.n * 7919 % :texts
JOIN bench_seldom ON bench_seldom.n = numbers.n * 48271 % :seldom"""
_POSTGRESQL = """
INSERT INTO search_entries (id, subject_kind, subject_id, part, title_words, words, at)
SELECT CAST(:key AS bigint) + numbers.n, :group,
    CAST(lpad(to_hex(CAST(:key AS bigint)), 16, '0') || lpad(to_hex(numbers.n), 16, '0') AS uuid),
    '', title, bench_texts.words || array_to_tsvector(ARRAY['t2026' || numbers.n, 't202~', 't20~',
        left('t2026' || numbers.n, 6) || '~', 't' || numbers.n, left('t' || numbers.n, 3) || '~',
        left('t' || numbers.n, 4) || '~', left('t' || numbers.n, 6) || '~', word || numbers.n, word,
        left(word || numbers.n, 3) || '~', left(word || numbers.n, 4) || '~',
        left(word || numbers.n, 6) || '~', left(word, 6) || '~']), :at
FROM generate_series(CAST(0 AS bigint), CAST(:count AS bigint) - 1) AS numbers(n)
JOIN bench_texts ON bench_texts.n = numbers.n * 7919 % :texts
JOIN bench_seldom ON bench_seldom.n = numbers.n * 48271 % :seldom"""


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
        self.texts = [self._text() for _each in range(TEXTS)]

    def _text(self) -> list[str]:
        count = self.random.randint(15, 60)
        words = self.random.choices(self.vocabulary, cum_weights=self.weights, k=count)
        words += [word for word in COMMON if self.random.random() < 0.02]
        if self.random.random() < 0.9:
            words += ["hei", "kiitos", "terveisin"]
        self.random.shuffle(words)
        return list(dict.fromkeys(words))


async def fill(sessions: Sessions, words: Words, groups: dict[str, tuple[int, int]]) -> None:
    """Write rows of each group: how many, and of how many words at most, the oldest first."""
    is_sqlite = sessions.dialect == "sqlite"
    index = [] if is_sqlite else [await _definition(sessions)]
    await run(sessions, *(_BEFORE_SQLITE if is_sqlite else _BEFORE_POSTGRESQL))
    seldom = [words.vocabulary[-1 - n] for n in range(SELDOM)]
    await _store(sessions, _INTO_SELDOM, [list(range(SELDOM)), seldom])
    for group, (count, length) in groups.items():
        await run(sessions, "DELETE FROM bench_texts")
        said = [text[:length] for text in words.texts]
        titles = [" ".join(text[:3]) for text in said]
        given = [" ".join(text if is_sqlite else stored(text)) for text in said]
        await _store(sessions, _INTO_TEXTS, [list(range(TEXTS)), titles, given])
        await run(sessions, "ANALYZE bench_texts")
        rows = sa.text(_SQLITE if is_sqlite else _POSTGRESQL)
        rows = rows.bindparams(sa.bindparam("at", now(), type_=entries.c.at.type))
        values = {"key": middle_key(group), "group": group, "count": count,
                  "texts": TEXTS, "seldom": SELDOM}  # fmt: skip
        async with sessions.begin() as session:
            await session.execute(rows, values)
    after = _AFTER_SQLITE if is_sqlite else (_MEMORY, *index, *_AFTER_POSTGRESQL)
    await run(sessions, *after)


async def _definition(sessions: Sessions) -> str:
    """Return the statement that makes the full-text index as the migration made it."""
    async with sessions.reading() as session:
        found = await session.scalar(sa.text(
            "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_search_entries_words'"
        ))  # fmt: skip
    return str(found)


async def _store(sessions: Sessions, into: tuple[str, str], columns: list[list[Any]]) -> None:
    """Write columns into a small table: row by row on SQLite, at once on PostgreSQL."""
    async with sessions.begin() as session:
        connection = await session.connection()
        if sessions.dialect == "sqlite":
            await connection.exec_driver_sql(into[0], list(zip(*columns, strict=True)))
        else:
            await connection.exec_driver_sql(into[1], tuple(columns))


async def run(sessions: Sessions, *statements: str) -> None:
    """Run statements, each by itself."""
    if sessions.dialect == "sqlite":
        for statement in statements:
            async with sessions.begin() as session:
                await (await session.connection()).exec_driver_sql(statement)
        return
    async with sessions.engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            await connection.exec_driver_sql(statement)


_MEMORY = "SET maintenance_work_mem = '512MB'"
_INTO_SELDOM = (
    "INSERT INTO bench_seldom VALUES (?, ?)",
    "INSERT INTO bench_seldom SELECT * FROM unnest($1::bigint[], $2::text[])",
)
_INTO_TEXTS = (
    "INSERT INTO bench_texts VALUES (?, ?, ?)",
    """INSERT INTO bench_texts SELECT n, title, array_to_tsvector(string_to_array(said, ' '))
    FROM unnest($1::bigint[], $2::text[], $3::text[]) AS given(n, title, said)""",
)
_BEFORE_SQLITE = (
    "DROP TRIGGER search_entries_added",
    "CREATE TABLE bench_texts (n INTEGER PRIMARY KEY, title TEXT, words TEXT)",
    "CREATE TABLE bench_seldom (n INTEGER PRIMARY KEY, word TEXT)",
    "INSERT INTO search_fts(search_fts, rank) VALUES ('hashsize', 268435456)",
)
"""The lists are written at once afterwards, large pieces at a time."""
_AFTER_SQLITE = (
    "INSERT INTO search_fts(search_fts) VALUES ('rebuild')",
    "INSERT INTO search_fts(search_fts, rank) VALUES ('hashsize', 1048576)",
    "DROP TABLE bench_texts",
    "DROP TABLE bench_seldom",
    "ANALYZE",
)
_BEFORE_POSTGRESQL = (
    "DROP INDEX ix_search_entries_words",
    "CREATE UNLOGGED TABLE bench_texts (n bigint PRIMARY KEY, title text, words tsvector)",
    "CREATE UNLOGGED TABLE bench_seldom (n bigint PRIMARY KEY, word text)",
)
_AFTER_POSTGRESQL = (
    "DROP TABLE bench_texts",
    "DROP TABLE bench_seldom",
    "VACUUM ANALYZE search_entries",
)
"""Statistics as autovacuum keeps them."""

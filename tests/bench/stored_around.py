"""What stands around stored tasks: persons, projects, logged hours, the index of the search."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.session import Sessions
from core.kit.clock import now
from core.people.models import Person
from core.search.keys import middle_key
from core.search.models import entries
from core.search.tsvectors import BEGINS, LENGTHS
from core.timesheets.models import TimeEntry
from core.work.models import Project
from tests.bench.stored_mails import insert
from tests.bench.stored_work import Stored, day_of, numbers_from

NO_INDEX = "DROP INDEX ix_search_entries_words"
_WORDS = (
    "CREATE INDEX ix_search_entries_words ON search_entries "
    "USING gin ((ARRAY[id >> 10, id >> 16, id >> 56]), words) WITH (gin_pending_list_limit = 256)"
)
AFTER = ("SET maintenance_work_mem = '512MB'", _WORDS, "VACUUM ANALYZE")
"""On PostgreSQL: quicker than row by row; and statistics as autovacuum keeps them."""


async def fill_around(
    session: AsyncSession, *, tasks: int, first: int, count: int, staff: Sequence[UUID]
) -> None:
    """Write what belongs to tasks `first` to `first + count - 1` of `tasks`: a fifth as many persons,
    a hundredth as many projects, a fifth as many entries of hours, a row of the index of each."""
    dialect = session.get_bind().dialect.name
    numbers = numbers_from(first, count)
    sql = Stored(dialect, numbers)
    customers = max(1, tasks // 5)
    is_customer, is_project = sql.n <= customers, sql.n <= max(1, tasks // 100)
    kinds: dict[Any, tuple[dict[str, Any], Any]] = {
        Person: ({"id": sql.id("3"), "version": sa.literal(1), "organisation_id": sql.id("1"),
                  "name": sql.word(3) + " " + sql.word(1) + " " + sql.text,
                  "custom": sa.literal({}, sa.JSON)}, is_customer),
        Project: ({"id": sql.id("e"), "version": sa.literal(1), "name": sql.title,
                   "aliases": sa.literal([], sa.JSON), "tags": sa.literal([], sa.JSON),
                   "customer_id": sql.id("2"), "custom": sa.literal({}, sa.JSON)}, is_project),
        TimeEntry: (_hours(sql, customers, staff), is_customer),
    }  # fmt: skip
    for model, (values, where) in kinds.items():
        await insert(session, model, values, numbers, where)
    name = sql.word(3) + " " + sql.word(1)
    every = sa.true()
    for group, letter, number, words, where in (
        ("task", "d", sql.n, sql.title, every),
        ("customer", "2", sql.n, sql.word(1), is_customer),
        ("person", "3", sql.n, name, is_customer),
        ("message", "7", sql.n * 2, sa.literal("hei kiitos ") + sql.title, every),
        ("message", "7", sql.n * 2 + 1, sa.literal("hei ") + sql.title, every),
    ):
        await _index(session, sql, numbers, group, sql.id(letter, number), number, words, where)


def _hours(sql: Stored, customers: int, staff: Sequence[UUID]) -> dict[str, Any]:
    whose = sa.case(
        *((sql.n % len(staff) == one, sa.literal(key, sa.Uuid)) for one, key in enumerate(staff)),
        else_=sa.literal(staff[0], sa.Uuid),
    )
    return {
        "id": sql.id("b"), "version": sa.literal(1), "staff_id": whose, "day": day_of(sql),
        "worked_minutes": sa.literal(60), "billed_minutes": sa.literal(60), "note": sql.title,
        "customer_id": sql.id("2", 1 + (sql.n - 1) % customers), "task_id": sql.id("d"),
        "custom": sa.literal({}, sa.JSON),
    }  # fmt: skip


async def _index(
    session: AsyncSession, sql: Stored, numbers: sa.CTE, group: str, identity: Any, number: Any,
    title: Any, where: Any,
) -> None:  # fmt: skip
    """Write the rows of the search index of one kind, words as `core.search.words` cuts them."""
    words: Any = title + " " + sql.text
    if group == "task":
        words = words + " t2020" + sql.text + " t" + sql.text
    held: Any = sa.literal(" ") + words + " "
    if not sql.is_sqlite:
        held = _lexemes(words)
    values = {
        "id": sa.literal(middle_key(group), sa.BigInteger) + number,
        "subject_kind": sa.literal(group), "subject_id": identity, "title_words": title,
        "words": held, "at": sa.literal(now(), entries.c.at.type),
    }  # fmt: skip
    picked = sa.select(*values.values()).select_from(numbers).where(where)
    await session.execute(sa.insert(entries).from_select(list(values), picked, False))


def _lexemes(words: Any) -> Any:
    """The words of a row and how they begin, as `core.search.tsvectors.stored` stores them."""
    split = sa.func.unnest(sa.func.string_to_array(words, " ")).table_valued("word")
    split = split.render_derived(name="split")
    word: Any = split.c.word
    lengths = sa.values(sa.column("length", sa.Integer), name="lengths").data(
        [(0,), *((one,) for one in LENGTHS)]
    )
    length = lengths.c.length
    begun: Any = sa.func.left(word, length) + BEGINS
    lexeme = sa.case((length == 0, word), else_=begun)
    every = sa.select(sa.func.array_agg(lexeme)).select_from(split, lengths)
    fits = length <= sa.func.length(word)
    return sa.func.array_to_tsvector(every.where(fits).scalar_subquery())


async def by_itself(sessions: Sessions, *statements: str) -> None:
    """Run statements, each outside of a transaction, if the database is PostgreSQL."""
    if sessions.dialect != "postgresql":
        return
    async with sessions.engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            await alone.execute(sa.text(statement))

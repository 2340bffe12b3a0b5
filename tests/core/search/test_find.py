"""What is typed finds what was written, the same on both databases."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from core.search import fts5, tsvectors
from core.search.queries import find
from core.search.service import Entry, forget, index
from core.startup import App
from tests.core.search.corpus import CORPUS, FINDS
from tests.core.search.test_index import an_entry


async def _titles(session: AsyncSession, rows: Sequence[Entry], typed: str) -> list[str]:
    by_id = {row.id: row.title for row in rows}
    return [by_id[hit.id] for hit in await find(session, typed)]


def _rows() -> list[Entry]:
    return [an_entry(title, *texts, group=group) for group, title, *texts in CORPUS]


@pytest.mark.parametrize(("typed", "titles"), FINDS)
async def test_words_find_what_was_written(
    session: AsyncSession, typed: str, titles: list[str]
) -> None:
    rows = _rows()
    await index(session, rows)
    assert sorted(await _titles(session, rows, typed)) == sorted(titles)


async def test_forgotten_and_changed_rows_are_found_no_more(session: AsyncSession) -> None:
    row, other = an_entry("Hana vuotaa"), an_entry("Putki")
    await index(session, [row, other])
    await index(session, [Entry("task", "task", row.id, "Lattia", (), row.at)])
    await forget(session, "task", [other.id])

    assert await find(session, "vuotaa") == []
    assert await find(session, "putki") == []
    assert [hit.id for hit in await find(session, "lattia")] == [row.id]


async def test_the_best_and_newest_come_first(session: AsyncSession) -> None:
    titles = ["Katon huolto", "Huolto", "Vanha huolto", "Laskutus"]
    rows = [an_entry(title, "huolto") for title in titles]
    await index(session, rows)
    assert await _titles(session, rows, "huolto") == [
        "Huolto", "Vanha huolto", "Katon huolto", "Laskutus",
    ]  # fmt: skip


async def test_a_number_finds_its_own_before_those_that_begin_with_it(
    session: AsyncSession,
) -> None:
    rows = [an_entry("T-2026-0042 Hana"), an_entry("T-2026-4201 Putki")]
    await index(session, rows)
    assert (await _titles(session, rows, "t-42"))[0] == "T-2026-0042 Hana"
    assert await _titles(session, rows, "T-2026-0042") == ["T-2026-0042 Hana"]


async def test_every_kind_gets_its_own_hits_and_pages(session: AsyncSession) -> None:
    rows = [an_entry(f"Hana {number}", group=group)
            for group in ("task", "message") for number in range(8)]  # fmt: skip
    await index(session, rows)

    first = await find(session, "hana", limit=5)
    assert [hit.group for hit in first] == ["task"] * 5 + ["message"] * 5
    only = await find(session, "hana", kinds=["task"], limit=5)
    assert only == first[:5]
    rest = await find(session, "hana", kinds=["task"], limit=5,
                      before={"task": min(hit.key for hit in only)})  # fmt: skip
    assert len(rest) == 3
    assert not {hit.id for hit in rest} & {hit.id for hit in only}


async def test_rare_words_are_found_however_old(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the newest rows that are looked at one by one, the index itself is asked."""
    for module in (tsvectors, fts5):
        for name in ("LOOKED_AT", "WINDOW"):
            monkeypatch.setattr(module, name, 5)
    old = [an_entry("Merkonomintie", "kylpyhuoneremontti"), an_entry("Merkonominkuja")]
    many = [an_entry(f"Kylpyhuonekaluste {number}", "merkonomi") for number in range(60)]
    await index(session, old)
    await _skip_keys(session)
    await index(session, many)

    assert await _titles(session, [*old, *many], "merkonomintie") == ["Merkonomintie"]
    assert await _titles(session, [*old, *many], "kylpyhuoneremontti merkonomin") == [
        "Merkonomintie"
    ]
    assert await _titles(session, [*old, *many], "m kylpyhuoneremontti") == []
    assert await _titles(session, [*old, *many], "kylpyhuoneremontti m") == ["Merkonomintie"]
    assert len(await find(session, "kylpyhuone", limit=20)) == 20


async def test_what_was_filled_in_follows_what_happened_since(session: AsyncSession) -> None:
    """Pages go on from the newest stretches into those below the middle, none is passed over."""
    await index(session, [an_entry(f"Hana {number}") for number in range(6)])
    await index(session, [an_entry(f"Vanha hana {number}") for number in range(6)], older=True)
    await _skip_keys(session)
    await index(session, [an_entry(f"Uusi hana {number}") for number in range(2)])

    seen: list[int] = []
    while hits := await find(session, "hana", limit=3,
                             before={"task": seen[-1]} if seen else None):  # fmt: skip
        seen += sorted((hit.key for hit in hits), reverse=True)
    assert len(seen) == 14
    assert seen == sorted(set(seen), reverse=True)


async def _skip_keys(session: AsyncSession) -> None:
    """On PostgreSQL, leave the stretches that were written to; SQLite has none."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(sa.text("SELECT setval('search_entry_order', 1000000)"))


@pytest.fixture
async def searchable(app: App) -> App:
    """An installation with the shared corpus in its index."""
    async with app.sessions.begin() as session:
        await index(session, _rows())
    return app


NASTY = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="\"'*():&|!<>-^{}[]~\\%_,;:.@+#/ aåäö0123456789RT", max_size=60),
    st.sampled_from(["NEAR(", "a AND", "NOT x", "*", '"', "''", "words:a", "\x00", "\ud800", "½",
                     "²", "ﬀ", "İ", "𞤀𞤁", "हिन्दी", "日本語", "a" * 500, "- - -", "++358", "@@"]),
)  # fmt: skip


@given(typed=NASTY)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_typed_never_fails(searchable: App, typed: str) -> None:
    async with searchable.sessions.reading() as session:
        await find(session, typed)


@given(text=NASTY)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_stored_is_found_by_itself(searchable: App, text: str) -> None:
    """A word of any script is found by typing it again; what cannot be stored is left out."""
    words = [word for word in text.split() if word.isalpha()][:3]
    row = an_entry(text)
    async with searchable.sessions.begin() as session:
        await index(session, [row])
        if words:
            assert row.id in {hit.id for hit in await find(session, " ".join(words), limit=500)}

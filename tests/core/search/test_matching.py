"""The condition that lists use finds what a search finds."""

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.search.matching import found_by
from core.search.models import entries
from core.search.service import index
from tests.core.search.corpus import CORPUS, FINDS
from tests.core.search.test_index import an_entry


@pytest.mark.parametrize(("typed", "titles"), FINDS)
async def test_lists_find_the_same_words(
    session: AsyncSession, typed: str, titles: list[str]
) -> None:
    rows = [an_entry(title, *texts, group=group) for group, title, *texts in CORPUS]
    await index(session, rows)
    for kind in ("task", "customer"):
        ids = sa.select(entries.c.subject_id).where(found_by(kind, entries.c.subject_id, typed))
        found = set(await session.scalars(ids))
        wanted = {row.id for row in rows if row.group == kind and row.title in titles}
        assert found == wanted, (kind, typed)


@pytest.mark.parametrize("typed", ["", "'", '"*', "a", "\\ % :x", "½", "x' OR 1=1 --", "v", "ö"])
async def test_whatever_is_typed_into_a_list_is_safe(session: AsyncSession, typed: str) -> None:
    await index(session, [an_entry("Hana")])
    ids = sa.select(entries.c.subject_id).where(found_by("task", entries.c.subject_id, typed))
    assert list(await session.scalars(ids)) == []

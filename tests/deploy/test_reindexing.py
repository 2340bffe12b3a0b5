"""`apuri reindex` writes the search index of what is there."""

import sqlalchemy as sa

from core.config import Settings
from core.search.models import SearchProgress, entries
from core.search.queries import find
from core.startup import App
from deploy.reindexing import reindex
from tests import make


async def test_everything_is_in_the_index_afterwards(app: App, settings: Settings) -> None:
    async with app.sessions.begin() as session:
        await make.a_customer(session, "Peltola")
        await make.a_request(session, subject="Vuoto", text="Kellari tulvii.")
    said: list[str] = []

    assert "rows are in the search index" in await reindex(settings, said.append)
    async with app.sessions.begin() as session:
        assert [hit.group for hit in await find(session, "kellarin")] == [
            "contact_request",
            "message",
        ]
        await session.execute(
            sa.update(entries).values(title_words="spoilt", words=entries.c.words)
        )

    await reindex(settings, said.append)
    async with app.sessions.reading() as session:
        titles = set(await session.scalars(sa.select(entries.c.title_words)))
        filled = sa.select(SearchProgress.is_done).where(SearchProgress.name != "events")
        done = set(await session.scalars(filled))
    assert "peltola" in titles
    assert "spoilt" not in titles
    assert done == {True}

"""An installation with a database that fits this version; imports no server and no alembic."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import sqlalchemy as sa

from core.config import Settings
from core.kit.i18n import _
from core.settings.queries import is_demo
from core.startup import App, compose

VERSIONS = Path(__file__).resolve().parent / "migrations" / "versions"


class CannotServe(Exception):
    """Something must be set right first; the text says what."""


def newest_revision() -> str:
    """Return the newest revision by its file's name (`0001_first_tables.py` is 0001)."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))


async def found_revision(app: App) -> str | None:
    """Return the revision a database is at; None when it has none."""
    async with app.sessions.reading() as session:
        try:
            found = await session.scalar(sa.text("SELECT version_num FROM alembic_version"))
        except sa.exc.DBAPIError:
            return None
    return str(found) if found else None


async def check_schema(app: App) -> None:
    """Raise CannotServe unless the database is at the newest revision."""
    if await found_revision(app) != newest_revision():
        raise CannotServe(_("The database is not up to date. Run: apuri migrate"))


@contextlib.asynccontextmanager
async def installation(settings: Settings) -> AsyncIterator[App]:
    """A composed installation with an up-to-date database, closed at the end."""
    app = compose(settings)
    try:
        await check_schema(app)
        async with app.sessions.reading() as session:
            app.is_demo = await is_demo(session)
        yield app
    finally:
        await app.close()

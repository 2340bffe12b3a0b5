"""Bringing a database's schema up to date, with a backup of a SQLite file before.

Alembic is imported when there is something to do: most starts find the database as it should be.
"""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from deploy.installing import VERSIONS, newest_revision

if TYPE_CHECKING:
    from alembic.config import Config


def in_models(name: str | None, kind: str, _parents: object) -> bool:
    """Tell alembic which things of a database the models describe: all but the full-text index."""
    if kind == "table":
        return not str(name).startswith("search_fts")
    return not (kind == "index" and name == "ix_search_entries_words")


def config_for(url: str) -> "Config":
    """Return alembic's configuration for a database URL."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    config.attributes["url"] = url
    return config


def _sqlite_revision(path: Path) -> str | None:
    with sqlite3.connect(path) as database:
        try:
            row = database.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return None
    return str(row[0]) if row else None


def migrate(url: str) -> Path | None:
    """Upgrade to the newest revision; return the backup made of an older SQLite file."""
    backup = None
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        path = Path(parsed.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        revision = _sqlite_revision(path) if path.exists() else None
        if revision == newest_revision():
            return None
        if revision:
            backup = path.with_name(f"{path.stem}-before-{newest_revision()}.db")
            backup.unlink(missing_ok=True)
            with sqlite3.connect(path) as database:
                database.execute("VACUUM INTO ?", (str(backup),))
    from alembic import command

    command.upgrade(config_for(url), "head")
    return backup


def write_revision(url: str, message: str, revision: str) -> None:
    """Write a migration for the difference between a database and the models."""
    from alembic import command

    command.revision(config_for(url), message=message, rev_id=revision, autogenerate=True)

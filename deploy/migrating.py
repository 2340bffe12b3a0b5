"""Bringing a database's schema up to date, with a backup of a SQLite file before."""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url

FOLDER = Path(__file__).resolve().parent / "migrations"


def config_for(url: str) -> Config:
    """Return alembic's configuration for a database URL."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


def head() -> str:
    """Return the newest revision."""
    return str(ScriptDirectory.from_config(config_for("")).get_current_head())


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
        if revision == head():
            return None
        if revision:
            backup = path.with_name(f"{path.stem}-before-{head()}.db")
            backup.unlink(missing_ok=True)
            with sqlite3.connect(path) as database:
                database.execute("VACUUM INTO ?", (str(backup),))
    command.upgrade(config_for(url), "head")
    return backup


def write_revision(url: str, message: str, revision: str) -> None:
    """Write a migration for the difference between a database and the models."""
    command.revision(config_for(url), message=message, rev_id=revision, autogenerate=True)


__all__ = [
    "MigrationContext",
    "compare_metadata",
    "config_for",
    "head",
    "migrate",
    "write_revision",
]

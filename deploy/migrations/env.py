"""Alembic's environment: one connection, foreign keys off on SQLite while tables are rebuilt."""

import asyncio
from typing import Any

import sqlalchemy as sa
from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from core.db.session import async_url
from core.schema import metadata
from deploy.migrating import in_models


def _configure(connection: sa.Connection | None, **options: Any) -> None:
    sqlite = connection is not None and connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=sqlite,
        compare_type=True,
        include_name=in_models,
        **options,
    )


def _migrate(connection: sa.Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:  # below SQLAlchemy: a PRAGMA through it would open a transaction nobody commits
        raw = connection.connection.cursor()
        raw.execute("PRAGMA busy_timeout=10000")
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.close()
    _configure(connection)
    with context.begin_transaction():
        if not sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4711002)")
        context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration would break {len(broken)} references")


async def _online(url: str) -> None:
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
        await connection.commit()
    await engine.dispose()


def run() -> None:
    """Run with the connection or the URL that `deploy.migrating` handed over."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _configure(connection)
        with context.begin_transaction():
            context.run_migrations()
    else:
        asyncio.run(_online(context.config.attributes["url"]))


run()

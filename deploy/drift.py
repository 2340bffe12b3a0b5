"""Refuse migrations that do not lead to the models: `.venv/bin/python -m deploy.drift`.

Migrates an empty SQLite file to the newest revision and compares it with `core.schema`.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from core.schema import metadata
from deploy.migrating import in_models, migrate


def differences(url: str) -> list[Any]:
    """Return what alembic would still change in a migrated database."""
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={"compare_type": True, "target_metadata": metadata, "include_name": in_models},
            )
            return list(compare_metadata(context, metadata))
    finally:
        engine.dispose()


def main() -> int:
    """Print each difference; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="apuri-drift-") as folder:
        url = f"sqlite:///{Path(folder) / 'drift.db'}"
        migrate(url)
        found = differences(url)
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

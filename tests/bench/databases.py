"""Fresh, migrated databases for one measurement: SQLite and a durable PostgreSQL."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from core.config import Settings
from core.db.session import Sessions
from deploy.migrating import migrate
from tests.fakes.postgres import Postgres

KINDS = ("sqlite", "postgres")
KEY = "benchmark-" * 4


@dataclass
class Databases:
    """Makes databases of one kind by name; a copy holds what the original held."""

    kind: str
    folder: Path
    server: Postgres | None = None
    version: str = field(default="", init=False)

    @property
    def pid(self) -> int | None:
        """The database server's process; None where there is none."""
        return self.server.pid if self.server is not None else None

    def create(self, name: str) -> str:
        """Return the URL of a new migrated database."""
        if self.server is not None:
            self.server.create(name)
        url = self.url(name)
        migrate(url)
        return url

    def copy(self, name: str, copy: str) -> str:
        """Return the URL of a copy of a database that nobody is connected to."""
        if self.server is not None:
            self.server.create(copy, template=name)
        else:
            shutil.copy(self.folder / f"{name}.db", self.folder / f"{copy}.db")
        return self.url(copy)

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return self.server.url(name) if self.server else f"sqlite:///{self.folder / name}.db"

    def settings(self, name: str) -> Settings:
        """Return the settings of an installation on a database, with a data folder of its own."""
        return Settings.model_validate({
            "data": self.folder / f"{name}-data", "database_url": self.url(name),
            "secret_key": KEY, "log_level": "ERROR", "smtp_port": 0,
        })  # fmt: skip


@contextmanager
def databases(kind: str) -> Iterator[Databases]:
    """Databases in a folder (and a server) that vanish at the end."""
    server = Postgres(durable=True).start() if kind == "postgres" else None
    try:
        with tempfile.TemporaryDirectory(prefix="apuri-bench-") as folder:
            yield Databases(kind, Path(folder), server)
    finally:
        if server is not None:
            server.stop()


async def version_of(sessions: Sessions) -> str:
    """Return the database's version."""
    asks = {
        "sqlite": sa.func.sqlite_version(),
        "postgresql": sa.func.current_setting("server_version"),
    }
    async with sessions.reading() as session:
        return str(await session.scalar(sa.select(asks[sessions.dialect])))

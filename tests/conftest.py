"""Fixtures every test may use: a migrated database, an installation, frozen time, a query counter."""

import contextlib
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import settings as hypothesis_settings
from sqlalchemy.ext.asyncio import AsyncSession

from core.config import Settings
from core.kit.i18n import set_language
from core.startup import App, compose
from deploy.migrating import migrate

NOW = datetime(2026, 3, 31, 12, 5, tzinfo=UTC)  # Tuesday, 15.05 in Helsinki
LONGEST = ("tests/journeys", "tests/mail/test_killed", "tests/deploy/test_serve")
"""What takes longest begins first, so that no worker waits for another at the end."""
EMPTYING = """
CREATE SCHEMA testing;
CREATE FUNCTION testing.empty_all() RETURNS void LANGUAGE plpgsql AS $$
DECLARE one text; filled boolean;
BEGIN
  SET LOCAL lock_timeout = '3s';
  SET LOCAL session_replication_role = replica;  -- foreign keys do not matter: all rows go
  FOR one IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
             WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || one || ')' INTO filled;
    IF filled THEN EXECUTE 'DELETE FROM ' || one; END IF;
  END LOOP;
END $$;
"""
ONLY_SQLITE = ("sqlite", "browser")
_connect = socket.socket.connect
hypothesis_settings.register_profile("apuri", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile(
    "apuri"
)  # the same texts in every run; another profile looks further


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--db=sqlite|postgres|both`: the database the fixtures use."""
    parser.addoption("--db", choices=("sqlite", "postgres", "both"), default="both")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever uses a database once per database asked for."""
    if "database_kind" in metafunc.fixturenames:
        asked = metafunc.config.getoption("--db")
        kinds = ["sqlite", "postgres"] if asked == "both" else [asked]
        metafunc.parametrize("database_kind", kinds, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what another database's run shows; begin with what takes longest.

    With --db=postgres only what touches a database runs, the rest ran with SQLite; what is marked
    `postgres` never runs on SQLite, what is marked `sqlite` or drives a browser only there.
    """
    only_postgres = config.getoption("--db") == "postgres"

    def is_wanted(item: pytest.Item) -> bool:
        marked = item.get_closest_marker("postgres") is not None
        uses = "database_kind" in getattr(item, "fixturenames", ())
        kind = getattr(item, "callspec", None)
        chosen = kind.params.get("database_kind") if kind is not None else None
        if chosen == "postgres" and any(item.get_closest_marker(one) for one in ONLY_SQLITE):
            return False
        return not (marked and chosen == "sqlite") and (uses or marked or not only_postgres)

    kept = [item for item in items if is_wanted(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = sorted(kept, key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches beyond this machine."""

    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if not (host.startswith("127.") or host in ("::1", "localhost")):
                raise AssertionError(f"a test tried to reach {host}")
        return _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def speak_english() -> None:
    """Tests read English unless they say otherwise."""
    set_language("en")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "apuri.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL server of this test run with a migrated template database `base`."""
    from tests.fakes.postgres import Postgres

    server = Postgres().start()
    try:
        server.create("base")
        migrate(server.url("base"))
        server.ask(EMPTYING, database="base")
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def emptied(postgres_server: Any) -> Callable[[], str]:
    """Hands out the worker's database with no row in it: quicker than a new one for each test."""
    made: list[str] = []

    def empty() -> str:
        if made:
            try:
                postgres_server.ask("SELECT testing.empty_all()", database=made[-1])
            except RuntimeError:  # a test left a connection that holds a lock
                postgres_server.drop(made.pop())
        if not made:
            made.append(f"t{uuid4().hex}")
            postgres_server.create(made[-1], template="base")
        return made[-1]

    return empty


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """The URL of a fresh migrated database of its own for this test."""
    if database_kind == "sqlite":
        path = tmp_path / "apuri.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    yield server.url(request.getfixturevalue("emptied")())


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The operator's settings of a test installation."""
    return Settings.model_validate(
        {"data": tmp_path / "data", "database_url": database_url, "secret_key": "k" * 40,
         "smtp_port": 0, "port": 8010}
    )  # fmt: skip


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[App]:
    """An installation on a fresh database."""
    app = compose(settings)
    yield app
    await app.close()


@pytest.fixture
async def session(app: App) -> AsyncIterator[AsyncSession]:
    """One write transaction for a whole test of services; open no other beside it."""
    async with app.sessions.begin() as session:
        yield session


@pytest.fixture
def clock() -> Iterator[Any]:
    """Time stands still at `NOW`; `clock.move_to(moment)` and `clock.shift(delta)` move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def queries(app: App) -> Callable[[], contextlib.AbstractContextManager[list[str]]]:
    """`with queries() as seen:` collects the SQL statements run inside the block."""

    @contextlib.contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
                seen.append(statement)

        engines = {app.sessions.engine.sync_engine}
        if app.sessions.dialect == "sqlite":  # on PostgreSQL the reading engine is the same
            engines.add(app.sessions.read_engine.sync_engine)
        for engine in engines:
            sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            for engine in engines:
                sa.event.remove(engine, "before_cursor_execute", note)

    return counting

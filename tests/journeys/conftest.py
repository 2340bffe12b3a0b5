"""Real servers, and an installation between them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from core.startup import App
from tests.admin.conftest import browser, owner, web
from tests.fakes.dovecot import Dovecot, program
from tests.journeys.running import Apuri, Plain
from tests.journeys.spawning import Spawner
from tests.journeys.world import World

__all__ = ["browser", "owner", "web"]  # a browser without a window, for the hostile ones


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """The mail server of this run; its mailboxes are invented by name."""
    if program() is None:
        pytest.skip("no Dovecot: apt-get install dovecot-imapd dovecot-lmtpd")
    server = Dovecot().start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def spawner() -> Iterator[Spawner]:
    """A process that forks `apuri` without importing it anew each time."""
    spawner = Spawner().start()
    yield spawner
    spawner.stop()


@pytest.fixture
def world(tmp_path: Path, database_url: str, dovecot: Dovecot) -> Iterator[World]:
    """The servers of one test."""
    world = World(tmp_path, database_url, dovecot).start()
    yield world
    world.stop()


@pytest.fixture
async def house(world: World) -> AsyncIterator[App]:
    """The installation as the test sees it, beside the process under test."""
    app = world.installation()
    yield app
    await app.close()


@pytest.fixture
async def apuri(world: World, house: App) -> AsyncIterator[Apuri]:
    """The process under test, in an interpreter of its own."""
    apuri = Apuri(Plain(), world.environment(), world.folder)
    yield apuri
    await apuri.stop()


@pytest.fixture
async def mortal(world: World, house: App, spawner: Spawner) -> AsyncIterator[Apuri]:
    """The process under test, started again quickly after each death."""
    apuri = Apuri(spawner, world.environment(), world.folder)
    yield apuri
    await apuri.stop()

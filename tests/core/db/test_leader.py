"""Leading: one process at a time, and the next one as soon as the first gives way."""

import asyncio
from collections.abc import Awaitable, Callable

import anyio
import pytest

from core.config import Settings
from core.db import leader
from core.startup import App, compose
from tests.waiting import until


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits seconds for a heartbeat."""
    monkeypatch.setattr(leader, "HEARTBEAT_SECONDS", 0.05)


async def test_whoever_crashed_can_lead_again(app: App) -> None:
    stop = anyio.Event()
    turns: list[str] = []

    async def work(_stop: anyio.Event) -> None:
        turns.append("led")
        if len(turns) == 1:
            raise KeyError
        stop.set()

    with pytest.raises(KeyError):
        await leader.lead(app.sessions, "reading", work, stop)
    async with asyncio.timeout(10):
        await leader.lead(app.sessions, "reading", work, stop)
    assert turns == ["led", "led"]


@pytest.mark.postgres  # one process serves SQLite
async def test_only_one_of_two_processes_leads_and_the_other_takes_over(
    app: App, settings: Settings
) -> None:
    other = compose(settings)
    led: list[str] = []
    stops = {"first": anyio.Event(), "second": anyio.Event()}

    async def run(name: str, app: App) -> None:
        async def work(stop: anyio.Event) -> None:
            led.append(name)
            await stop.wait()

        await leader.lead(app.sessions, "reading", work, stops[name])

    def has_led(name: str) -> Callable[[], Awaitable[bool]]:
        async def check() -> bool:
            return name in led

        return check

    async with asyncio.timeout(20):
        async with anyio.create_task_group() as group:
            group.start_soon(run, "first", app)
            await until(has_led("first"))
            group.start_soon(run, "second", other)
            await asyncio.sleep(0.3)
            assert led == ["first"]
            stops["first"].set()
            await until(has_led("second"))
            stops["second"].set()
    await other.close()
    assert led == ["first", "second"]

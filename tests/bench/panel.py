"""The panel's pages beside few rows and beside very many, in turns: time, statements, rate.

`--size` is the number of tasks; customers are a fifth of it, messages twice as many.
"""

import asyncio
import html
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import sqlalchemy as sa

from admin.app import build_app
from core.access.actor import system
from core.people.models import Customer
from core.sources.models import SourceKind
from core.sources.service import create_source
from core.staff import service as staff
from core.startup import App, compose
from core.work.models import Task
from core.work.workflow_queries import workflows
from core.work.workflows import seed_default_workflow
from tests.bench.databases import Databases, databases, version_of
from tests.bench.stored_work import BATCH, fill_company

SIZE = 1_000_000
FEW = 10_000
TIMES = 40  # requests of each page
MEMBERS = 20
OURS = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


@dataclass
class House:
    """One installation that is measured: its browser, and what its pages are about."""

    app: App
    client: httpx.AsyncClient
    customers: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    deep: str = ""
    statements: list[str] = field(default_factory=list)


def measure(size: int, kinds: Sequence[str]) -> dict[str, Any]:
    """Return for each page milliseconds at FEW and at `size` tasks, their ratio, statements."""
    return {"tasks": size, "few": min(FEW, size),
            "results": {kind: asyncio.run(_measure(kind, size)) for kind in kinds}}  # fmt: skip


async def _measure(kind: str, size: int) -> dict[str, Any]:
    with databases(kind) as made:
        houses = {"few": await _house(made, "few", min(FEW, size)),
                  "many": await _house(made, "many", size)}  # fmt: skip
        try:
            version = await version_of(houses["many"].app.sessions)
            pages = {name: await _compare(houses, name) for name in PAGES}
        finally:
            for house in houses.values():
                await house.client.aclose()
                await house.app.close()
    return {"database": version, "pages": pages}


async def _house(made: Databases, name: str, size: int) -> House:
    """Fill a database and sign an owner in."""
    await asyncio.to_thread(made.create, name)
    app = compose(made.settings(name))
    by = system("benchmark")
    async with app.sessions.begin() as session:
        owner = await staff.create_owner(session, name="Olga", email="o@stored.example")
        people = [owner.id]
        for number in range(MEMBERS):
            member = await staff.create_owner(
                session, name=f"M{number}", email=f"m{number}@stored.example"
            )
            people.append(member.id)
        await seed_default_workflow(session, by)
        source = await create_source(
            session, by, kind=SourceKind.MAILBOX, name="Office", address="office@apuri.example",
            config={"imap_host": "localhost", "user": "office"},
        )  # fmt: skip
        _opened, token = await staff.start_session(session, owner.id, way="link")
    async with app.sessions.reading() as session:
        stages = (await workflows(session))[0].stages
    for first in range(1, size + 1, BATCH):
        async with app.sessions.begin() as session:
            await fill_company(
                session, tasks=size, first=first, count=min(BATCH, size + 1 - first),
                staff=people, stages=stages, source_id=source.id,
            )  # fmt: skip
    async with app.sessions.begin() as session:
        await session.execute(sa.text("ANALYZE"))
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=build_app(app)), base_url="http://127.0.0.1:8010",
        headers=OURS, cookies={"apuri": token},
    )  # fmt: skip
    house = House(app, client)
    await _choose(house, size)
    _count(house)
    return house


async def _choose(house: House, size: int) -> None:
    """Choose records all over the tables, and the cursor of a deep page."""
    async with house.app.sessions.reading() as session:
        step = max(1, size // TIMES)
        numbers = [f"T-2020-{number}" for number in range(1, size + 1, step)][:TIMES]
        house.tasks = list(
            await session.scalars(sa.select(Task.number).where(Task.number.in_(numbers)))
        )
        found = await session.scalars(sa.select(Customer.id).limit(TIMES))
        house.customers = [str(one) for one in found]
    page = "/app/tasks?view=team"
    for _turn in range(8):
        text = (await house.client.get(page)).text
        if (following := _next(text)) is None:
            break
        page = following
    house.deep = page


def _next(text: str) -> str | None:
    """Return the address of the following page."""
    found = re.findall(r'href="(/app/tasks\?[^"]*cursor=[^"]*)"', text)
    return html.unescape(found[-1]) if found else None


def _count(house: House) -> None:
    """Collect the statements of a house."""

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")):
            house.statements.append(statement)

    for engine in {
        house.app.sessions.engine.sync_engine,
        house.app.sessions.read_engine.sync_engine,
    }:
        sa.event.listen(engine, "before_cursor_execute", note)


PAGES: dict[str, Any] = {
    "home": lambda _house, _turn: "/app",
    "list": lambda _house, _turn: "/app/tasks?view=team",
    "list, by date": lambda _house, _turn: "/app/tasks?view=due",
    "list, filtered": lambda _house, turn: (
        f"/app/tasks?view=team&f.due_on.until=2026-{1 + turn % 12:02}-01"
    ),
    "list, of mine": lambda _house, _turn: "/app/tasks?view=team&f.doer.is=me",
    "list, deep": lambda house, _turn: house.deep,
    "list, words": lambda _house, turn: f"/app/tasks?view=team&q=T-2020-{1 + turn}",
    "board": lambda _house, _turn: "/app/tasks/board",
    "customers": lambda _house, _turn: "/app/customers",
    "customer": lambda house, turn: (
        f"/app/customers/{house.customers[turn % len(house.customers)]}"
    ),
    "task (with its form)": lambda house, turn: (
        f"/app/tasks/{house.tasks[turn % len(house.tasks)]}"
    ),
    "inbox": lambda _house, _turn: "/app/inbox?view=all",
}


async def _compare(houses: dict[str, House], page: str) -> dict[str, Any]:
    """Ask both houses for a page in turns."""
    times: dict[str, list[float]] = {name: [] for name in houses}
    statements = dict.fromkeys(houses, 0)
    for turn in range(TIMES + 2):
        for name in (*houses,) if turn % 2 else (*reversed(houses),):
            house = houses[name]
            house.statements.clear()
            began = time.perf_counter()
            answer = await house.client.get(PAGES[page](house, turn))
            took = 1000 * (time.perf_counter() - began)
            if answer.status_code != 200:
                raise RuntimeError(f"{page}: {answer.status_code} {answer.url}")
            if turn >= 2:  # the first two warm up
                times[name].append(took)
                statements[name] = max(statements[name], len(house.statements))
    found: dict[str, Any] = {}
    for name, taken in times.items():
        found[name] = {
            "p50_ms": round(statistics.median(taken), 1),
            "p95_ms": round(sorted(taken)[int(len(taken) * 0.95)], 1),
            "per_second": round(1000 * len(taken) / sum(taken), 1),
            "statements": statements[name],
        }
    found["ratio"] = round(found["many"]["p50_ms"] / found["few"]["p50_ms"], 2)
    return found

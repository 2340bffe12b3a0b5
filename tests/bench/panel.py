"""The panel's pages beside few rows and beside very many, in turns: time, statements, rate.

`--size` is the number of tasks; customers are a fifth of it, messages twice as many.
"""

import asyncio
import html
import re
import statistics
import time
from collections.abc import Sequence
from typing import Any

import httpx
import sqlalchemy as sa

from admin.app import build_app
from core.access.actor import system
from core.people.models import Customer, Person
from core.sources.models import SourceKind
from core.sources.service import create_source
from core.staff import service as staff
from core.staff.models import Team
from core.startup import App, compose
from core.timesheets.models import TimeEntry
from core.work.models import Project, Task
from core.work.workflow_queries import workflows
from core.work.workflows import seed_default_workflow
from tests import make
from tests.bench.databases import Databases, databases, version_of
from tests.bench.panel_pages import PAGES, House, asked_by
from tests.bench.stored_around import AFTER, NO_INDEX, by_itself, fill_around
from tests.bench.stored_work import BATCH, fill_company

SIZE = 1_000_000
FEW = 10_000
TIMES = 40  # requests of each page
MEMBERS = 20
TEAMS = 5
OURS = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


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
                await house.clerk.aclose()
                await house.app.close()
    return {"database": version, "pages": pages}


async def _house(made: Databases, name: str, size: int) -> House:
    """Fill a database and sign an owner and a clerk in."""
    await asyncio.to_thread(made.create, name)
    app = compose(made.settings(name))
    tokens = await _fill(app, size)
    web = build_app(app)
    owner, clerk = (
        httpx.AsyncClient(transport=httpx.ASGITransport(app=web), headers=OURS,
                          base_url="http://127.0.0.1:8010", cookies={"apuri": token})
        for token in tokens
    )  # fmt: skip
    house = House(app, owner, clerk)
    await _choose(house, size)
    _count(house)
    return house


async def _fill(app: App, size: int) -> tuple[str, str]:
    """Write the company; return the tokens of its owner and of a clerk of one team."""
    by = system("benchmark")
    async with app.sessions.begin() as session:
        teams = [Team(name=f"Team {number}") for number in range(TEAMS)]
        session.add_all(teams)
        owner = await staff.create_owner(session, name="Olga", email="o@stored.example")
        role = await make.a_role(session, "Clerk")
        people = [await make.a_member(session, f"M{one}", roles=[role], teams=teams[:1])
                  for one in range(MEMBERS)]  # fmt: skip
        await seed_default_workflow(session, by)
        source = await create_source(
            session, by, kind=SourceKind.MAILBOX, name="Office", address="office@apuri.example",
            config={"imap_host": "localhost", "user": "office"},
        )  # fmt: skip
        tokens = [(await staff.start_session(session, one.id, way="link"))[1]
                  for one in (owner, people[0])]  # fmt: skip
        ids = [owner.id, *(one.id for one in people)]
    async with app.sessions.reading() as session:
        stages = (await workflows(session))[0].stages
    await by_itself(app.sessions, NO_INDEX)
    for first in range(1, size + 1, BATCH):
        part: dict[str, Any] = {
            "tasks": size, "first": first, "count": min(BATCH, size + 1 - first), "staff": ids,
        }  # fmt: skip
        async with app.sessions.begin() as session:
            await fill_company(session, **part, teams=[one.id for one in teams],
                               stages=stages, source_id=source.id)  # fmt: skip
            await fill_around(session, **part)
    await by_itself(app.sessions, *AFTER)
    return tokens[0], tokens[1]


async def _choose(house: House, size: int) -> None:
    """Choose records all over the tables, and the cursor of a deep page."""
    async with house.app.sessions.reading() as session:
        step = max(1, size // TIMES)
        numbers = [f"T-2020-{number}" for number in range(1, size + 1, step)][:TIMES]
        house.tasks = list(
            await session.scalars(sa.select(Task.number).where(Task.number.in_(numbers)))
        )
        for kind, model in (("customers", Customer), ("persons", Person),
                            ("projects", Project), ("hours", TimeEntry)):  # fmt: skip
            few: Any = sa.select(model.id).order_by(model.id).limit(TIMES)
            setattr(house, kind, [str(one) for one in await session.scalars(few)])
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

    sessions = house.app.sessions
    engines = {sessions.engine.sync_engine}
    if sessions.dialect == "sqlite":  # on PostgreSQL the reading engine is the same
        engines.add(sessions.read_engine.sync_engine)
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", note)


async def _compare(houses: dict[str, House], page: str) -> dict[str, Any]:
    """Ask both houses for a page in turns."""
    times: dict[str, list[float]] = {name: [] for name in houses}
    statements = dict.fromkeys(houses, 0)
    for turn in range(TIMES + 2):
        for name in (*houses,) if turn % 2 else (*reversed(houses),):
            house = houses[name]
            house.statements.clear()
            began = time.perf_counter()
            answer = await asked_by(house, page).get(PAGES[page](house, turn))
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

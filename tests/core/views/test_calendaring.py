"""A calendar reads a few to-dos of each day along their index, however many there are."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from core.views.calendaring import A_DAY, read_days
from core.views.listing import Wanted
from core.views.queries import open_list
from core.work import service as work
from core.work.workflows import seed_default_workflow
from tests import make

MONDAY, SUNDAY = date(2026, 3, 30), date(2026, 4, 5)
COLUMNS = ("title", "starts_at", "is_open")
Queries = Callable[[], AbstractContextManager[list[str]]]


async def test_a_day_shows_its_first_to_dos_and_its_events(
    session: AsyncSession, clock: object, queries: Queries
) -> None:
    boss = make.actor_of(await make.a_member(session, "Olga", owner=True))
    await seed_default_workflow(session, boss)
    for number in range(A_DAY + 3):
        await work.create_task(session, boss, title=f"To-do {number}", due_on=MONDAY)
    await work.create_task(session, boss, title="Later", due_on=SUNDAY + timedelta(days=1))
    await work.create_task(
        session, boss, title="Fair", starts_at=datetime(2026, 3, 31, 6, tzinfo=UTC),
        ends_at=datetime(2026, 4, 2, 15, tzinfo=UTC),
    )  # fmt: skip
    scope = await open_list(session, boss, "task")

    with queries() as seen:
        days = await read_days(session, scope, Wanted("-created", (), "", COLUMNS), MONDAY, SUNDAY)

    assert len(seen) == 1
    titles = {day: [row.values["title"] for row in rows] for day, rows in days.by_day.items()}
    assert titles[MONDAY] == [f"To-do {number}" for number in range(A_DAY + 2, 2, -1)]
    assert days.more == {MONDAY}
    assert not days.is_more
    assert [day for day, found in titles.items() if "Fair" in found] == [
        date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2),
    ]  # fmt: skip
    assert set(titles) == {MONDAY, date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2)}


async def test_what_is_done_makes_room_for_what_is_open(
    session: AsyncSession, clock: object
) -> None:
    boss = make.actor_of(await make.a_member(session, "Olga", owner=True))
    await seed_default_workflow(session, boss)
    await work.create_task(session, boss, title="Open", due_on=MONDAY)
    for number in range(A_DAY):
        done = await work.create_task(session, boss, title=f"Done {number}", due_on=MONDAY)
        await work.complete_task(session, boss, done.id)
    scope = await open_list(session, boss, "task")
    words = Wanted(
        "-created", ({"all": [{"column": "doer", "op": "is", "value": "me"}]},), "", COLUMNS
    )

    plain = await read_days(session, scope, Wanted("-created", (), "", COLUMNS), MONDAY, MONDAY)
    mine = await read_days(session, scope, words, MONDAY, MONDAY)

    titles = [row.values["title"] for row in plain.by_day[MONDAY]]
    assert titles[0] == "Open"
    assert len(titles) == A_DAY
    assert plain.more == {MONDAY}
    assert mine.by_day == {}

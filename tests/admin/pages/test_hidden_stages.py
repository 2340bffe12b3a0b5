"""[N13] A task in a stage that somebody may not see is on none of their pages, in no count."""

from datetime import timedelta
from typing import Any

from starlette.applications import Starlette

from core.access.permissions import Permission
from core.kit import clock
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets.models import TimeEntry
from core.work import service
from core.work.models import Stage
from tests import make
from tests.admin.conftest import Browser
from tests.core.work import stages as rules

SECRET = "Krakatoa"
SPOKEN = "Zanzibar"
"""Another word of the title: what is searched for stands on the page."""
EVERYTHING_BUT = Permission.MANAGE_WORKFLOWS


async def _two(app: App) -> tuple[StaffMember, StaffMember, Any, Stage]:
    """Return who has nearly every right but does not see the stage, who does, the task, the stage."""
    rights = [one for one in Permission if one != EVERYTHING_BUT]
    async with app.sessions.begin() as session:
        many = await make.a_role(session, "Nearly all", *rights)
        few = await make.a_role(session, "Billing", *rights)
        blind = await make.a_member(session, "Matti", roles=[many])
        seeing = await make.a_member(session, "Liisa", roles=[few])
        _new, secret, _done = await rules.a_workflow(session, "New", "Billing", "Done")
        customer = await make.a_customer(session)
        task = await service.create_task(
            session, make.actor_of(seeing), title=f"{SPOKEN} {SECRET}", stage_id=secret.id, doer_id=blind.id,
            customer_id=customer.id, due_on=clock.today("Europe/Helsinki"), responsible_id=blind.id,
        )  # fmt: skip
        session.add(TimeEntry(
            staff_id=blind.id, day=clock.today("Europe/Helsinki"), worked_minutes=60, note="",
            billed_minutes=60, task_id=task.id, customer_id=customer.id,
        ))  # fmt: skip
        await rules.limit(session, secret, sees=[few])
    return blind, seeing, task, secret


def _paths(web: Starlette, task: Any) -> list[str]:
    """Return every page without a name in its path, and those that are about the task."""
    plain = {
        path for route in web.routes
        if (path := getattr(route, "path", "")).startswith(("/app", "/api"))
        and "{" not in path and "GET" in (getattr(route, "methods", None) or ())
    }  # fmt: skip
    streams = {path for path in plain if "stream" in path or path.endswith(("/live", "/events"))}
    asked = {
        "/app/tasks?box=team",
        f"/app/customers/{task.customer_id}",
        "/app/hours/entries",
        f"/app/tasks?q={SPOKEN}",
        f"/app/search?q={SPOKEN}",
        f"/app/find?q={SPOKEN}",
    }
    return sorted((plain - streams) | asked)


async def test_no_page_shows_a_task_of_a_hidden_stage(
    app: App, web: Starlette, browser: Browser
) -> None:
    blind, seeing, task, _stage = await _two(app)
    paths = _paths(web, task)
    assert len(paths) > 20

    hidden, open_to = await browser(blind), await browser(seeing)
    shown = 0
    for path in paths:
        answer = await hidden.get(path)
        assert answer.status_code < 500, path
        assert SECRET not in answer.text, path
        shown += SECRET in (await open_to.get(path)).text
    assert shown >= 2


async def test_the_task_itself_is_not_found_and_nothing_of_it_can_be_changed(
    app: App, browser: Browser
) -> None:
    blind, seeing, task, stage = await _two(app)
    client = await browser(blind)
    assert (await client.get(f"/app/tasks/{task.number}")).status_code == 404
    for verb in ("done", "stage", "sign", "archive", "remind"):
        answer = await client.post(
            f"/app/tasks/{task.number}/{verb}",
            data={"stage_id": str(stage.id), "remind_on": "2030-01-01", "remind_time": "8"},
        )
        assert answer.status_code == 404, verb
    other = await browser(seeing)
    assert SECRET in (await other.get(f"/app/tasks/{task.number}")).text


async def test_the_number_beside_work_counts_no_hidden_task(app: App, browser: Browser) -> None:
    blind, _seeing, task, stage = await _two(app)
    client = await browser(blind)
    waits = "1 waits for you"
    before = (await client.get("/app/me")).text
    assert before.count(waits) == 0
    async with app.sessions.begin() as session:
        (await session.get_one(Stage, stage.id)).sees_all = True
    after = (await client.get("/app/me")).text
    assert after.count(waits) > 0
    assert clock.now() - task.created_at < timedelta(hours=1)

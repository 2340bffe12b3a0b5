"""Speaking about a thing on its page: timeline, comments, notes, documents."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest

from admin.pages.timeline import timeline_of
from core.access.permissions import Permission
from core.discussion import service as discussion
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service as timesheets
from core.work import service as work
from tests import make
from tests.admin.conftest import Browser

Queries = Callable[[], AbstractContextManager[list[str]]]
HTMX = {"HX-Request": "true"}


@pytest.fixture
async def boss(app: App) -> StaffMember:
    """Somebody who sees everything."""
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "All", *Permission)
        return await make.a_member(session, "Anna Virtanen", roles=[role])


@pytest.fixture
async def things(app: App, boss: StaffMember, clock: object) -> dict[str, UUID]:
    """One of each kind of thing, with a bit of everything in its story."""
    actor = make.actor_of(boss)
    async with app.sessions.begin() as session:
        customer = await make.a_customer(session, "Lehto")
        project = await make.a_project(session, "Ulkovuoraus", customer)
        asked = await make.a_request(session, customer_id=customer.id)
        await session.flush()
        task = await work.create_task(
            session, actor, title="Vaihda hana", doer_id=boss.id, customer_id=customer.id,
            project_id=project.id, contact_request_id=asked.id,
        )  # fmt: skip
        await work.complete_task(session, actor, task.id)
        day = clock_today()
        entry = await timesheets.log_time(
            session, actor, day=day, minutes=90, customer_id=customer.id, project_id=project.id,
            task_id=task.id, note="Pipes",
        )  # fmt: skip
        assert asked.person_id is not None
        found = {
            "task": task.id, "contact_request": asked.id, "project": project.id,
            "customer": customer.id, "person": asked.person_id, "time_entry": entry.id,
        }  # fmt: skip
        for kind, identity in found.items():
            await discussion.add_comment(session, actor, kind, identity, text=f"About the {kind}.")
        return found


def clock_today() -> object:
    from core.kit import clock

    return clock.today("Europe/Helsinki")


async def test_a_timeline_tells_everything_in_four_statements(
    app: App, boss: StaffMember, things: dict[str, UUID], queries: Queries
) -> None:
    shown = {}
    for kind, identity in things.items():
        async with app.sessions.reading() as session:
            with queries() as seen:
                told = await timeline_of(session, make.actor_of(boss), kind, identity)
        assert len(seen) <= 4, "\n\n".join(seen)
        shown[kind] = {
            name for one in told.entries for name in ("message", "fact", "comment", "hours")
            if getattr(one, name) is not None
        }  # fmt: skip
    everything = {"message", "fact", "comment", "hours"}
    assert shown["task"] == everything
    assert shown["contact_request"] == {"message", "comment", "hours"}
    assert shown["project"] >= {"message", "comment", "hours"}
    assert shown["customer"] == {"message", "comment", "hours"}
    assert shown["person"] == {"message", "comment"}


@pytest.mark.parametrize("part", ["timeline", "beside"])
async def test_every_kind_of_thing_has_its_parts_as_fragment_and_as_page(
    browser: Browser, boss: StaffMember, things: dict[str, UUID], part: str
) -> None:
    client = await browser(boss)
    for kind, identity in things.items():
        fragment = await client.get(f"/app/{part}/{kind}/{identity}", headers=HTMX)
        page = await client.get(f"/app/{part}/{kind}/{identity}")

        assert (fragment.status_code, page.status_code) == (200, 200)
        assert "<html" not in fragment.text
        assert "<html" in page.text
        assert part == "beside" or f"About the {kind}." in fragment.text


async def test_a_comment_is_added_edited_removed_and_taken_back(
    browser: Browser, boss: StaffMember, things: dict[str, UUID]
) -> None:
    client = await browser(boss)
    base = f"/app/discuss/task/{things['task']}"

    added = await client.post(base, data={"text": "<b>Hei</b>"}, headers=HTMX)
    assert "&lt;b&gt;Hei&lt;/b&gt;" in added.text
    assert "<b>Hei" not in added.text
    comment = added.text.split('id="c-')[1].split('"')[0]
    edited = await client.post(
        f"/app/comments/{comment}/edit", data={"text": "Moi", "version": "1"}, headers=HTMX
    )
    assert "Moi" in edited.text
    assert "edited" in edited.text
    late = await client.post(
        f"/app/comments/{comment}/edit", data={"text": "Terve", "version": "1"}, headers=HTMX
    )
    assert "Somebody changed this" in late.text
    assert "Terve" in late.text
    removed = await client.post(f"/app/comments/{comment}/remove", headers=HTMX)
    assert "removed by Anna Virtanen" in removed.text
    assert "Moi" not in removed.text
    back = await client.post(f"/app/comments/{comment}/restore", headers=HTMX)
    assert "Moi" in back.text

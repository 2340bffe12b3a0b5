"""Speaking about a thing on its page: timeline, comments, notes, documents."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.around import around
from admin.pages.timeline import timeline_of
from core.access.permissions import Permission
from core.contact_requests.queries import get_request_by_id
from core.discussion import privacy
from core.discussion import service as discussion
from core.files.models import StoredFile
from core.kit import clock as clocks
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
        day = clocks.today("Europe/Helsinki")
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


async def test_a_long_timeline_is_read_page_by_page_from_the_newest_on(
    app: App, browser: Browser, boss: StaffMember, things: dict[str, UUID], queries: Queries
) -> None:
    task = things["task"]
    async with app.sessions.begin() as session:
        for number in range(90):
            await discussion.add_comment(
                session, make.actor_of(boss), "task", task, text=f"Word {number:03}"
            )
            await discussion.rename_document(
                session, make.actor_of(boss), await _a_file(session, task), name=f"n{number}"
            )
    cursor, pages, counts = None, [], set()
    for _page in range(20):
        async with app.sessions.reading() as session:
            with queries() as seen:
                told = await timeline_of(session, make.actor_of(boss), "task", task, cursor)
        counts.add(len(seen))
        pages.append(told)
        cursor = told.earlier
        if cursor is None:
            break

    words = [
        one.comment.text for told in reversed(pages) for one in told.entries
        if one.comment is not None
    ]  # fmt: skip
    assert words == ["About the task.", *(f"Word {number:03}" for number in range(90))]
    assert len(pages[0].entries) == 40
    assert max(counts) <= 4
    client = await browser(boss)
    first = await client.get(f"/app/timeline/task/{task}?show=comments", headers=HTMX)
    assert first.text.index("Word 051") < first.text.index("Word 089")
    assert "Renamed" not in first.text
    earlier = first.text.split('hx-get="/app/timeline/task/')[-1].split('"')[0]
    before = await client.get("/app/timeline/task/" + earlier.replace("&amp;", "&"), headers=HTMX)
    assert "Word 049" in before.text
    assert "Word 050" not in before.text
    broken = await client.get(f"/app/timeline/task/{task}?cursor=nonsense&show=x", headers=HTMX)
    assert broken.status_code == 200


async def _a_file(session: AsyncSession, task: UUID) -> UUID:
    row = StoredFile(
        name="a.txt", content_type="text/plain", size=1, sha256="x", storage_key="x",
        subject_kind="task", subject_id=task,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row.id


async def test_a_filter_shows_one_kind_of_entries(
    app: App, boss: StaffMember, things: dict[str, UUID]
) -> None:
    for show, kind in (
        ("messages", "message"), ("comments", "comment"), ("hours", "hours"), ("changes", "fact")
    ):  # fmt: skip
        async with app.sessions.reading() as session:
            told = await timeline_of(
                session, make.actor_of(boss), "task", things["task"], show=show
            )
        assert told.entries
        assert all(getattr(one, kind) is not None for one in told.entries)


async def test_the_request_page_shows_comments_among_messages_in_eight_statements(
    app: App, browser: Browser, boss: StaffMember, things: dict[str, UUID], queries: Queries
) -> None:
    async with app.sessions.begin() as session:
        actor, asked = make.actor_of(boss), things["contact_request"]
        number = (await get_request_by_id(session, actor, asked)).number
        for step in range(30):
            await discussion.add_comment(
                session, actor, "contact_request", asked, text=f"Word {step} <script>"
            )
        await discussion.add_note(session, actor, "contact_request", asked, text="Key in the pot")
        await discussion.add_documents(
            session, actor, "contact_request", asked, [("plan.pdf", "", b"%PDF-1.4")], limit=1000
        )
    client = await browser(boss)
    await client.get(f"/app/requests/{number}")

    with queries() as seen:
        page = await client.get(f"/app/requests/{number}")

    assert len(seen) <= 8, "\n\n".join(seen)
    assert "<script>" not in page.text.replace("<script src", "")
    for words in ("Word 29", "Pipes", "Key in the pot", "plan.pdf", "Followed by: Anna Virtanen"):
        assert words in page.text
    only = (await client.get(f"/app/requests/{number}?show=comments")).text
    assert "Word 29" in only
    assert "The tap leaks." not in only


async def test_opening_a_request_marks_the_mentions_on_it_as_seen(
    app: App, browser: Browser, boss: StaffMember, things: dict[str, UUID]
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "All too", *Permission)
        inka = await make.a_member(session, "Inka", roles=[role])
        number = (
            await get_request_by_id(session, make.actor_of(boss), things["contact_request"])
        ).number
        for kind in ("contact_request", "task"):
            await discussion.add_comment(
                session, make.actor_of(boss), kind, things[kind], text="@Inka katso"
            )
    client = await browser(inka)
    assert (await client.get("/app")).text.count("mention-new") == 2

    await client.get(f"/app/requests/{number}")
    assert (await client.get("/app")).text.count("mention-new") == 1
    await client.get(f"/app/beside/task/{things['task']}", headers=HTMX)
    assert (await client.get("/app")).text.count("mention-new") == 0


async def test_erasing_a_person_takes_what_was_said_about_them(
    app: App, boss: StaffMember, things: dict[str, UUID]
) -> None:
    actor, person = make.actor_of(boss), things["person"]
    async with app.sessions.begin() as session:
        await discussion.add_note(session, actor, "person", person, text="Likes tea")
        await discussion.add_documents(
            session, actor, "person", person, [("id.pdf", "", b"%PDF-1.4")], limit=1000
        )
        exported = await privacy.export_person(session, person)
        assert [one.get("comment") or one.get("note") for one in exported] == [
            "About the person.", "Likes tea"
        ]  # fmt: skip
        await privacy.erase_person(session, person)

    async with app.sessions.reading() as session:
        told = await timeline_of(session, actor, "person", person, show="comments")
        assert [(one.comment.text, one.comment.is_removed) for one in told.entries if one.comment] == [
            ("", True)
        ]  # fmt: skip
        lists = await around(session, actor, "person", person)
        assert (lists.notes, lists.documents, lists.followers) == ([], [], [])


async def test_a_comment_brings_files_that_go_with_it(
    browser: Browser, boss: StaffMember, things: dict[str, UUID]
) -> None:
    client = await browser(boss)

    said = await client.post(
        f"/app/discuss/task/{things['task']}", data={"text": ""}, headers=HTMX,
        files=[("files", ("plan.txt", b"plan", "text/plain"))],
    )  # fmt: skip

    assert "plan.txt" in said.text
    file = said.text.split('href="/files/')[1].split('"')[0]
    assert (await client.get(f"/files/{file}")).content == b"plan"
    comment = said.text.split('id="c-')[1].split('"')[0]
    await client.post(f"/app/comments/{comment}/remove", headers=HTMX)
    assert (await client.get(f"/files/{file}")).status_code == 404
    empty = await client.post(
        f"/app/discuss/task/{things['task']}", data={"text": "  "}, headers=HTMX
    )
    assert "Write the comment." in empty.text

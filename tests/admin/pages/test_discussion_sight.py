"""What is said, noted and attached is seen by whoever may see the thing, and by nobody else."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.contact_requests import service as requests
from core.discussion import service
from core.discussion.errors import CannotSeeIt, WhoIsMeant
from core.discussion.models import Comment
from core.discussion.queries import mentions_of
from core.errors import NotAllowed, NotFound
from core.files.models import StoredFile
from core.kit import clock as clocks
from core.people.service import create_customer, create_person
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets import service as timesheets
from core.work import service as work
from tests import make
from tests.admin.conftest import Browser

HTMX = {"HX-Request": "true"}
KINDS = ("task", "contact_request", "project", "customer", "person", "time_entry")
SECRET = "Hush hush"


@dataclass
class House:
    """A thing of each kind; `insider` sees all of them, `stranger` none but projects."""

    boss: StaffMember
    insider: StaffMember
    stranger: StaffMember
    ids: dict[str, UUID] = field(default_factory=dict)
    comments: dict[str, UUID] = field(default_factory=dict)
    files: dict[str, UUID] = field(default_factory=dict)


@pytest.fixture
async def house(app: App, clock: Any) -> House:
    async with app.sessions.begin() as session:
        everything = await make.a_role(session, "All", *Permission)
        seeing = await make.a_role(
            session, "Inside", Permission.SEE_ALL_TASKS, Permission.SEE_ALL_REQUESTS,
            Permission.SEE_CUSTOMERS, Permission.SEE_ALL_HOURS,
        )  # fmt: skip
        blind = await make.a_role(session, "Outside", Permission.EXPORT_HOURS)
        found = House(
            await make.a_member(session, "Anna", roles=[everything]),
            await make.a_member(session, "Inka", roles=[seeing]),
            await make.a_member(session, "Outi", roles=[blind]),
        )
        actor = make.actor_of(found.boss)
        customer = await create_customer(session, actor, name="Lehto Oy")
        person = await create_person(
            session, actor, name="Liisa", organisation_id=customer.organisation_id
        )
        project = await make.a_project(session, "Pihatyö", customer)
        asked = await make.a_request(session, customer_id=customer.id)
        await session.flush()
        await requests.take(session, actor, asked.number)
        task = await work.create_task(session, actor, title="Hana", customer_id=customer.id)
        entry = await timesheets.log_time(
            session, actor, day=clocks.today("Europe/Helsinki"), minutes=60, customer_id=customer.id
        )
        found.ids = {
            "task": task.id, "contact_request": asked.id, "project": project.id,
            "customer": customer.id, "person": person.id, "time_entry": entry.id,
        }  # fmt: skip
        await _say_something(session, actor, found)
    return found


async def _say_something(session: AsyncSession, actor: Actor, found: House) -> None:
    """Add a comment with a file, and a note, to each thing."""
    for kind, identity in found.ids.items():
        files = [StoredFile(
            name=f"{SECRET}.txt", content_type="text/plain", size=1, sha256="x",
            storage_key="x", subject_kind="",
        )]  # fmt: skip
        session.add_all(files)
        await session.flush()
        comment = await service.add_comment(
            session, actor, kind, identity, text=f"{SECRET} of {kind}", files=files
        )
        await service.add_note(session, actor, kind, identity, text=SECRET)
        found.comments[kind], found.files[kind] = comment.id, files[0].id


def hidden(kind: str) -> bool:
    """Projects are seen by all staff; everything else is hidden from the stranger."""
    return kind != "project"


@pytest.mark.parametrize("kind", KINDS)
async def test_every_page_of_a_hidden_thing_is_absent(
    browser: Browser, house: House, kind: str
) -> None:
    identity, comment = house.ids[kind], house.comments[kind]
    paths = [
        f"/app/timeline/{kind}/{identity}", f"/app/timeline/{kind}/{identity}?show=comments",
        f"/app/beside/{kind}/{identity}", f"/app/comments/{comment}",
        f"/app/comments/{comment}?edit=1", f"/app/compose/{kind}/{identity}/note",
        f"/app/discuss/{kind}/{identity}/who?q=a",
    ]  # fmt: skip
    insider, stranger = await browser(house.insider), await browser(house.stranger)
    for path in paths:
        seen = await insider.get(path, headers=HTMX)
        unseen = await stranger.get(path, headers=HTMX)

        assert seen.status_code == 200, path
        assert unseen.status_code == (404 if hidden(kind) else 200), path
        assert not hidden(kind) or SECRET not in unseen.text
    assert SECRET in (await insider.get(paths[0], headers=HTMX)).text
    file = await stranger.get(f"/files/{house.files[kind]}", headers=HTMX)
    assert file.status_code == 404  # of the project's there are no bytes in this test


@pytest.mark.parametrize("kind", [kind for kind in KINDS if hidden(kind)])
async def test_nothing_can_be_done_to_a_hidden_thing(
    app: App, browser: Browser, house: House, kind: str
) -> None:
    identity, comment = house.ids[kind], house.comments[kind]
    stranger = await browser(house.stranger)
    for path in (
        f"/app/discuss/{kind}/{identity}", f"/app/discuss/{kind}/{identity}/follow",
        f"/app/comments/{comment}/edit", f"/app/comments/{comment}/remove",
        f"/app/documents/{kind}/{identity}", f"/app/notes/{kind}/{identity}",
        f"/app/documents/file/{house.files[kind]}/archive",
    ):  # fmt: skip
        answer = await stranger.post(path, data={"text": "x", "name": "x"}, headers=HTMX)
        assert answer.status_code in (403, 404), path
        assert SECRET not in answer.text
    async with app.sessions.begin() as session:
        with pytest.raises(NotFound):
            await service.add_comment(
                session, make.actor_of(house.stranger), kind, identity, text="x"
            )
        row = await session.get(Comment, comment)
        assert row is not None
        assert row.removed_at is None


@pytest.mark.parametrize("kind", KINDS)
async def test_only_a_colleague_who_may_see_it_is_mentioned_or_offered(
    app: App, browser: Browser, house: House, kind: str
) -> None:
    boss = await browser(house.boss)
    base = f"/app/discuss/{kind}/{house.ids[kind]}"

    offered = await boss.get(f"{base}/who?q=", headers=HTMX)
    assert "@Inka" in offered.text
    assert ("@Outi" in offered.text) is not hidden(kind)
    fine = await boss.post(base, data={"text": "@Inka katso"}, headers=HTMX)
    assert 'class="named">@Inka<' in fine.text
    refused = await boss.post(base, data={"text": "@Outi katso tätä"}, headers=HTMX)
    assert ("Outi may not see this" in refused.text) is hidden(kind)
    assert ("@Outi katso tätä</textarea>" in refused.text) is hidden(kind)
    async with app.sessions.reading() as session:
        assert len(await mentions_of(session, make.actor_of(house.insider))) == 1
        count = len(await mentions_of(session, make.actor_of(house.stranger)))
        assert count == (0 if hidden(kind) else 1)


async def test_a_mention_of_what_one_may_not_see_any_more_is_gone_from_home(
    app: App, browser: Browser, house: House
) -> None:
    async with app.sessions.begin() as session:
        await service.add_comment(
            session, make.actor_of(house.boss), "task", house.ids["task"], text=f"@Inka {SECRET}"
        )
    insider = await browser(house.insider)
    home = (await insider.get("/app")).text
    assert SECRET in home
    async with app.sessions.begin() as session:
        member = await session.get(StaffMember, house.insider.id)
        assert member is not None
        await session.refresh(member, ["roles"])
        member.roles = [await make.a_role(session, "Less", Permission.LOG_HOURS)]

    assert SECRET not in (await insider.get("/app")).text


async def test_others_words_are_not_ones_own_to_change(app: App, house: House) -> None:
    insider = make.actor_of(house.insider)
    async with app.sessions.begin() as session:
        for change in (service.remove_comment, service.restore_comment):
            with pytest.raises(NotAllowed):
                await change(session, insider, house.comments["task"])
        with pytest.raises(NotAllowed):
            await service.edit_comment(session, insider, house.comments["task"], text="x")
        with pytest.raises(NotAllowed):
            await service.rename_document(session, insider, house.files["task"], name="x")


async def test_several_and_unclear_names_are_told_of_before_anything_is_written(
    app: App, house: House
) -> None:
    boss = make.actor_of(house.boss)
    async with app.sessions.begin() as session:
        blind_role = [await make.a_role(session, "Blind", Permission.EXPORT_HOURS)]
        await make.a_member(session, "Ulla Suo", roles=blind_role)
        await make.a_member(session, "Ulla Maa", roles=blind_role)
        await make.a_team(session, "Piha")
        with pytest.raises(CannotSeeIt) as blind:
            await service.add_comment(
                session, boss, "customer", house.ids["customer"],
                text="@ulla.suo, @Outi ja @Piha tulkaa",
            )  # fmt: skip
        assert "Ulla Suo, Outi, Piha may not see this" in blind.value.sentence()
        with pytest.raises(WhoIsMeant) as unclear:
            await service.add_comment(
                session, boss, "customer", house.ids["customer"], text="@Ulla tule"
            )
        assert "@ulla.suo, @ulla.maa" in unclear.value.sentence()

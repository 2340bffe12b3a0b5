"""Rights side by side, a role's eyes, parts that are off."""

import html
from typing import Any

import pytest
import sqlalchemy as sa

from core.access.permissions import GROUPS, SENTENCES, Permission
from core.contact_requests.models import ContactRequest
from core.discussion.service import add_comment
from core.errors import NotAllowed
from core.settings import keys
from core.settings.service import set_value
from core.staff.models import Role, StaffMember
from core.staff.queries import actor_for
from core.startup import App
from core.work.service import change_task, create_task
from tests import make
from tests.admin.conftest import Browser


async def _roles(app: App) -> dict[str, Role]:
    async with app.sessions.reading() as session:
        return {role.name: role for role in await session.scalars(sa.select(Role))}


def _form(roles: dict[str, Role], **changed: Any) -> dict[str, Any]:
    form: dict[str, Any] = {}
    for role in roles.values():
        form[f"version_{role.id}"] = role.version
        form[f"may_{role.id}"] = sorted(role.allows)
    return form | changed


def test_every_right_stands_in_one_group() -> None:
    grouped = [right for _label, rights in GROUPS for right in rights]
    assert sorted(grouped) == sorted(SENTENCES) == sorted(Permission)


async def test_the_rights_of_all_roles_are_changed_on_one_page(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    client = await browser(owner)
    page = (await client.get("/settings/rights")).text
    assert [one for one in SENTENCES.values() if one not in html.unescape(page)] == []
    roles = await _roles(app)
    hired = next(role for role in roles.values() if not role.is_owner)
    form = _form(roles, **{f"may_{hired.id}": ["see_audit"], f"factor_{hired.id}": "1"})
    assert (await client.post("/settings/rights", data=form)).status_code == 303
    changed = (await _roles(app))[hired.name]
    assert (changed.permissions, changed.second_factor_required) == (["see_audit"], True)
    assert all(
        role.allows == roles[name].allows
        for name, role in (await _roles(app)).items() if name != hired.name
    )  # fmt: skip
    stale = await client.post("/settings/rights", data=form)
    assert stale.status_code == 422


async def test_nobody_gives_rights_they_lack_and_others_do_not_see_the_page(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Bosses", Permission.MANAGE_STAFF, Permission.LOG_HOURS)
        boss = await make.a_member(session, name="Bo", roles=[role])
    roles = await _roles(app)
    form = _form(roles, **{f"may_{role.id}": ["log_hours", "see_audit", "manage_staff"]})
    client = await browser(boss)
    refused = await client.post("/settings/rights", data=form)
    assert refused.status_code == 422
    assert (await _roles(app))["Bosses"].permissions == roles["Bosses"].permissions
    stranger = await browser(clerk)
    assert (await stranger.get("/settings/rights")).status_code == 403


async def test_looking_as_a_role_shows_what_it_sees_and_changes_nothing(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    client = await browser(owner)
    role = next(role for role in (await _roles(app)).values() if not role.is_owner)
    assert (await client.get("/settings/company")).status_code == 200
    await client.post("/app/see-as", data={"role_id": str(role.id)})

    assert (await client.get("/settings/company")).status_code == 403
    home = (await client.get("/app")).text
    assert f"You are looking as “{role.name}”" in home
    refused = await client.post("/app/me/language", data={"language": "fi"})
    assert refused.status_code == 403
    assert "Go back to your own eyes" in refused.text

    await client.post("/app/see-as/end")
    assert (await client.get("/settings/company")).status_code == 200
    other = await browser(clerk)
    assert (await other.post("/app/see-as", data={"role_id": str(role.id)})).status_code == 403


async def test_looking_at_a_request_as_a_role_leaves_it_unread(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        asked = await make.a_request(session, unread=True)
        role = await make.a_role(session, "Desk", *Permission)
    client = await browser(owner)
    await client.post("/app/see-as", data={"role_id": str(role.id)})
    assert (await client.get(f"/app/requests/{asked.number}")).status_code == 200
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(ContactRequest.unread)) is True
    await client.post("/app/see-as/end")
    await client.get(f"/app/requests/{asked.number}")
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(ContactRequest.unread)) is False


async def test_what_goes_with_a_part_is_reached_by_no_other_address_either(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        actor = make.actor_of(owner)
        task = await create_task(session, actor, title="Roof", doer_id=owner.id)
        project = await make.a_project(session, "Tower")
        said = await add_comment(session, actor, "task", task.id, text="Wet")
        await set_value(session, actor, keys.MODULES_OFF, "work projects")
    client = await browser(owner)
    for path in (
        f"/app/timeline/task/{task.id}", f"/app/beside/task/{task.id}", f"/app/comments/{said.id}",
        f"/app/timeline/project/{project.id}", f"/app/compose/project/{project.id}/note",
        "/app/lists/task/count", "/app/project-groups", "/app/project-steps", "/app/activity-types",
    ):  # fmt: skip
        assert (await client.get(path)).status_code == 404, path
    answer = await client.post(f"/app/discuss/task/{task.id}", data={"text": "Dry"})
    assert answer.status_code == 404
    for kind in ("task", "project"):
        assert (await client.get(f"/app/lists/suggest/{kind}")).text == ""
    async with app.sessions.begin() as session:
        actor = await actor_for(session, owner.id)
        with pytest.raises(NotAllowed):
            await change_task(session, actor, task.number, percent=5)
        with pytest.raises(NotAllowed):
            await create_task(session, actor, title="Wall", doer_id=owner.id)


async def test_a_part_that_is_off_vanishes_with_its_rights(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    assert 'href="/app/hours"' in (await client.get("/app")).text
    page = (await client.get("/settings/parts")).text
    assert "Time banks" in page
    kept = ["work", "projects", "absences", "banks", "notes", "api"]
    saved = await client.post("/settings/parts", data={"part": kept, "version": "0"})
    assert saved.status_code == 303

    assert 'href="/app/hours"' not in (await client.get("/app")).text
    for path in ("/app/hours", "/app/absences", "/app/banks", "/settings/hours"):
        assert (await client.get(path)).status_code == 404, path
    assert "Approve other people" not in (await client.get("/settings/rights")).text

    roles = await _roles(app)
    supervisor = next((one for one in roles.values() if Permission.APPROVE_HOURS in one.allows
                       and not one.is_owner), None)  # fmt: skip
    await client.post("/settings/rights", data=_form(roles))
    if supervisor is not None:
        again = (await _roles(app))[supervisor.name]
        assert again.allows == supervisor.allows, "saving the page loses no right of a hidden part"
    async with app.sessions.begin() as session:
        await set_value(session, make.actor_of(owner), keys.MODULES_OFF, "")
    assert (await client.get("/app/hours")).status_code == 200

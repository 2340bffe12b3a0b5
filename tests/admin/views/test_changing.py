"""Changing things in the console: by services, against the version seen, refused in words."""

from typing import Any

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from admin.base import ConfigView, ServiceView
from admin.console import Console
from admin.views import VIEWS
from core.access.actor import system
from core.access.permissions import SENTENCES
from core.settings.keys import KEYS
from core.settings.queries import load_company
from core.staff import service
from core.staff.models import Role, StaffMember
from core.startup import App
from tests.admin.conftest import Browser, form_values

BOSS = system("a test")


async def test_a_person_is_invited_changed_and_their_access_ended(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    form = {"name": "Matti", "email": "matti@work.example", "phone": "", "language": "fi"}
    created = await client.post("/settings/staff-member/create", data={**form, "save": "Save"})
    assert created.headers["location"] == "/settings/staff-member/list?done=saved"
    async with app.sessions.reading() as session:
        matti = (await session.scalars(
            sa.select(StaffMember).where(StaffMember.email == form["email"])
        )).one()  # fmt: skip
    edit = f"/settings/staff-member/edit/{matti.id}"
    page = (await client.get(edit)).text
    more = {"zone": "Europe/Helsinki", "day_minutes": "450", "channels": ["sms", "mail"],
            "quiet_from": "21:00", "quiet_until": ""}  # fmt: skip
    changed = await client.post(edit, data={**form, **more, **form_values(page), "name": "Matias"})
    assert changed.status_code == 302, changed.text
    ended = await client.post(f"/settings/staff-member/do/end/{matti.id}")
    assert ended.headers["location"] == f"{edit}?done=access_ended"
    assert "The access has ended" in (await client.get(ended.headers["location"])).text

    async with app.sessions.reading() as session:
        now = await session.get(StaffMember, matti.id)
        assert now is not None
        assert (now.name, now.channels, now.is_active) == ("Matias", ["mail", "sms"], False)
        assert (now.quiet_from is not None, now.quiet_until, now.sms_may_log) == (True, None, False)


async def test_the_second_of_two_editors_is_refused_and_keeps_what_was_typed(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        team = await service.create_team(session, BOSS, name="Pipes")
    client = await browser(owner)
    edit = f"/settings/team/edit/{team.id}"
    seen = form_values((await client.get(edit)).text)
    first = await client.post(edit, data={"name": "Drains", **seen})
    second = await client.post(edit, data={"name": "Roofs", **seen})

    assert (first.status_code, second.status_code) == (302, 400)
    assert "Somebody changed this while you were editing" in second.text
    assert 'value="Roofs"' in second.text


async def test_a_refusal_is_a_sentence_at_its_field(browser: Browser, owner: StaffMember) -> None:
    client = await browser(owner)
    form = {"name": "X", "email": "no address", "phone": "12", "language": "fi"}
    answer = await client.post("/settings/staff-member/create", data=form)

    assert answer.status_code == 400
    assert "This is not a whole mail address." in answer.text
    assert 'id="email-wrong"' in answer.text


async def test_the_last_owner_stays_in_the_console_too(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    answer = await client.post(f"/settings/staff-member/do/end/{owner.id}")

    page = await client.get(answer.headers["location"])
    assert "The last owner stays." in page.text


async def test_nobody_puts_words_into_a_page_by_a_link(
    browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    page = await client.get(
        "/settings/role/list?refused=Call+0900&by=abcdefghijkl&error=Evil&done=x"
    )

    assert "0900" not in page.text
    assert "Evil" not in page.text


async def test_a_role_shows_its_rights_as_boxes_with_sentences(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    page = (await client.get("/settings/role/create")).text
    for sentence in SENTENCES.values():
        assert sentence.replace("'", "&#39;") in page
    await client.post(
        "/settings/role/create", data={"name": "Hours", "permissions": ["log_hours", "see_audit"]}
    )

    async with app.sessions.reading() as session:
        role = (await session.scalars(sa.select(Role).where(Role.name == "Hours"))).one()
    assert role.permissions == ["see_audit", "log_hours"]
    removed = await client.post(f"/settings/role/do/remove/{role.id}")
    assert removed.headers["location"].startswith("/settings/role/list")
    owners = (await client.get("/settings/role/list")).text
    assert "Everything" in owners


async def test_an_unexpected_error_shows_no_sql(
    browser: Browser, owner: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: Any, **_more: Any) -> None:
        raise sa.exc.OperationalError("SELECT secret FROM x", {}, Exception("boom"))

    monkeypatch.setattr(service, "create_team", broken)
    client = await browser(owner)
    answer = await client.post("/settings/team/create", data={"name": "Pipes"})

    assert answer.status_code == 400
    assert "Nothing was saved" in answer.text
    assert "SELECT" not in answer.text


def test_sqladmin_s_sessions_cannot_write(app: App, web: Starlette) -> None:
    console = Console(Starlette(), app, VIEWS)

    assert console.session_maker.kw["bind"] is app.sessions.read_engine
    assert app.sessions.read_maker.kw["autoflush"] is True  # sqladmin configured its own, not ours
    for view in VIEWS:
        assert not view.can_delete
        assert not view.can_import
        assert issubclass(view, ConfigView)
        assert view.can_edit == (issubclass(view, ServiceView) and view.change is not None)


async def test_the_company_s_settings_are_saved_all_or_none(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    page = (await client.get("/settings/company")).text
    texts = {key.name: str(key.default) for key in KEYS if key.type is not bool}
    form = {**texts, "company_name": "Lehto Oy", "company_language": "sv", "company_zone": "Europe/Stockholm",
            "currency": "SEK", "country": "SE", "mail_signature": "Hälsningar", "sms_may_log": "1",
            "ack_limit_per_day": "5", "follow_up_hours": "8", **form_values(page)}  # fmt: skip
    refused = await client.post("/settings/company", data={**form, "follow_up_hours": "0"})
    assert refused.status_code == 422
    assert "from 1 to 720" in refused.text
    assert 'value="Lehto Oy"' in refused.text
    async with app.sessions.reading() as session:
        assert (await load_company(session)).name == ""
    saved = await client.post("/settings/company", data=form)
    stale = await client.post("/settings/company", data={**form, "company_name": "Other"})

    assert saved.status_code == 303
    assert saved.headers["location"] == "/settings/company?done=saved"
    assert "Somebody changed this" in stale.text
    async with app.sessions.reading() as session:
        company = await load_company(session)
    assert (company.name, company.zone, company.auto_acknowledge) == (
        "Lehto Oy", "Europe/Stockholm", False,
    )  # fmt: skip

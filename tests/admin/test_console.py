"""The console as a whole: who opens what, in which language, and how lists behave."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqladmin
import sqlalchemy as sa
from babel.messages.pofile import read_po

from admin import base
from admin.base import safe_cell
from admin.pages.rendering import STATIC
from admin.views import VIEWS
from core.access.actor import system
from core.access.permissions import Permission
from core.events.models import EventRecord
from core.kit.i18n import LOCALE_DIR
from core.staff import service
from core.staff.models import StaffMember, Team
from core.startup import App
from core.work.workflows import seed_default_workflow
from tests.admin.conftest import Browser

BOSS = system("a test")
IDENTITIES = [view.identity for view in VIEWS]
CREATED = [view.identity for view in VIEWS if view.can_create and view.identity != "stage"]


async def count_of(app: App, model: Any) -> int:
    async with app.sessions.reading() as session:
        return int(await session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_page_opens_in_every_language(
    app: App, browser: Browser, owner: StaffMember, language: str
) -> None:
    async with app.sessions.begin() as session:
        await service.change_member(session, BOSS, owner.id, language=language)
        await seed_default_workflow(session, BOSS)
    client = await browser(owner)
    paths = [
        "/settings/", "/settings/company", "/settings/jobs", "/settings/templates",
        *(f"/settings/{identity}/list" for identity in IDENTITIES),
        *(f"/settings/{identity}/create" for identity in CREATED),
        *(f"/settings/source/create?kind={kind}" for kind in ("telegram", "sms", "form")),
    ]  # fmt: skip

    for path in paths:
        answer = await client.get(path)
        assert answer.status_code == 200, path
        assert f'<html lang="{language}"' in answer.text


async def test_sqladmin_s_words_are_in_the_reader_s_language(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        rights = list(Permission)
        role = await service.create_role(session, BOSS, name="All", permissions=rights)
        await service.change_member(session, BOSS, clerk.id, language="fi", role_ids=[role.id])
    client = await browser(clerk)

    assert ">Tallenna<" in (await client.get("/settings/role/create")).text
    assert "Lataa CSV" in (await client.get("/settings/role/list")).text


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_everything_sqladmin_says_is_translated(language: str) -> None:
    """Drift: a new release of sqladmin brings new words."""
    template = Path(sqladmin.__file__).parent / "translations" / "admin.pot"
    path = LOCALE_DIR / language / "LC_MESSAGES" / "sqladmin.po"
    with template.open("rb") as file, path.open("rb") as ours:
        said, translated = read_po(file), read_po(ours)

    blank = re.compile(r"%\(\w+\)s")
    for message in said:
        found = translated.get(message.id) if message.id else message
        assert found is not None, message.id
        assert found.string or not message.id, message.id
        assert set(blank.findall(str(message.id))) == set(blank.findall(str(found.string))) or (
            not message.id
        )


async def test_no_head_of_a_list_is_the_name_of_a_column(
    browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)

    for view in VIEWS:
        page = (await client.get(f"/settings/{view.identity}/list")).text
        heads = set(re.findall(r'<th scope="col">([^<]*)</th>', page))
        assert not heads & set(view.column_list), view.identity
        assert "_" not in "".join(heads), view.identity


async def test_every_entry_of_the_menu_has_a_sign_that_exists(
    browser: Browser, owner: StaffMember
) -> None:
    page = (await (await browser(owner)).get("/settings/")).text
    drawn = set(re.findall(r'<symbol[^>]* id="([a-z-]+)"', (STATIC / "icons.svg").read_text()))
    used = set(re.findall(r"icons\.svg[^#\"]*#([a-z-]+)", page))

    assert used <= drawn, used - drawn


async def test_who_has_no_right_sees_neither_the_menu_nor_the_pages(
    browser: Browser, clerk: StaffMember
) -> None:
    client = await browser(clerk)

    assert "does not include settings" in (await client.get("/settings/")).text
    for path in ("/settings/company", "/settings/jobs",
                 *(f"/settings/{identity}/list" for identity in IDENTITIES)):  # fmt: skip
        assert (await client.get(path)).status_code == 403, path
    answer = await client.post("/settings/company", data={"company_name": "Mine"})
    assert answer.status_code in (400, 403, 422)
    assert (await client.post("/settings/role/create", data={"name": "Mine"})).status_code == 403


async def test_sqladmin_s_own_doors_are_closed(browser: Browser, owner: StaffMember) -> None:
    client = await browser(owner)

    for path in ("/settings/login", "/settings/logout", "/settings/role/import",
                 "/settings/role/ajax/lookup?name=x&term=y"):  # fmt: skip
        assert (await client.get(path)).status_code == 404, path
    assert (await client.delete("/settings/role/delete?pks=1")).status_code == 404
    assert (await client.get("/settings/role/export/json")).status_code == 404


async def test_a_spreadsheet_gets_no_formula(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        await service.create_team(session, BOSS, name='=HYPERLINK("http://evil")')
    answer = await (await browser(owner)).get("/settings/team/export/csv")

    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == ["Name", "People"]
    assert rows[1][0].startswith("'=HYPERLINK")
    assert [safe_cell(text)[0] for text in ("+1", "-1", "@x", "\tx", "=1")] == ["'"] * 5
    assert safe_cell("Matti") == "Matti"


async def test_a_list_of_many_rows_asks_little_and_counts_no_further_than_its_limit(
    app: App, browser: Browser, owner: StaffMember, monkeypatch: pytest.MonkeyPatch,
    queries: Callable[[], Any],
) -> None:  # fmt: skip
    monkeypatch.setattr(base, "COUNT_LIMIT", 40)
    async with app.sessions.begin() as session:
        for number in range(60):
            await service.create_team(session, BOSS, name=f"Team {number:02}")
    client = await browser(owner)
    with queries() as few:
        page = (await client.get("/settings/team/list")).text
    with queries() as events:
        assert (await client.get("/settings/event-record/list")).status_code == 200

    # who it is, page guard, company and counts of the frame, count, page, members of the page
    assert len(few) <= 14, few
    assert len(events) <= 13
    rows = [sql for sql in events if "FROM events" in sql and "count" not in sql]
    assert not any("payload" in sql for sql in rows)
    assert any("LIMIT" in sql and "count" in sql for sql in few)
    assert page.count("<tr>") == 26
    second = (await client.get("/settings/team/list?page=2")).text
    assert "Team 25" in second
    assert (await client.get("/settings/team/list?page=-3")).status_code == 200
    assert (await client.get("/settings/team/list?page=x")).status_code == 400


async def test_a_search_takes_signs_as_they_are_and_keeps_to_its_filter(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        await service.create_team(session, BOSS, name="100 % pipes")
        away = await service.create_team(session, BOSS, name="Pipes of old")
        await service.archive_team(session, BOSS, away.id)
    client = await browser(owner)

    found = (await client.get("/settings/team/list?search=%25")).text
    assert "100 % pipes" in found
    assert "Pipes of old" not in (await client.get("/settings/team/list?search=PIPES")).text
    assert "Pipes of old" in (await client.get("/settings/team/list?shown=away")).text
    none = (await client.get("/settings/team/list?search=zzz")).text
    assert "Nothing was found." in none


async def test_a_filter_knows_only_its_own_values(browser: Browser, owner: StaffMember) -> None:
    client = await browser(owner)

    page = await client.get("/settings/outbound-message/list?state=' OR 1=1 --")
    assert page.status_code == 200


async def test_archiving_takes_a_team_out_and_back(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        team = await service.create_team(session, BOSS, name="Pipes")
    client = await browser(owner)
    await client.post(f"/settings/team/do/archive/{team.id}")
    async with app.sessions.reading() as session:
        assert (await session.get_one(Team, team.id)).is_archived
    await client.post(f"/settings/team/do/restore/{team.id}")
    async with app.sessions.reading() as session:
        assert not (await session.get_one(Team, team.id)).is_archived
    assert (await client.post(f"/settings/team/do/nonsense/{team.id}")).status_code == 404


async def test_refusals_are_no_errors_in_the_log(
    browser: Browser, owner: StaffMember, caplog: pytest.LogCaptureFixture
) -> None:
    client = await browser(owner)
    await client.post("/settings/team/create", data={"name": " "})
    await client.post("/settings/staff-member/create",
                      data={"name": "X", "email": owner.email, "language": "fi"})  # fmt: skip

    assert not [line for line in caplog.records if line.exc_info]


async def test_nothing_is_stored_by_looking(app: App, browser: Browser, owner: StaffMember) -> None:
    client = await browser(owner)
    before = await count_of(app, EventRecord)
    for identity in IDENTITIES:
        await client.get(f"/settings/{identity}/list")

    assert await count_of(app, EventRecord) == before

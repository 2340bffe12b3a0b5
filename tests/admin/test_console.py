"""The configuration console: reading in pages, writing through services, nothing given away."""

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
from starlette.applications import Starlette

from admin import base
from admin.base import ConfigView, ServiceView, safe_cell
from admin.console import Console
from admin.views import VIEWS
from core.access.actor import system
from core.access.permissions import SENTENCES, Permission
from core.events.models import EventRecord
from core.kit.i18n import LOCALE_DIR
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.service import queue_message
from core.settings.keys import KEYS
from core.settings.queries import load_company
from core.sources import service as sources
from core.sources.models import Source, SourceKind
from core.staff import service
from core.staff.models import Role, StaffMember, Team
from core.startup import App
from core.work.workflows import seed_default_workflow
from tests.admin.conftest import Browser, form_values

BOSS = system("a test")
IDENTITIES = [view.identity for view in VIEWS]
CREATED = [view.identity for view in VIEWS if view.can_create and view.identity != "stage"]


async def count_of(app: App, model: Any) -> int:
    async with app.sessions.reading() as session:
        return int(await session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


# --- opening -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_page_opens_in_every_language(
    app: App, browser: Browser, owner: StaffMember, language: str
) -> None:
    async with app.sessions.begin() as session:
        await service.change_member(session, BOSS, owner.id, language=language)
        await seed_default_workflow(session, BOSS)
    client = await browser(owner)
    paths = [
        "/settings/", "/settings/company", "/settings/jobs",
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


# --- changing ----------------------------------------------------------------------------------


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


# --- sources -----------------------------------------------------------------------------------


async def test_credentials_are_written_but_never_shown(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    client = await browser(owner)
    form = {
        "name": "Help", "address": "help@firm.example", "set_imap_host": "imap.example",
        "set_imap_port": "993", "set_imap_tls": "tls", "set_user": "help", "set_folder": "INBOX",
        "set_after": "keep", "set_smtp_port": "465", "set_smtp_tls": "tls", "active": "y",
        "language": "", "set_password": "s3cret-word",
    }  # fmt: skip
    created = await client.post("/settings/source/create?kind=mailbox", data=form)
    assert created.status_code == 302, created.text
    async with app.sessions.reading() as session:
        source = (await session.scalars(sa.select(Source))).one()
        assert await sources.secrets_of(session, source) == {"password": "s3cret-word"}
    edit = f"/settings/source/edit/{source.id}"
    page = (await client.get(edit)).text
    assert "s3cret-word" not in page
    assert "Saved. Type a new one to replace it." in page

    form["set_password"] = ""
    assert (await client.post(edit, data={**form, **form_values(page)})).status_code == 302
    async with app.sessions.reading() as session:
        kept = await session.get(Source, source.id)
        assert kept is not None
        assert await sources.secrets_of(session, kept) == {"password": "s3cret-word"}
    refused = await client.post(
        edit, data={**form, "set_password": "n3w-word", "set_imap_host": ""}
    )
    assert refused.status_code == 400
    assert "n3w-word" not in refused.text
    exported = await client.get("/settings/source/export/csv")
    audit = await client.get("/settings/event-record/list")
    assert "s3cret-word" not in exported.text + audit.text


async def test_how_a_source_fares_is_said_in_words(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        source = await sources.create_source(
            session, BOSS, kind=SourceKind.FORM, name="Form", address="ask-us"
        )
        await sources.report_failure(session, source.id, "The server refused the password.")
    page = (await (await browser(owner)).get(f"/settings/source/edit/{source.id}")).text

    assert "Does not work since" in page
    assert "The server refused the password." in page
    assert "http://127.0.0.1:8010/form/ask-us" in page


async def test_a_source_of_no_known_kind_is_not_found(browser: Browser, owner: StaffMember) -> None:
    client = await browser(owner)

    for kind in ("webchat", "nonsense"):
        assert (await client.get(f"/settings/source/create?kind={kind}")).status_code == 404


# --- company -----------------------------------------------------------------------------------


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


# --- workflows ---------------------------------------------------------------------------------


async def test_a_workflow_gets_another_stage(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        workflow = await seed_default_workflow(session, BOSS)
    client = await browser(owner)
    page = (await client.get(f"/settings/workflow/edit/{workflow.id}")).text
    new = re.findall(r'href="(/settings/stage/create[^"]+)"', page)[0]
    assert (await client.post(new, data={"name": "Agreed", "kind": "waiting"})).status_code == 302

    page = (await client.get(f"/settings/workflow/edit/{workflow.id}")).text
    assert "Agreed" in page
    assert "Waits for somebody else" in page


# --- outbox and audit --------------------------------------------------------------------------


async def a_message(app: App, **values: Any) -> OutboundMessage:
    async with app.sessions.begin() as session:
        given = {"once_key": "k", "channel": "mail", "kind": "invitation", "address": "a@x.example",
                 "payload": {"text": "https://x/link/invitation/TOKEN"}, "subject": "Hi"}  # fmt: skip
        await queue_message(session, **{**given, **values})
        message = (await session.scalars(sa.select(OutboundMessage))).one()
        message.state = OutboundState.DEAD
    return message


async def test_a_failed_message_is_sent_again_by_a_post_only(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    message = await a_message(app)
    client = await browser(owner)
    act = f"/settings/outbound-message/do/retry/{message.id}"
    assert (await client.get(act)).status_code == 405
    answer = await client.post(act)
    assert "done=sent_again" in answer.headers["location"]
    again = await client.post(act)
    assert "refused=" in again.headers["location"]

    async with app.sessions.reading() as session:
        now = await session.get(OutboundMessage, message.id)
        assert now is not None
        assert now.state == OutboundState.QUEUED


async def test_the_outbox_gives_no_way_in_away(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    message = await a_message(app)
    client = await browser(owner)

    for path in (f"details/{message.id}", "list", "export/csv"):
        page = (await client.get(f"/settings/outbound-message/{path}")).text
        assert "TOKEN" not in page, path
        assert "a@x.example" in page, path


async def test_an_event_shows_who_and_what_and_escapes_it(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        await service.create_team(session, BOSS, name="<b>Pipes</b>")
        fact = (await session.scalars(
            sa.select(EventRecord).where(EventRecord.name == "TeamCreated")
        )).one()  # fmt: skip
    page = (await (await browser(owner)).get(f"/settings/event-record/details/{fact.id}")).text

    assert "Team created" in page
    assert "&lt;b&gt;Pipes" in page


# --- lists -------------------------------------------------------------------------------------


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

    page = await client.get("/settings/outbound-message/list?state=' OR 1=1 --&channel=%00")
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

"""Sources in the console: their credentials and their state."""

import sqlalchemy as sa

from core.access.actor import system
from core.sources import service as sources
from core.sources.models import Source, SourceKind
from core.staff.models import StaffMember
from core.startup import App
from tests.admin.conftest import Browser, form_values

BOSS = system("a test")


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
    assert page.count("Saved. Type a new one to replace it.") == 1  # no other one is stored
    assert "object at" not in page
    assert '<h1 class="page-title">Help</h1>' in page

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

"""Notes, documents and letters on a thing's page, and the company's own notes."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from core.access.permissions import Permission
from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.discussion import service as discussion
from core.files.models import StoredFile
from core.outbound.models import OutboundMessage
from core.people import reaching
from core.people.service import create_customer
from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser

HTMX = {"HX-Request": "true"}
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


@pytest.fixture
async def boss(app: App) -> StaffMember:
    """Somebody who sees everything."""
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "All", *Permission)
        return await make.a_member(session, "Anna", roles=[role])


@pytest.fixture
async def customer(app: App, boss: StaffMember, clock: Any) -> UUID:
    """A company with a mail address and a number."""
    actor = make.actor_of(boss)
    async with app.sessions.begin() as session:
        made = await create_customer(session, actor, name="Lehto Oy", email="info@lehto.example")
        owner = reaching.Owner(None, made.organisation_id)
        await reaching.add_phone(session, actor, owner, "+358401234567", country="FI")
        return made.id


async def test_several_files_go_up_at_once_and_are_renamed_and_put_away(
    app: App, browser: Browser, boss: StaffMember, customer: UUID
) -> None:
    client = await browser(boss)

    shown = await client.post(
        f"/app/documents/customer/{customer}", headers=HTMX,
        files=[("files", ("../<i>Sopimus</i>.pdf", b"%PDF-1.4 x", "application/pdf")),
               ("files", ("kuva.png", PNG, "image/png"))],
    )  # fmt: skip
    assert "&lt;i&gt;Sopimus&lt;" in shown.text or "i&gt;.pdf" in shown.text
    assert "<i>" not in shown.text
    async with app.sessions.reading() as session:
        rows = {row.content_type: row for row in await session.scalars(sa.select(StoredFile))}
    picture, paper = rows["image/png"], rows["application/pdf"]
    small = await client.get(f"/files/{picture.id}/picture")
    assert (small.status_code, small.content) == (200, PNG)
    assert small.headers["x-content-type-options"] == "nosniff"
    assert (await client.get(f"/files/{paper.id}/picture")).status_code == 404
    whole = await client.get(f"/files/{paper.id}")
    assert whole.headers["content-disposition"].startswith("attachment")

    renamed = await client.post(
        f"/app/documents/file/{paper.id}/rename", data={"name": "Sopimus 2026"}, headers=HTMX
    )
    assert "Sopimus 2026.pdf" in renamed.text
    away = await client.post(f"/app/documents/file/{paper.id}/archive", headers=HTMX)
    assert "1 file put away" in away.text
    back = await client.post(f"/app/documents/file/{paper.id}/restore", headers=HTMX)
    assert "put away" not in back.text.split("Documents")[1].split("Put away")[-1]
    told = await client.get(f"/app/timeline/customer/{customer}", headers=HTMX)
    assert "Renamed a file" in told.text
    assert f'/files/{picture.id}"' in told.text


async def test_a_file_that_is_too_large_is_refused_in_words_and_nothing_is_kept(
    app: App, browser: Browser, boss: StaffMember, customer: UUID
) -> None:
    client = await browser(boss)
    large = b"x" * (app.settings.max_upload_bytes + 1)

    shown = await client.post(
        f"/app/documents/customer/{customer}", headers=HTMX,
        files=[("files", ("a.txt", b"x", "text/plain")), ("files", ("b.txt", large, ""))],
    )  # fmt: skip

    assert "The file b.txt is too large" in shown.text
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(StoredFile))).all() == []


async def test_a_note_is_written_pinned_changed_and_put_away(
    browser: Browser, boss: StaffMember, customer: UUID
) -> None:
    client = await browser(boss)
    base = f"/app/notes/customer/{customer}"

    first = await client.post(base, data={"title": "Key", "text": "<u>Pot</u>"}, headers=HTMX)
    assert "&lt;u&gt;Pot" in first.text
    second = await client.post(
        base, data={"title": "Dog", "text": "Bites", "pinned": "1"}, headers=HTMX
    )
    assert second.text.index("Dog") < second.text.index("Key")
    refused = await client.post(base, data={"title": "Empty", "text": " "}, headers=HTMX)
    assert "Write the note." in refused.text
    assert 'value="Empty"' in refused.text
    note = second.text.split("/app/notes/")[1].split("/")[0]
    late = await client.post(
        f"/app/notes/{note}/edit", data={"text": "x", "title": "", "version": "9"}, headers=HTMX
    )
    assert "Somebody changed this" in late.text
    away = await client.post(f"/app/notes/{note}/archive", headers=HTMX)
    assert "Dog" not in away.text


async def test_company_notes_are_found_by_their_words_and_written_by_those_who_may(
    app: App, browser: Browser, boss: StaffMember, clerk: StaffMember
) -> None:
    writer, reader = await browser(boss), await browser(clerk)

    made = await writer.post("/app/notes/new", data={"title": "Äänitys", "text": "Sano näin: hei"})
    assert made.status_code == 303
    page = made.headers["location"].split("?")[0]
    assert "Sano näin" in (await reader.get(page)).text
    assert "Äänitys" in (await reader.get("/app/notes?q=AANITYS+sano")).text
    assert "Äänitys" not in (await reader.get("/app/notes?q=muu")).text
    assert (await reader.get("/app/notes/new")).status_code == 403
    refused = await reader.post(f"{page}/edit", data={"title": "x", "text": "y"})
    assert refused.status_code == 422
    assert "You do not have the right" in refused.text
    assert (await writer.post(f"{page}/archive")).status_code == 303
    assert "Äänitys" not in (await reader.get("/app/notes")).text
    assert "Äänitys" in (await reader.get("/app/notes?archived=1")).text


async def _letter(client: Any, customer: UUID, tab: str, **data: str) -> Any:
    return await client.post(f"/app/compose/customer/{customer}/{tab}", data=data, headers=HTMX)


async def test_a_mail_from_a_card_begins_a_thread_of_the_writers_own_and_then_goes_on_in_it(
    app: App, browser: Browser, boss: StaffMember, customer: UUID
) -> None:
    client = await browser(boss)
    form = await client.get(f"/app/compose/customer/{customer}/mail", headers=HTMX)
    assert "It begins a new thread" in form.text
    way = "info@lehto.example "

    unnamed = await _letter(client, customer, "mail", way=way, text="Hello")
    assert "Give the mail a subject." in unnamed.text
    assert "Hello</textarea>" in unnamed.text
    sent = await _letter(client, customer, "mail", way=way, subject="Visit", text="Hello")
    assert "timeline" in sent.text
    async with app.sessions.reading() as session:
        asked = (await session.scalars(sa.select(ContactRequest))).one()
        row = (await session.scalars(sa.select(OutboundMessage))).one()
        assert (asked.assignee_id, asked.customer_id, asked.waiting_since) == (
            boss.id, customer, None
        )  # fmt: skip
        assert (row.channel, row.address, row.subject) == ("mail", "info@lehto.example", "Visit")
        assert row.payload["message_id"]

    stale = await _letter(client, customer, "mail", way=way, subject="Again", text="More")
    assert "Something changed meanwhile." in stale.text
    assert f"It continues the request {asked.number}" in stale.text
    await _letter(client, customer, "mail", way=f"{way}{asked.number}", text="More")
    async with app.sessions.reading() as session:
        texts = (await session.scalars(sa.select(Message.text).order_by(Message.id))).all()
        talks = (await session.scalars(sa.select(Message.conversation_id))).all()
        assert texts == ["Hello", "More"]
        assert len(set(talks)) == 1


async def test_a_text_message_goes_to_a_number_of_the_card_only(
    app: App, browser: Browser, boss: StaffMember, customer: UUID
) -> None:
    client = await browser(boss)

    refused = await _letter(client, customer, "sms", way="+358409999999 ", text="Hei")
    assert "does not work any more" in refused.text
    await _letter(client, customer, "sms", way="+358401234567 ", text="Tulemme klo 8")

    async with app.sessions.reading() as session:
        row = (await session.scalars(sa.select(OutboundMessage))).one()
        assert (row.channel, row.address, row.payload["text"]) == (
            "sms", "+358401234567", "Tulemme klo 8"
        )  # fmt: skip


async def test_whoever_answers_no_requests_writes_to_nobody(
    app: App, browser: Browser, customer: UUID
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "Look", Permission.SEE_CUSTOMERS)
        looker = await make.a_member(session, "Lo", roles=[role])
    client = await browser(looker)

    assert (await client.get(f"/app/compose/customer/{customer}/mail")).status_code == 403
    sent = await _letter(client, customer, "mail", way="info@lehto.example ", text="x")
    assert sent.status_code == 403
    page = await client.get(f"/app/compose/customer/{customer}/note", headers=HTMX)
    assert "/mail" not in page.text
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(OutboundMessage))).all() == []


async def test_what_is_said_on_a_card_may_be_taken_into_a_letter(
    app: App, browser: Browser, boss: StaffMember, customer: UUID
) -> None:
    async with app.sessions.begin() as session:
        await discussion.add_note(
            session, make.actor_of(boss), "company", None, title="Thanks", text="Thank you!"
        )
    client = await browser(boss)

    form = await client.get(f"/app/compose/customer/{customer}/mail", headers=HTMX)

    assert 'data-text="Thank you!"' in form.text

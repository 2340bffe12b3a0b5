"""A person goes from every table, file, original and index at once; the books stay."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
import zstandard
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.contact_requests import service as requests
from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.db.base import Record
from core.discussion import service as discussion
from core.errors import Invalid, NotAllowed
from core.events.models import EventRecord
from core.events.sealing import seal_committed, verify_seals
from core.files.models import StoredFile
from core.files.service import store_file
from core.inbox.raw import store_raw
from core.inbox.service import Arrival, receive_many
from core.intake.intake import take_in
from core.intake.models import RoutingRule
from core.kit import clock
from core.kit.ids import new_token
from core.outbound.service import queue_message
from core.people import reaching
from core.people import service as people
from core.people.models import Customer, Person
from core.people.queries import persons_by_address
from core.privacy import service
from core.privacy.exporting import archive
from core.sources.models import SourceKind
from core.startup import App
from core.timesheets import service as timesheets
from core.timesheets.models import TimeEntry
from core.work import service as work
from tests import make
from tests.core.intake.letters import letter

OWNER = system("a test")
MAIL, PHONE, NAME = "liisa.peltola@home.example", "+358401234567", "Liisa Peltola"
SECRETS = ("liisa", "peltola", "401234567", "secretword")
"""Each thing of theirs says "secretword"."""


@pytest.fixture
async def person_id(app: App) -> UUID:
    """Somebody with something of everything, known as a private customer; and a bystander."""
    async with app.sessions.begin() as session:
        mailbox = await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")
        await _wrote(session, mailbox.id)
        person_id = await _known(session)
        customer = await people.make_customer(session, OWNER, person_id)
        await session.flush()
        await _worked(session, customer, person_id)
        await _said(session, customer, person_id)
        await _ignored(session, mailbox.id)
        await take_in(session, [await _arrived(
            session, mailbox.id, "Bystander words", sender="kalle@other.example",
            name="Kalle Laine", subject="Roof",
        )])  # fmt: skip
    return person_id


async def _arrived(session: AsyncSession, source_id: UUID, text: str, **values: Any) -> Any:
    """Store a mail as it came and return it decoded."""
    sender = values.get("sender", MAIL)
    name = values.get("name", "")
    raw = f"From: {name} <{sender}>\r\nSubject: x\r\n\r\n{text}\r\n".encode()
    (raw_id,) = await store_raw(session, [raw])
    arrival = Arrival(source_id, "mail", new_token(9), {"envelope_from": sender}, raw_id)
    await receive_many(session, [arrival])
    return letter(source_id, arrival, text=text, **values)


async def _wrote(session: AsyncSession, source_id: UUID) -> None:
    first = await _arrived(
        session, source_id, "The secretword tap", sender=MAIL, name=NAME, phone=PHONE,
        subject="secretword leak", message_id="first@home.example", html="<p>secretword</p>",
        full_text="The secretword tap\n> secretword quoted",
        extra={"business_id": "1234567-1", "forward": {"from_address": "x@y.example",
                                                       "from_name": "secretword"}},
    )  # fmt: skip
    await take_in(session, [first])
    request = (await session.scalars(sa.select(ContactRequest))).one()
    message = (await session.scalars(sa.select(Message).where(Message.direction == "in"))).one()
    await store_file(
        session, name="secretword.pdf", data=b"a secret file", subject_kind="message",
        subject_id=message.id,
    )  # fmt: skip
    await requests.change_request(session, OWNER, request.number, subject="secretword pipe")
    await requests.answer(session, OWNER, request.number, text="Dear Liisa, secretword")


async def _known(session: AsyncSession) -> UUID:
    found = (await persons_by_address(session, [MAIL]))[MAIL].person_id
    assert found is not None
    await people.change_person(session, OWNER, found, language="sv")
    await reaching.add_email(session, OWNER, reaching.Owner(found, None), "liisa@second.example")
    return found


async def _worked(session: AsyncSession, customer: Customer, person_id: UUID) -> None:
    member = await make.a_member(session, "Matti", email="matti@work.example")
    actor = make.actor_of(member)
    request = (await session.scalars(sa.select(ContactRequest))).one()
    task = await work.create_task(
        session, OWNER, title="secretword visit", description=f"Ring {PHONE}",
        contact_request_id=request.id, customer_id=customer.id, person_id=person_id,
    )  # fmt: skip
    await timesheets.log_time(
        session, actor, day=clock.today(actor.zone) - timedelta(days=1), minutes=90,
        customer_id=customer.id, task_id=task.id, note=f"At {NAME}’s",
    )  # fmt: skip
    await queue_message(
        session, once_key="sms-1", channel="sms", kind="reminder", address=PHONE,
        payload={"text": "secretword"}, subject_kind="task", subject_id=task.id,
    )  # fmt: skip


async def _said(session: AsyncSession, customer: Customer, person_id: UUID) -> None:
    """What colleagues wrote: on their things, and on something else."""
    role = await make.a_role(session, "All", *Permission)
    colleague = make.actor_of(
        await make.a_member(session, "Beata", email="b@work.example", roles=[role])
    )
    elsewhere = await work.create_task(session, OWNER, title=f"Call {MAIL} about the roof")
    await session.flush()
    await discussion.add_comment(
        session, colleague, "customer", customer.id, text="secretword comment"
    )
    await discussion.add_comment(
        session, colleague, "task", elsewhere.id, text=f"As for {NAME.upper()}"
    )
    session.add(RoutingRule(
        name="Hers", conditions={"senders": [MAIL]}, actions={"priority": 1}, position=1
    ))  # fmt: skip


async def _ignored(session: AsyncSession, source_id: UUID) -> None:
    """A newsletter of theirs that opened nothing: no message points to it."""
    await take_in(session, [await _arrived(
        session, source_id, "secretword news", sender=MAIL, kind="list", name=NAME
    )])  # fmt: skip


async def everything(session: AsyncSession) -> AsyncIterator[tuple[str, str]]:
    """Yield (table.column, what it holds) of every column that may be personal, by metadata."""
    for table in Record.metadata.sorted_tables:
        for column in table.columns:
            if column.info.get("personal", "none") == "none":
                continue
            found = await session.scalars(sa.select(column).where(column.is_not(None)))
            for value in found:
                if isinstance(value, bytes):
                    value = zstandard.decompress(value, max_output_size=1_000_000).decode()
                yield f"{table.name}.{column.name}", str(value).lower()


async def holding(app: App) -> dict[str, set[str]]:
    """Return which columns hold which secrets."""
    found: dict[str, set[str]] = {}
    async with app.sessions.reading() as session:
        async for place, value in everything(session):
            if seen := {one for one in SECRETS if one in value}:
                found.setdefault(place, set()).update(seen)
    return found


async def test_after_erasing_no_column_holds_name_address_number_or_words(
    app: App, person_id: UUID
) -> None:
    async with app.sessions.reading() as session:
        key = (await session.scalars(sa.select(StoredFile.storage_key))).one()
    before = await holding(app)
    async with app.sessions.begin() as session:
        told = await service.erase_person(session, OWNER, person_id, reason="Asked on the phone")
    after = await holding(app)

    assert (told.name, told.requests, told.tasks) == (NAME, 1, 1)
    assert told.hours_kept == 1
    assert after == {}
    assert {place.partition(".")[0] for place in before} >= {
        "persons", "customers", "email_addresses", "phone_numbers", "conversations", "messages",
        "contact_requests", "tasks", "comments", "events", "files", "inbox_items", "raw_mails",
        "outbound_messages", "time_entries", "routing_rules", "search_entries",
    }  # fmt: skip
    with pytest.raises(FileNotFoundError):
        app.storage.open(key)


async def test_others_and_the_books_stay(app: App, person_id: UUID) -> None:
    async with app.sessions.begin() as session:
        await service.erase_person(session, OWNER, person_id, reason="Asked")
    async with app.sessions.reading() as session:
        entry = (await session.scalars(sa.select(TimeEntry))).one()
        words = [value async for _place, value in everything(session)]
        names = set(await session.scalars(sa.select(Person.name)))
        comments = [one for one in words if one.startswith("as for")]

    assert (entry.worked_minutes, entry.customer_id is not None) == (90, True)
    assert any("bystander words" in one for one in words)
    assert "Kalle Laine" in names
    assert comments == ["as for –"]
    assert any("about the roof" in one for one in words)


async def test_the_seals_hold_after_erasing(clock: Any, app: App, person_id: UUID) -> None:
    clock.shift(timedelta(minutes=1))
    async with app.sessions.begin() as session:
        await seal_committed(session)
    async with app.sessions.begin() as session:
        await service.erase_person(session, OWNER, person_id, reason="Asked")
    clock.shift(timedelta(minutes=1))
    async with app.sessions.begin() as session:
        sealed = await seal_committed(session)
        report = await verify_seals(session)

    assert sealed > 0
    assert report.broken_at is None


async def test_the_reason_is_kept_without_the_name(app: App, person_id: UUID) -> None:
    async with app.sessions.begin() as session:
        await service.erase_person(session, OWNER, person_id, reason=f"{NAME} wrote {MAIL}: go")
    async with app.sessions.reading() as session:
        fact = (await session.scalars(
            sa.select(EventRecord).where(EventRecord.name == "PersonErased")
        )).one()  # fmt: skip

    assert (fact.payload or {})["why"] == "– wrote –: go"


async def test_erasing_needs_the_right_and_a_reason(app: App, person_id: UUID) -> None:
    seeing = Actor(kind="staff", id=person_id, permissions=frozenset({Permission.SEE_CUSTOMERS}))
    async with app.sessions.begin() as session:
        with pytest.raises(NotAllowed):
            await service.erase_person(session, seeing, person_id, reason="x")
        with pytest.raises(NotAllowed):
            await service.export_person(session, seeing, person_id)
        with pytest.raises(Invalid):
            await service.erase_person(session, OWNER, person_id, reason="  ")
    assert await holding(app) != {}


async def test_a_name_that_others_bear_is_no_sign(app: App, person_id: UUID) -> None:
    async with app.sessions.begin() as session:
        await people.create_person(session, OWNER, name=NAME.upper())
        other = await work.create_task(session, OWNER, title=f"Visit {NAME}")
        other_id = other.id
    async with app.sessions.begin() as session:
        await service.erase_person(session, OWNER, person_id, reason="Asked")
    async with app.sessions.reading() as session:
        assert (await work_title(session, other_id)) == f"Visit {NAME}"


async def work_title(session: AsyncSession, task_id: UUID) -> str:
    """Return a task's title."""
    from core.work.models import Task

    return (await session.get_one(Task, task_id)).title


async def test_the_export_holds_words_files_and_originals(app: App, person_id: UUID) -> None:
    async with app.sessions.reading() as session:
        exported = await service.export_person(session, OWNER, person_id)
    packed = zipfile.ZipFile(io.BytesIO(await archive(app.storage, exported)))
    data = json.loads(packed.read("data.json"))

    assert packed.read("files/0001-secretword.pdf") == b"a secret file"
    mails = [packed.read(one).decode() for one in packed.namelist() if one.startswith("mails/")]
    assert sorted(one.strip().rpartition("\n")[2] for one in mails) == [
        "The secretword tap", "secretword news",
    ]  # fmt: skip
    assert data["person"]["name"] == NAME
    assert [one["number"] for one in data["requests"]] == [f"R-{clock.now().year}-0001"]
    assert {one["text"] for one in data["messages"]} >= {"The secretword tap\n> secretword quoted"}
    assert [one["title"] for one in data["tasks"]] == ["secretword visit"]
    assert data["said_by_staff"][0]["comment"] == "secretword comment"
    assert "hours" in data
    assert data["not_in_this_archive"] == []

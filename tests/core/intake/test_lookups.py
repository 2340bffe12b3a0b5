"""Whatever intake looks up is found through an index, on both databases: growth stays flat."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.models import ContactRequest
from core.conversations import tokens
from core.conversations.models import Conversation
from core.inbox import service as inbox
from core.inbox.raw import packed_raws, store_raw
from core.inbox.service import Arrival, receive_many
from core.intake.outcomes import Result
from core.sources.models import SourceKind
from core.startup import App
from mail import ledger
from mail.ledger import Folder, Landed
from tests import make
from tests.core.intake.letters import take, take_all

GROWING = {
    "messages", "conversations", "contact_requests", "thread_ids", "inbox_items", "raw_mails",
    "mail_ledger", "email_addresses", "phone_numbers", "persons", "organisations",
    "customers", "events", "outbound_messages", "files", "person_accounts",
}  # fmt: skip
Statement = tuple[str, Any]


@contextmanager
def noted(app: App) -> Iterator[list[Statement]]:
    """Collect what is read and changed in the block, each with its values."""
    seen: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, text: str, values: Any, _context: Any, many: bool) -> None:
        if re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", text):
            seen.setdefault(text, values[0] if many else values)

    engine = app.sessions.engine.sync_engine
    found: list[Statement] = []
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
        found += seen.items()


async def scanned(session: AsyncSession, text: str, values: Any) -> set[str]:
    """Return the growing tables that a statement goes through from end to end."""
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
        steps = [re.match(r"SCAN (\w+?)(_\d+)?\b", str(row[-1])) for row in plan]
        return {step[1] for step in steps if step} & GROWING
    await session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    plan = await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {text}", values)
    read = plan.scalar_one()
    return _scans((json.loads(read) if isinstance(read, str) else read)[0]["Plan"]) & GROWING


def _scans(node: dict[str, Any]) -> set[str]:
    whole = node["Node Type"] == "Seq Scan" or (
        node["Node Type"] in ("Index Scan", "Index Only Scan") and "Index Cond" not in node
    )
    found = {node["Relation Name"]} if whole and "Relation Name" in node else set()
    return found.union(*(_scans(inner) for inner in node.get("Plans", ())))


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """A database that nobody used before: what was there once would guide PostgreSQL's plans."""
    if database_kind == "sqlite":
        path = tmp_path / "apuri.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"plans{uuid4().hex}"
    server.create(name, template="base")
    yield server.url(name)
    server.drop(name)


@pytest.fixture
async def mailbox(session: AsyncSession) -> UUID:
    """A mailbox that mails come through."""
    return (await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")).id


async def test_understanding_mail_goes_through_no_growing_table(
    app: App, session: AsyncSession, mailbox: UUID
) -> None:
    first = await take(session, mailbox, message_id="first@customer.example", subject="Tap",
                       phone="+358401234567")  # fmt: skip
    request = await session.get_one(ContactRequest, first.request_id)
    token = (await session.get_one(Conversation, first.conversation_id)).token
    ours = tokens.message_id_for(session.info["keyring"], token, "firm.example")
    with noted(app) as statements:
        outcomes = await take_all(
            session, mailbox,
            {"in_reply_to": "first@customer.example", "references": ("never@seen.example",)},
            {"in_reply_to": ours},
            {"subject": f"Re: {request.number}"},
            {"subject": "Tap"},
            {"message_id": "first@customer.example"},
            {"sender": "new@other.example", "company": "Putki Oy", "phone": "+358407654321"},
            {"kind": "bounce", "bounced_message_id": ours,
             "bounced_addresses": ("liisa@customer.example",), "sender": ""},
        )  # fmt: skip
    assert {Result.JOINED, Result.OPENED, Result.REPEATED} <= {one.result for one in outcomes}
    assert len(statements) > 15
    for text, values in statements:
        assert (await scanned(session, text, values), text) == (set(), text)


async def test_the_ledger_goes_through_no_growing_table(app: App) -> None:
    async with app.sessions.begin() as session:
        source = await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")
    folder = Folder(source.id, "INBOX", 7)
    with noted(app) as statements:
        await ledger.open_cursor(app.sessions, folder)
        for _twice in range(2):
            landed = [Landed(uid, b"Message-ID: <%d@x>\r\n\r\nhei" % uid) for uid in (1, 2)]
            await ledger.store(app.sessions, folder, landed, last_uid=2, settled=False)
        async with app.sessions.begin() as writing:
            (raw_id,) = await store_raw(writing, [b"hei"])
            await receive_many(writing, [Arrival(source.id, "mail", "other", raw_id=raw_id)] * 2)
            items = await inbox.claim(writing, "test", 50, ["mail"])
            await packed_raws(writing, [item.raw_id for item in items if item.raw_id])
            await inbox.finish(writing, *items)
            waiting = await ledger.to_settle(writing, folder)
            await ledger.mark_settled(writing, list(waiting.values()))
    assert len(statements) > 6
    async with app.sessions.begin() as session:
        for text, values in statements:
            assert (await scanned(session, text, values), text) == (set(), text)


async def test_a_scan_is_seen(session: AsyncSession) -> None:
    text = "SELECT id FROM messages WHERE text = 'x'"
    assert await scanned(session, text, ()) == {"messages"}

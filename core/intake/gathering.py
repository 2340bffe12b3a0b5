"""Everything a batch needs to know, read with a fixed number of statements."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.contact_requests.models import ContactRequest
from core.conversations.models import Conversation, Message
from core.conversations.threads import (
    Seen,
    hash_of,
    ids_of_tokens,
    known_ids,
    wait_for_ids,
)
from core.db.among import is_among
from core.db.base import UtcDateTime, table_of
from core.inbox.incoming import IncomingMessage
from core.intake import queries
from core.intake.evidence import AUTOMATIC, CHATS, Clue, Evidence, gather, kind_of
from core.intake.findings import phone_of
from core.intake.models import RoutingRule
from core.kit.clock import now
from core.kit.loops import breathing
from core.people.addresses import mail_address, phone_number
from core.people.matching import AddressBook, Contact
from core.settings.queries import Company, load_company
from core.sources.models import Source
from core.staff.models import StaffMember

_NOBODY = re.compile(
    r"(no-?_?\.?reply|do-?not-?reply|ala-?vastaa|svara-?ej|mailer-daemon|postmaster|bounces?)"
    r"([+.@-]|$)",
    re.IGNORECASE,
)
RECENT = timedelta(days=3)
CHAT_PAUSE = timedelta(days=7)
"""After so long a chat message of the same sender is a new matter, unless a request is open."""
ROBOT = system("intake")


@dataclass(slots=True)
class Thread:
    """A conversation as the batch sees it; `case` is its request, or of what it is merged into."""

    id: UUID
    token: str
    channel: str
    source_id: UUID | None
    partner: str
    person_id: UUID | None
    language: str | None
    last_message_at: datetime
    subject_key: str = ""
    subject: str = ""
    case: "Case | None" = None
    is_new: bool = False
    merged_into: UUID | None = None


@dataclass(slots=True)
class Case:
    """A request as the batch sees it: a stored one with its changes, or the row of a new one."""

    id: UUID
    number: str
    state: str
    assignee_id: UUID | None
    waiting_since: datetime | None
    row: dict[str, Any] | None = None
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One message with what it says about itself. `asker` is whom an answer would go to."""

    message: IncomingMessage
    kind: str
    evidence: Evidence
    contact: Contact
    asker: str
    moment: datetime

    @property
    def is_automatic(self) -> bool:
        return self.kind in AUTOMATIC

    @property
    def answerable(self) -> bool:
        """Whether an acknowledgement makes sense: nobody reads at no-reply addresses."""
        return bool(self.asker) and not _NOBODY.match(self.asker)


@dataclass(slots=True)
class Batch:
    """What was read for a batch, and how it grows while the batch is understood."""

    items: list[Item]
    company: Company
    book: AddressBook
    rules: Sequence[RoutingRule]
    staff_addresses: frozenset[str]
    source_languages: dict[UUID, str | None]
    seen: dict[str, Seen] = field(default_factory=dict)
    threads: dict[UUID, Thread] = field(default_factory=dict)
    tokens: dict[str, UUID] = field(default_factory=dict)
    numbers: dict[str, UUID] = field(default_factory=dict)
    chats: dict[tuple[str, UUID | None, str], UUID] = field(default_factory=dict)
    opened_before: dict[str, int] = field(default_factory=dict)  # today, before this batch
    opened_lately: dict[str, list[UUID]] = field(default_factory=dict)
    subjects: dict[tuple[str, str], UUID] = field(default_factory=dict)
    repeats: dict[UUID, tuple[str, str]] = field(default_factory=dict)


async def load(session: AsyncSession, messages: Sequence[IncomingMessage]) -> Batch:
    """Read everything about these messages; requests of their threads are locked."""
    company = await load_company(session)
    sources = (await session.execute(_SOURCES)).all()
    own = frozenset(one.address.lower() for one in sources if "@" in one.address)
    keyring = session.info["keyring"]
    items = [_item(keyring, one, own, company) async for one in breathing(messages)]
    contacts = [one.contact for one in items if not one.is_automatic or one.kind == "list"]
    await wait_for_ids(session, _hashes_of(items) | {hash_of(item.asker) for item in items})
    batch = Batch(
        items, company,
        book=await AddressBook.load(session, ROBOT, contacts, country=company.country),
        rules=await queries.rules_in_use(session),
        staff_addresses=await _staff_among(session, items),
        source_languages={one.id: one.language for one in sources},
    )  # fmt: skip
    await _load_threads(session, batch)
    await _load_activity(session, batch)
    await _load_repeats(session, batch)
    return batch


def _item(keyring: Any, message: IncomingMessage, own: frozenset[str], company: Company) -> Item:
    sender = message.sender
    address = sender.address
    if message.channel == "sms":
        address = phone_number(address, company.country) or address
    elif "@" in address or message.channel == "mail":
        address = mail_address(address) or ""
    # A form's mail comes from the site itself; the person who filled it in is in its body.
    written = mail_address(sender.email)
    through_form = (
        message.mail is not None
        and message.mail.kind == "human"
        and written not in (None, address, *own)
        and (address in own or bool(_NOBODY.match(address)))
    )
    email = written if through_form or message.channel == "form" else None
    contact = Contact(
        message.channel, address, sender.name, phone_of(message), email, sender.company,
        message.language,
    )  # fmt: skip
    asker = mail_address(email) or address or phone_number(sender.phone, company.country) or ""
    kind = "human" if through_form and address in own else kind_of(message, own)
    latest = now() + timedelta(hours=1)
    sent = message.sent_at if message.sent_at and message.sent_at < latest else None
    return Item(
        message, kind, gather(keyring, message), contact, asker, sent or message.received_at
    )


async def _staff_among(session: AsyncSession, items: Iterable[Item]) -> frozenset[str]:
    """Return which senders write from (or forge) a member's address."""
    addresses = {item.contact.address for item in items if "@" in item.contact.address}
    if not addresses:
        return frozenset()
    return frozenset(await session.scalars(_STAFF, {"wanted": list(addresses)}))


def _clues_of(item: Item) -> list[Clue]:
    found = item.evidence
    return [*found.clues, *([found.bounced] if found.bounced else [])]


def _hashes_of(items: Iterable[Item]) -> set[str]:
    """Return every Message-ID that a batch names, its own included."""
    hashes: set[str] = set()
    for item in items:
        hashes.update(clue.hash for clue in _clues_of(item) if clue.hash)
        hashes.update(item.evidence.ancestors)
        if item.evidence.own_hash:
            hashes.add(item.evidence.own_hash)
    return hashes


async def _load_threads(session: AsyncSession, batch: Batch) -> None:
    clues = [clue for item in batch.items for clue in _clues_of(item)]
    tokens = {clue.token for clue in clues if clue.token}
    numbers = {item.evidence.number for item in batch.items if item.evidence.number}
    batch.seen = await known_ids(session, _hashes_of(batch.items))
    batch.tokens = await ids_of_tokens(session, tokens)
    batch.numbers = await queries.conversations_of_numbers(session, numbers)
    wanted = {one.conversation_id for one in batch.seen.values()}
    wanted |= {*batch.tokens.values(), *batch.numbers.values()}
    wanted |= await _load_chats(session, batch)
    await add_threads(session, batch, wanted)


async def _load_chats(session: AsyncSession, batch: Batch) -> set[UUID]:
    chats = [item for item in batch.items if item.message.channel in CHATS and item.asker]
    if not chats:
        return set()
    rows = await session.execute(
        sa.select(Conversation.channel, Conversation.source_id, Conversation.partner_address,
                  Conversation.id)
        .where(Conversation.channel.in_({item.message.channel for item in chats}),
               Conversation.partner_address.in_({item.asker for item in chats}),
               Conversation.last_message_at > now() - timedelta(days=365))
        .order_by(Conversation.last_message_at)
    )  # fmt: skip
    batch.chats = {(row[0], row[1], row[2]): row[3] for row in rows}
    return set(batch.chats.values())


async def add_threads(session: AsyncSession, batch: Batch, wanted: set[UUID]) -> None:
    """Load conversations that the batch does not have yet, with their requests.

    A merged one brings what it is merged into: one more round for each depth, whatever the batch.
    """
    missing, new = wanted - batch.threads.keys(), set[UUID]()
    while missing:
        await _load_missing(session, batch, missing)
        new |= missing
        found = (batch.threads[one].merged_into for one in missing if one in batch.threads)
        missing = {one for one in found if one} - batch.threads.keys() - new
    for one in new & batch.threads.keys():
        _lead_to_root(batch, batch.threads[one])


def _lead_to_root(batch: Batch, thread: Thread) -> None:
    """What comes into a merged conversation concerns the request it is merged into."""
    root, passed = thread, {thread.id}
    while root.merged_into in batch.threads and root.merged_into not in passed:
        passed.add(root.merged_into)
        root = batch.threads[root.merged_into]
    if root is not thread and root.case is not None:
        thread.case = root.case


async def _load_missing(session: AsyncSession, batch: Batch, missing: set[UUID]) -> None:
    given = {"wanted": list(missing)}
    cases = {row[0]: Case(*row[1:]) for row in await session.execute(_CASES, given)}
    for row in await session.execute(_THREADS, given):
        thread = batch.threads[row[0]] = Thread(*row[:-1])
        thread.case, thread.merged_into = cases.get(row[0]), row.merged_into_id


# Columns of tables, not of models, in statements built once: building them and making objects of
# their rows takes longer than running them.
_asked, _threads, _doors, _members = (
    table_of(one).c for one in (ContactRequest, Conversation, Source, StaffMember)
)  # fmt: skip
_STAFF = sa.select(_members.email).where(is_among(_members.email))
_CASES = (
    sa.select(_asked.conversation_id, _asked.id, _asked.number, _asked.state, _asked.assignee_id,
              _asked.waiting_since)
    .where(is_among(_asked.conversation_id))
    .order_by(_asked.id)
    .with_for_update()
)  # fmt: skip
_THREADS = sa.select(
    _threads.id, _threads.token, _threads.channel, _threads.source_id, _threads.partner_address,
    _threads.person_id, _threads.language, _threads.last_message_at, _threads.subject_key,
    _threads.subject, _threads.merged_into_id,
).where(is_among(_threads.id))  # fmt: skip
_SOURCES = sa.select(_doors.id, _doors.address, _doors.language).where(_doors.archived_at.is_(None))
_ACTIVITY = (
    sa.select(_threads.partner_address, _threads.subject_key, _threads.id, _threads.created_at)
    .where(is_among(_threads.channel, "channels"),
           is_among(_threads.partner_address),
           _threads.last_message_at > sa.bindparam("since", type_=UtcDateTime()))
    .order_by(_threads.last_message_at.desc())
    .limit(2000)
)  # fmt: skip


async def _load_activity(session: AsyncSession, batch: Batch) -> None:
    """What the senders began lately: for limits, and same subjects as suggestions."""
    senders = {item.asker for item in batch.items if item.asker and not item.is_automatic}
    if not senders:
        return
    moment = now()
    channels = list({item.message.channel for item in batch.items})
    given = {"channels": channels, "wanted": list(senders), "since": moment - RECENT}
    rows = await session.execute(_ACTIVITY, given)
    for address, key, identity, created_at in reversed(rows.all()):
        if key:
            batch.subjects[address, key] = identity
        if created_at > moment - timedelta(days=1):
            batch.opened_before[address] = batch.opened_before.get(address, 0) + 1
        if created_at > moment - timedelta(hours=1):
            batch.opened_lately.setdefault(address, []).append(identity)


async def _load_repeats(session: AsyncSession, batch: Batch) -> None:
    """The stored messages that have the Message-ID of an arrived one."""
    hashes = {item.evidence.own_hash for item in batch.items if item.evidence.own_hash}
    ids = {seen.message_id for one in hashes if (seen := batch.seen.get(one)) and seen.message_id}
    if not ids:
        return
    rows = await session.execute(
        sa.select(Message.id, Message.from_address, Message.text).where(Message.id.in_(ids))
    )
    batch.repeats = {row.id: (row.from_address, row.text) for row in rows}

"""Keeping the search index as things change.

What staff do in the panel or through the API is found at once: their facts' subscribers
(`core.views.subscribers`) write the index in the same transaction. Everything else (mail and chat in
bulk above all) is read a few seconds later from the sealed facts, by `core.views.filling`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.kit.ids import parse_id
from core.people.models import Customer, Person
from core.search.service import Entry, forget, forget_parts, index
from core.views.searchable import COMMENT, LOADERS, NOTE
from core.views.subscribers import WORDLESS
from core.work.models import Project, Task

Touched = dict[str, set[UUID]]
"""Ids by group of the index; beside the groups `organisation` and `opened` (contact requests)."""

OWN = ("task", "contact_request", "customer", "person", "project", "organisation")
NAMED_AFTER = 500
"""So many of the newest tasks, requests and projects follow a customer's new name."""


def touched_by(facts: Iterable[tuple[str, str, UUID | None, Mapping[str, Any] | None]]) -> Touched:
    """Return whose words facts (name, kind, id, payload) may have changed."""
    found: Touched = {}

    def add(group: str, identity: Any) -> None:
        identity = parse_id(identity) if isinstance(identity, str) else identity
        if isinstance(identity, UUID):
            found.setdefault(group, set()).add(identity)

    for name, kind, subject_id, payload in facts:
        said = payload or {}
        remark = said.get("comment_id") or said.get("note_id")
        if name in WORDLESS and not said.get("message_id"):
            continue
        if remark:
            add("remark", remark)
        elif kind in OWN:
            add(kind, subject_id)
        add("message", said.get("message_id"))
        if name == "RequestOpened":
            add("opened", subject_id)
        if name == "CustomerChanged" and "name" in (said.get("changes") or {}):
            add("renamed", subject_id)
    return found


async def load(session: AsyncSession, touched: Touched) -> tuple[list[Entry], Touched]:
    """Return the entries of what was touched, and what has none (any more)."""
    wanted = {group: set(ids) for group, ids in touched.items() if group in LOADERS}
    for group, along in await _follow(session, touched):
        wanted.setdefault(group, set()).update(along)
    entries: list[Entry] = []
    gone: Touched = {}
    for group, ids in wanted.items():
        loaded = await LOADERS[group](session, list(ids)) if ids else []
        entries += loaded
        there = {_identity(one) for one in loaded}
        if ids - there:
            gone[group] = ids - there
    return entries, gone


def _identity(entry: Entry) -> UUID | None:
    """Return whose entry it is: of a remark the comment's or note's id."""
    return parse_id(entry.part.partition(":")[2]) if entry.part else entry.id


async def _follow(session: AsyncSession, touched: Touched) -> list[tuple[str, Sequence[UUID]]]:
    """Return what changes along: messages of new requests, people of a company, what bears a name."""
    asks: list[tuple[str, Any]] = []
    if opened := touched.get("opened"):
        same = Message.conversation_id == ContactRequest.conversation_id
        asks.append(("message", sa.select(Message.id).join(ContactRequest, same)
                     .where(ContactRequest.id.in_(opened))))  # fmt: skip
    if companies := touched.get("organisation"):
        asks += [("customer", sa.select(Customer.id).where(Customer.organisation_id.in_(companies))),
                 ("person", sa.select(Person.id).where(Person.organisation_id.in_(companies)))]  # fmt: skip
    if renamed := touched.get("renamed"):
        asks += [
            (group, sa.select(table.id).where(table.customer_id.in_(renamed))
             .order_by(table.id.desc()).limit(NAMED_AFTER))
            for group, table in (("task", Task), ("project", Project), ("contact_request", ContactRequest))
        ]  # fmt: skip
    return [(group, (await session.scalars(query)).all()) for group, query in asks]


async def forget_all(session: AsyncSession, gone: Touched) -> None:
    """Take what has no words any more out of the index."""
    for group, ids in gone.items():
        if group == "remark":
            await _forget_remarks(session, ids)
        else:
            await forget(session, group, ids, part="")


async def _forget_remarks(session: AsyncSession, ids: Collection[UUID]) -> None:
    await forget_parts(session, [f"{sort}{one}" for one in ids for sort in (COMMENT, NOTE)])


async def refresh(session: AsyncSession, touched: Touched) -> int:
    """Bring the index up to date with what was touched, in this transaction."""
    entries, gone = await load(session, touched)
    await forget_all(session, gone)
    return await index(session, entries)

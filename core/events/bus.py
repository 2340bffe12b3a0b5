"""Recording facts and telling those who asked to be told.

An event is a frozen dataclass in the past tense in its domain's `events.py`; `subject` names what
it is about. `record` writes the audit row and runs the subscribers of the bus, which only write
rows in the same transaction.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.db.adding import add_rows
from core.events.models import EventRecord
from core.kit import clock, ids


@dataclass(frozen=True)
class Event:
    """A fact. `subject_kind` is the kind of thing, `subject_field` names the field with its id."""

    subject_kind: ClassVar[str] = ""
    subject_field: ClassVar[str] = ""

    @property
    def subject_id(self) -> UUID | None:
        found = getattr(self, self.subject_field, None) if self.subject_field else None
        return found if isinstance(found, UUID) else None


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as subscribers get it: who, when, and the audit row's id (for once-keys)."""

    event: Event
    record_id: UUID
    actor: Actor


Subscriber = Callable[[AsyncSession, Happened], Awaitable[None]]
Bus = Mapping[type[Event], Sequence[Subscriber]]


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: ids and moments as text."""
    if isinstance(value, UUID | date | datetime | time):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return value


def payload_of(event: Event) -> dict[str, Any]:
    """Return an event's fields as the audit stores them."""
    return {field.name: plain(getattr(event, field.name)) for field in fields(event)}


def digest_of(name: str, payload: Any) -> str:
    """Return the SHA-256 hex digest of an event's name and canonical payload."""
    text = json.dumps([name, payload], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


async def record(session: AsyncSession, actor: Actor, *events: Event) -> None:
    """Write facts into the audit and run their subscribers, in this transaction."""
    bus: Bus = session.info.get("bus", {})
    for event in events:
        happened = Happened(event, ids.new_id(), actor)
        subscribers = bus.get(type(event), ())
        if subscribers:
            await session.flush()
        await add_rows(session, EventRecord, row_of(happened, clock.now()))
        for subscriber in subscribers:
            await subscriber(session, happened)


def row_of(happened: Happened, moment: datetime) -> dict[str, Any]:
    """Return a fact as a row of the audit, written at a moment."""
    event, actor = happened.event, happened.actor
    name, payload = type(event).__name__, payload_of(event)
    return {
        "id": happened.record_id, "created_at": moment, "name": name,
        "subject_kind": event.subject_kind, "subject_id": event.subject_id,
        "actor_kind": actor.kind, "actor_id": actor.id, "actor_name": actor.name,
        "channel": actor.channel, "reason": actor.reason, "payload": payload,
        "digest": digest_of(name, payload),
    }  # fmt: skip

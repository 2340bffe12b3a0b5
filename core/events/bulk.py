"""Recording many facts with few statements."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.events.bus import Bus, Event, Happened, digest_of, payload_of
from core.events.models import EventRecord
from core.kit import clock, ids


async def record_many(
    session: AsyncSession, facts: Sequence[tuple[Actor, Event]]
) -> list[Happened]:
    """Write facts into the audit with one statement, then run their subscribers.

    A subscriber with an attribute `many` (an async function of session and a list of Happened)
    gets all its facts at once, so that a batch costs it no more statements than one.
    """
    if not facts:
        return []
    moment = clock.now()
    happened = [Happened(event, ids.new_id(), actor) for actor, event in facts]
    await session.flush()
    rows = [_row(one, moment) for one in happened]
    await session.execute(sa.insert(EventRecord.__table__), rows)  # type: ignore[arg-type]
    bus: Bus = session.info.get("bus", {})
    for kind in dict.fromkeys(type(one.event) for one in happened):
        same = [one for one in happened if type(one.event) is kind]
        for subscriber in bus.get(kind, ()):
            if many := getattr(subscriber, "many", None):
                await many(session, same)
                continue
            for one in same:
                await subscriber(session, one)
    return happened


def _row(one: Happened, moment: Any) -> dict[str, Any]:
    event, actor = one.event, one.actor
    name, payload = type(event).__name__, payload_of(event)
    return {
        "id": one.record_id, "created_at": moment, "name": name,
        "subject_kind": event.subject_kind, "subject_id": event.subject_id,
        "actor_kind": actor.kind, "actor_id": actor.id, "actor_name": actor.name,
        "channel": actor.channel, "reason": actor.reason, "payload": payload,
        "digest": digest_of(name, payload),
    }  # fmt: skip

"""Recording many facts with few statements."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.db.bulk import insert_rows
from core.events.bus import Bus, Event, Happened, row_of
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
    await insert_rows(session, EventRecord, [row_of(one, moment) for one in happened])
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

"""Recording many facts with few statements."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.db.bulk import insert_rows
from core.events.bus import Bus, Event, Happened, row_of
from core.events.models import EventRecord
from core.kit import clock, ids

_SHARED = "shared_by_subscribers"


def shared(session: AsyncSession) -> dict[str, Any]:
    """Return where those who are told of the same facts keep for each other what they looked up.

    It lasts as long as they are told: they only write rows, so nothing of it changes meanwhile.
    """
    found: dict[str, Any] = session.info.get(_SHARED, {})
    return found


@contextmanager
def _sharing(session: AsyncSession) -> Iterator[None]:
    is_outermost = _SHARED not in session.info
    session.info.setdefault(_SHARED, {})
    try:
        yield
    finally:
        if is_outermost:
            del session.info[_SHARED]


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
    with _sharing(session):
        for kind in dict.fromkeys(type(one.event) for one in happened):
            await _tell(session, kind, [one for one in happened if type(one.event) is kind])
    return happened


async def _tell(session: AsyncSession, kind: type[Event], same: Sequence[Happened]) -> None:
    bus: Bus = session.info.get("bus", {})
    for subscriber in bus.get(kind, ()):
        if many := getattr(subscriber, "many", None):
            await many(session, same)
            continue
        for one in same:
            await subscriber(session, one)

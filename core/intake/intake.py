"""Customers' words of every channel: into their thread, or a new contact request.

A batch of up to 50 messages is understood in memory, in order, over what was read for all of them,
and written in sets: the number of statements does not grow with the batch. Machines' mail is
attached to its thread or recorded; it never opens or reopens a request and never gets an answer.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from core.inbox.incoming import IncomingMessage
from core.intake import (
    acknowledgement,
    automatic,
    opening,
    replying,
    serving,
    spreading,
    threading,
)
from core.intake.gathering import Batch, Item, add_threads, load
from core.intake.outcomes import Outcome, Result
from core.intake.work import Work
from core.kit import clock
from core.kit.loops import breathing
from core.numbering.service import next_numbers

__all__ = ["take_in"]


async def take_in(session: AsyncSession, incoming: Sequence[IncomingMessage]) -> list[Outcome]:
    """Take in messages in the order they came; return what became of each."""
    if not incoming:
        return []
    batch = await load(session, incoming)
    await _load_suggested(session, batch)
    work = Work(batch, keyring=session.info["keyring"], settings=session.info["settings"])
    outcomes = [_take(work, item) async for item in breathing(batch.items)]
    await batch.book.write(session)
    await _number(session, work)
    await spreading.choose(session, work.choices)
    await serving.direct(session, work)
    await opening.drop_gone(session, work)
    opening.note_opened(work)
    acknowledged = await acknowledgement.queue(session, work)
    await work.rows.write(session)
    await automatic.mark_bounces(session, work)
    await opening.make_tasks(session, work)
    return [work.finished(outcome, acknowledged) for outcome in outcomes]


async def _load_suggested(session: AsyncSession, batch: Batch) -> None:
    """The threads of same subjects and of senders who flood us, one more pair of queries."""
    keys = {(item.asker, item.evidence.subject_key) for item in batch.items}
    wanted = {identity for key, identity in batch.subjects.items() if key in keys}
    wanted |= {ids[-1] for ids in batch.opened_lately.values() if len(ids) >= threading.FLOOD}
    await add_threads(session, batch, wanted)


def _take(work: Work, item: Item) -> Outcome:
    if thread := threading.repeated(work.batch, item):
        return work.outcome(item, Result.REPEATED, thread)
    if item.is_automatic:
        return automatic.attach(work, item)
    match = threading.find(work.batch, item)
    if match is not None and match.thread.case is not None:
        return replying.join(work, item, match)
    return opening.open_or_ignore(work, item, match)


async def _number(session: AsyncSession, work: Work) -> None:
    """Give the new requests their numbers, all at once."""
    new = [case for case in work.cases if case.row is not None]
    year = clock.local(clock.now(), work.batch.company.zone).year
    numbers = await next_numbers(session, "R", year=year, count=len(new))
    for case, number in zip(new, numbers, strict=True):
        assert case.row is not None
        case.number = case.row["number"] = number

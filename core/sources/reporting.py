"""What connections report of themselves: whether a source receives, and whether it can send."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.events.bus import record
from core.kit.clock import now
from core.kit.text import one_line
from core.sources import events
from core.sources.models import Source, SourceStatus


async def report_ok(session: AsyncSession, source_id: UUID, detail: str = "") -> None:
    """Note that a source works; a fact is recorded only when it did not before."""
    name = await _receives(session, source_id, SourceStatus.OK, detail, last_ok_at=now())
    if name is not None:
        await record(session, _ACTOR, events.SourceRecovered(source_id, name))


async def report_failure(session: AsyncSession, source_id: UUID, detail: str) -> None:
    """Note that a source fails, in a sentence for people; a fact only when it is news."""
    name = await _receives(session, source_id, SourceStatus.FAILING, detail)
    if name is not None:
        await record(session, _ACTOR, events.SourceFailed(source_id, name, one_line(detail)[:500]))


async def report_sending(session: AsyncSession, source_id: UUID) -> None:
    """Note that a mailbox sent something just now; a fact only after a failure."""
    name = await _sends(session, source_id, SourceStatus.OK, "", sent_at=now())
    if name is not None:
        await record(session, _ACTOR, events.SendingRecovered(source_id, name))


async def report_sending_failure(session: AsyncSession, source_id: UUID, detail: str) -> None:
    """Note that a mailbox cannot send, in a sentence for people; a fact only when it is news."""
    name = await _sends(session, source_id, SourceStatus.FAILING, detail)
    if name is not None:
        await record(session, _ACTOR, events.SendingFailed(source_id, name, one_line(detail)[:500]))


_ACTOR = system("what the connection reported")


async def _receives(
    session: AsyncSession, source_id: UUID, status: SourceStatus, detail: str, **values: Any
) -> str | None:
    values |= {"status": status, "status_detail": one_line(detail)[:500]}
    return await _note(session, source_id, Source.status, Source.status_since, values)


async def _sends(
    session: AsyncSession, source_id: UUID, status: SourceStatus, detail: str, **values: Any
) -> str | None:
    values |= {"sending_status": status, "sending_detail": one_line(detail)[:500]}
    return await _note(session, source_id, Source.sending_status, Source.sending_since, values)


async def _note(
    session: AsyncSession,
    source_id: UUID,
    status: sa.orm.InstrumentedAttribute[str],
    since: sa.orm.InstrumentedAttribute[Any],
    values: dict[str, Any],
) -> str | None:
    """Write a state; return the source's name when the state is news.

    Beside the version: how a source fares is no edit that a person's form could overwrite.
    """
    same = sa.update(Source).where(Source.id == source_id)
    seen = await session.execute(
        same.where(status == values[status.key]).values(**values).returning(Source.id)
    )
    if seen.first() is not None:
        return None
    news = await session.execute(
        same.where(Source.active, Source.archived_at.is_(None))
        .values(**{since.key: now()}, **values)
        .returning(Source.name)
    )
    name = news.scalar()
    return None if name is None else str(name)

"""Cards that asked several people for one thing: once it is done, every card says by whom."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit import clock
from core.kit.i18n import use_language
from core.notify.models import Notice
from core.outbound.cards import Card, card_from_json
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.service import Queued, queue_many

LOOKED_BACK = timedelta(days=30)


async def settle_cards(
    session: AsyncSession, subject_kind: str, subject_id: UUID, kinds: Sequence[str], *,
    once: UUID, line: Callable[[], str], kind: str, since: datetime | None = None,
    keeps_buttons: bool = False,
) -> None:  # fmt: skip
    """Edit the cards of these kinds that were shown, so that they end with `line`.

    Those not yet sent are stopped, unread notices count as seen. `once` is the id of the fact that
    made it so, `kind` that of the edits; cards from before `since` stay as they are.
    """
    rows = await _cards(session, subject_kind, subject_id, kinds, since)
    unsent = [row.id for row in rows if row.state == OutboundState.QUEUED]
    if unsent:
        await session.execute(
            sa.update(OutboundMessage)
            .where(OutboundMessage.id.in_(unsent), OutboundMessage.state == OutboundState.QUEUED)
            .values(state=OutboundState.CANCELLED)
            .execution_options(synchronize_session=False)
        )
    shown = [row for row in rows if row.state == OutboundState.SENT and row.provider_id]
    await queue_many(session, [_edit(row, once, line, kind, keeps_buttons) for row in shown])
    await _not_waiting(session, subject_kind, subject_id, kinds)


async def _cards(
    session: AsyncSession, subject_kind: str, subject_id: UUID, kinds: Sequence[str],
    since: datetime | None,
) -> Sequence[Any]:  # fmt: skip
    rows = await session.execute(
        sa.select(
            OutboundMessage.id, OutboundMessage.channel, OutboundMessage.address,
            OutboundMessage.payload, OutboundMessage.state, OutboundMessage.provider_id,
            OutboundMessage.source_id, OutboundMessage.kind, OutboundMessage.subject_kind,
            OutboundMessage.subject_id,
        )
        .where(
            OutboundMessage.subject_kind == subject_kind,
            OutboundMessage.subject_id == subject_id,
            OutboundMessage.kind.in_(kinds),
            OutboundMessage.channel.in_(("telegram", "webchat")),
            OutboundMessage.created_at >= (since or clock.now() - LOOKED_BACK),
        )
        .order_by(OutboundMessage.id)
    )  # fmt: skip
    return rows.all()


def _edit(row: Any, once: UUID, line: Callable[[], str], kind: str, keeps_buttons: bool) -> Queued:
    card = card_from_json(row.payload["card"])
    with use_language(row.payload.get("language")):
        text = f"{card.text}\n{line()}"
    # Without the buttons to act only what opens the page is left.
    links = tuple(b for buttons in card.rows for b in buttons if b.url)
    rows = card.rows if keeps_buttons else ((links,) if links else ())
    edited = Card(text, rows, edit_ref=row.provider_id)
    return Queued(
        f"settle-{once}-{row.id}", row.channel, kind, row.address,
        {"card": edited.as_json(), "language": row.payload.get("language")},
        subject_kind=row.subject_kind, subject_id=row.subject_id, source_id=row.source_id,
    )  # fmt: skip


async def _not_waiting(
    session: AsyncSession, subject_kind: str, subject_id: UUID, kinds: Sequence[str]
) -> None:
    """Somebody deals with it: the others' home pages need not say so any more."""
    await session.execute(
        sa.update(Notice)
        .where(
            Notice.subject_kind == subject_kind,
            Notice.subject_id == subject_id,
            Notice.kind.in_(kinds),
            Notice.read_at.is_(None),
        )
        .values(read_at=clock.now(), bundle_due_at=None)
        .execution_options(synchronize_session=False)
    )

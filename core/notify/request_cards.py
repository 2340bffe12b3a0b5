"""The cards that told a team of a request: once somebody deals with it, every card says who."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit import clock
from core.kit.i18n import _, use_language
from core.notify.models import Notice
from core.outbound.cards import Button, Card, card_from_json, press
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.service import Queued, queue_many

TAKING_KINDS = ("request_opened",)
LOOKED_BACK = timedelta(days=30)


def take_button(request_id: UUID) -> tuple[tuple[Button, ...], ...]:
    """Return the row with which a member takes a request."""
    return ((Button(_("Take"), press("take", request_id)),),)


async def settle(
    session: AsyncSession, request_id: UUID, *, once: UUID, line: Callable[[], str],
    can_take: bool = False,
) -> None:  # fmt: skip
    """Edit the cards that were shown, so that they end with `line`; stop those not yet sent.

    `once` is the id of the fact that made it so. With `can_take` the button comes back.
    """
    rows = await _cards(session, request_id)
    unsent = [row.id for row in rows if row.state == OutboundState.QUEUED]
    if unsent:
        await session.execute(
            sa.update(OutboundMessage)
            .where(OutboundMessage.id.in_(unsent), OutboundMessage.state == OutboundState.QUEUED)
            .values(state=OutboundState.CANCELLED)
            .execution_options(synchronize_session=False)
        )
    shown = [row for row in rows if row.state == OutboundState.SENT and row.provider_id]
    await queue_many(session, [_edit(row, once, line, can_take) for row in shown])
    await _not_waiting(session, request_id)


async def _cards(session: AsyncSession, request_id: UUID) -> Sequence[Any]:
    rows = await session.execute(
        sa.select(
            OutboundMessage.id, OutboundMessage.channel, OutboundMessage.address,
            OutboundMessage.payload, OutboundMessage.state, OutboundMessage.provider_id,
            OutboundMessage.source_id, OutboundMessage.kind, OutboundMessage.subject_id,
        )
        .where(
            OutboundMessage.subject_kind == "contact_request",
            OutboundMessage.subject_id == request_id,
            OutboundMessage.kind.in_(TAKING_KINDS),
            OutboundMessage.channel.in_(("telegram", "webchat")),
            OutboundMessage.created_at > clock.now() - LOOKED_BACK,
        )
        .order_by(OutboundMessage.id)
    )  # fmt: skip
    return rows.all()


def _edit(row: Any, once: UUID, line: Callable[[], str], can_take: bool) -> Queued:
    card = card_from_json(row.payload["card"])
    with use_language(row.payload.get("language")):
        text = f"{card.text}\n{line()}"
    # Without the button to take it only what opens the page is left.
    links = tuple(b for buttons in card.rows for b in buttons if b.url)
    rows = card.rows if can_take else ((links,) if links else ())
    edited = Card(text, rows, edit_ref=row.provider_id)
    return Queued(
        f"settle-{once}-{row.id}", row.channel, "request_settled", row.address,
        {"card": edited.as_json(), "language": row.payload.get("language")},
        subject_kind="contact_request", subject_id=row.subject_id, source_id=row.source_id,
    )  # fmt: skip


async def _not_waiting(session: AsyncSession, request_id: UUID) -> None:
    """Somebody deals with it: the others' home pages need not say so any more."""
    await session.execute(
        sa.update(Notice)
        .where(
            Notice.subject_kind == "contact_request",
            Notice.subject_id == request_id,
            Notice.kind.in_(TAKING_KINDS),
            Notice.read_at.is_(None),
        )
        .values(read_at=clock.now(), bundle_due_at=None)
        .execution_options(synchronize_session=False)
    )

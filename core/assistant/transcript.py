"""The web chat's transcript: what was said and shown, in order."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.assistant.models import ChatLine
from core.outbound.cards import Card

SHOWN = 60


async def lines_of(session: AsyncSession, staff_id: UUID) -> Sequence[ChatLine]:
    """Return the newest lines of a person's chat, oldest first."""
    newest = await session.scalars(
        sa.select(ChatLine)
        .where(ChatLine.staff_id == staff_id)
        .order_by(ChatLine.id.desc())
        .limit(SHOWN)
    )
    return list(reversed(newest.all()))


async def add_line(
    session: AsyncSession, staff_id: UUID, *, direction: str, text: str,
    buttons: list[Any] | None = None, file_ids: list[str] | None = None, card_id: UUID | None = None,
) -> ChatLine:  # fmt: skip
    """Add a line; `direction` is `in` for the person's words and `out` for ours."""
    line = ChatLine(
        staff_id=staff_id, direction=direction, text=text, buttons=buttons or [],
        file_ids=file_ids or [], card_id=card_id,
    )  # fmt: skip
    session.add(line)
    await session.flush()
    _told(session, staff_id)
    return line


async def show_card(
    session: AsyncSession, staff_id: UUID, card: Card, *, card_id: UUID | None = None
) -> ChatLine:
    """Add a card as a line, or put it in the place of the line it edits."""
    stored = card.as_json()
    files = [stored["photo_file_id"]] if stored["photo_file_id"] else []
    if card.edit_ref:
        line = await session.get(ChatLine, UUID(card.edit_ref))
        if line is not None and line.staff_id == staff_id:
            line.text, line.buttons = card.text, stored["rows"]
            line.revision += 1
            _told(session, staff_id)
            return line
    return await add_line(
        session, staff_id, direction="out", text=card.text, buttons=stored["rows"],
        file_ids=files, card_id=card_id,
    )  # fmt: skip


def _told(session: AsyncSession, staff_id: UUID) -> None:
    """Let the person's open chat pages look again after the commit."""
    wake = session.info.get("wake")
    if wake is not None:
        name = f"webchat:{staff_id}"
        session.info.setdefault("after_commit", []).append(lambda: wake(name))

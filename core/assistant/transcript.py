"""The web chat's transcript: what was said and shown, in order."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.assistant.models import ChatLine, Draft
from core.errors import NotFound
from core.outbound.cards import Card

SHOWN = 60
QUESTIONS = 5


async def lines_of(session: AsyncSession, staff_id: UUID) -> Sequence[ChatLine]:
    """Return the newest lines of a person's chat, oldest first, and what waits for an answer.

    An open question that no line shows any more, or that was asked elsewhere, comes last: as a line
    of the draft's id that is not stored.
    """
    newest = await session.scalars(
        sa.select(ChatLine)
        .where(ChatLine.staff_id == staff_id)
        .order_by(ChatLine.id.desc())
        .limit(SHOWN)
    )
    lines = list(reversed(newest.all()))
    return [*lines, *await _open_questions(session, staff_id, lines)]


async def _open_questions(
    session: AsyncSession, staff_id: UUID, lines: Sequence[ChatLine]
) -> list[ChatLine]:
    drafts = await session.scalars(
        sa.select(Draft)
        .where(Draft.staff_id == staff_id, Draft.done_at.is_(None))
        .order_by(Draft.id.desc())
        .limit(QUESTIONS)
    )
    shown = {button.get("data", "") for line in lines for row in line.buttons for button in row}
    found = []
    for draft in reversed(drafts.all()):
        card = draft.reading.get("shown") or {}
        if card and not any(draft.id.hex in data for data in shown):
            found.append(ChatLine(
                id=draft.id, staff_id=staff_id, direction="out", text=card["text"],
                buttons=card["rows"], file_ids=[], revision=1, created_at=draft.created_at,
            ))  # fmt: skip
    return found


async def add_line(
    session: AsyncSession, staff_id: UUID, *, direction: str, text: str,
    buttons: list[Any] | None = None, file_ids: list[str] | None = None, card_id: UUID | None = None,
    drawing: dict[str, Any] | None = None,
) -> ChatLine:  # fmt: skip
    """Add a line; `direction` is `in` for the person's words and `out` for ours."""
    line = ChatLine(
        staff_id=staff_id, direction=direction, text=text, buttons=buttons or [],
        file_ids=file_ids or [], card_id=card_id, drawing=drawing,
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
        file_ids=files, card_id=card_id, drawing=card.drawing,
    )  # fmt: skip


async def get_line(session: AsyncSession, staff_id: UUID, line_id: UUID) -> ChatLine:
    """Return a line of a person's own chat; raises NotFound."""
    line = await session.get(ChatLine, line_id)
    if line is None or line.staff_id != staff_id:
        raise NotFound
    return line


def _told(session: AsyncSession, staff_id: UUID) -> None:
    """Let the person's open chat pages look again after the commit."""
    wake = session.info.get("wake")
    if wake is not None:
        name = f"webchat:{staff_id}"
        session.info.setdefault("after_commit", []).append(lambda: wake(name))

"""Reading open questions."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.assistant.models import Draft
from core.kit.i18n import _, use_language
from core.staff.models import StaffMember

WAITS = (Draft.done_at.is_(None), Draft.asking.not_in(
    ("reason", "choice", "lacks", "which field", "which task", "task")
))  # fmt: skip
"""An offer to say why is no question that waits, nor choices that hold until the next message, nor
what is asked under the card of something booked."""


def visible_to(actor: Actor) -> sa.Select[Draft]:
    """Select the drafts an actor may see: their own."""
    mine = Draft.staff_id == actor.id if actor.kind == "staff" else sa.false()
    return sa.select(Draft).where(mine)


async def waiting_words(session: AsyncSession, staff_id: UUID, *, limit: int = 3) -> list[str]:
    """Return what a person said that still waits for their answer, the newest first.

    What came without words is named in their language.
    """
    found = await session.execute(
        sa.select(Draft.text, Draft.asking, StaffMember.language)
        .join(StaffMember, StaffMember.id == Draft.staff_id)
        .where(Draft.staff_id == staff_id, *WAITS)
        .order_by(Draft.said_at.desc())
        .limit(limit)
    )
    words = []
    for text, asking, language in found:
        with use_language(language):
            words.append(text or wordless(asking))
    return words


def wordless(asking: str) -> str:
    """Return the name of what came without words and waits for them."""
    return _("A picture of a receipt") if asking == "receipt" else _("A file or a place")


async def open_drafts(session: AsyncSession, actor: Actor, *, limit: int = 10) -> Sequence[Draft]:
    """Return what the actor said that still waits for their answer, the oldest first."""
    statement = visible_to(actor).where(*WAITS)
    return (await session.scalars(statement.order_by(Draft.said_at).limit(limit))).all()

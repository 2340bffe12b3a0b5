"""Looking again, right before sending, at what tells staff of things: rights may have changed."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.subjects import seen_any
from core.kit.ids import parse_id
from core.notify.models import Notice
from core.outbound.models import OutboundMessage
from core.staff.queries import actors_for

TALK_KINDS = ("mentioned", "commented", "followed")
"""Notices that carry what colleagues said or did: only for those who may see it."""
TASK_KINDS = (
    "task_assigned", "task_due", "task_back", "reminder_due", "activity_given", "activity_due",
    "activity_done", "signature_wanted",
)  # fmt: skip
"""Notices about tasks, which may stand by now in a stage that is hidden from the person."""
_PREFIX = "notice-"


async def withheld(session: AsyncSession, rows: Sequence[OutboundMessage]) -> set[UUID]:
    """Return which of these messages must not leave; asks nothing when none tells of such things.

    One is withheld when its notice was taken back, when the member may not see the thing any more,
    and when it is of comments and read already.
    """
    talk = {
        notice_id: row.id for row in rows
        if row.kind in (*TALK_KINDS, *TASK_KINDS) and row.once_key.startswith(_PREFIX)
        and (notice_id := parse_id(row.once_key.removeprefix(_PREFIX)))
    }  # fmt: skip
    if not talk:
        return set()
    notices = (
        await session.scalars(
            sa.select(Notice).where(
                Notice.id.in_(talk),
                sa.or_(Notice.read_at.is_(None), Notice.kind.in_(TASK_KINDS)),
            )
        )
    ).all()
    actors = await actors_for(session, {one.staff_id for one in notices})
    things: dict[UUID, set[tuple[str, UUID]]] = defaultdict(set)
    for one in notices:
        if one.subject_id is not None:
            things[one.staff_id].add((one.subject_kind, one.subject_id))
    may = {
        staff_id: set(await seen_any(session, actors[staff_id], asked))
        for staff_id, asked in things.items() if staff_id in actors
    }  # fmt: skip
    fine = {
        one.id for one in notices
        if (one.subject_kind, one.subject_id) in may.get(one.staff_id, ())
        or (one.subject_kind == "reminder" and one.staff_id in actors)
    }  # fmt: skip
    return {message_id for notice_id, message_id in talk.items() if notice_id not in fine}

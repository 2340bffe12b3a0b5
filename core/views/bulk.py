"""Changing a whole list: an exact set, one value, progress, a stop, and the way back.

The set is written down first, as it is at that moment; `bulk_running` then changes record by record
through the same services as everybody else. Undo writes back what each record had, except where
somebody changed it since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.db.adding import add_rows
from core.errors import NotFound
from core.events.bus import record
from core.kit import clock
from core.views import events
from core.views.changers import changers_for, held, restored
from core.views.errors import ColumnRefused, NothingToChange, TooManyToChange
from core.views.listing import Wanted, select
from core.views.models import BulkChange, BulkItem
from core.views.scope import Scope

MOST = 50_000
"""Records of one change."""
ADD, REMOVE, SET = "add", "remove", "set"
"""Acts: tags are added and removed, everything else is set."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that stayed as it was, and why."""

    subject_id: UUID
    why: str


async def count_set(session: AsyncSession, scope: Scope, wanted: Wanted) -> int:
    """Return exactly how many records a change would be about."""
    every = select(scope, wanted, [scope.module.id.label("id")]).subquery()
    return int(await session.scalar(sa.select(sa.func.count()).select_from(every)) or 0)


async def start(
    session: AsyncSession, actor: Actor, scope: Scope, wanted: Wanted, *, column: str, value: Any,
    act: str = SET, only: Sequence[UUID] = (),
) -> BulkChange:  # fmt: skip
    """Write down what is to be changed: all of the list, or `only` those of it.

    Raises ColumnRefused for a column that is not changed in bulk, NothingToChange for an empty
    set and TooManyToChange for one of more than MOST.
    """
    changer = changers_for(scope).get(column)
    if changer is None or not changer.in_bulk:
        raise ColumnRefused(column=column)
    kept = restored(scope.columns[column], value)
    identity = scope.module.id
    query = select(scope, wanted, [identity.label("id")])
    query = query.where(identity.in_(only)) if only else query
    ids = list(await session.scalars(query.order_by(identity).limit(MOST + 1)))
    if not ids:
        raise NothingToChange
    if len(ids) > MOST:
        raise TooManyToChange(limit=MOST)
    change = BulkChange(
        module=scope.module.kind, act=act, staff_id=actor.staff_id, total=len(ids),
        values={"column": column, "value": held(kept)},
    )  # fmt: skip
    session.add(change)
    await session.flush()
    await add_rows(session, BulkItem, *({"change_id": change.id, "subject_id": one} for one in ids))
    await record(session, actor, events.BulkStarted(change.id, change.module, column, len(ids)))
    return change


async def stop(session: AsyncSession, actor: Actor, change_id: UUID) -> BulkChange:
    """Leave what is not changed yet as it is; what is done stays done."""
    change = await get_change(session, actor, change_id, lock=True)
    if change.state == "running":
        change.state, change.finished_at = "cancelled", clock.now()
        await record(session, actor, events.BulkStopped(change.id, change.module, change.done))
    return change


async def undo(session: AsyncSession, actor: Actor, change_id: UUID) -> BulkChange:
    """Write back what each record had; those that somebody changed since stay."""
    change = await get_change(session, actor, change_id, lock=True)
    if change.state in ("done", "cancelled"):
        change.state, change.finished_at = "undoing", None
        await record(session, actor, events.BulkUndone(change.id, change.module, change.done))
    return change


async def get_change(
    session: AsyncSession, actor: Actor, change_id: UUID, *, lock: bool = False
) -> BulkChange:
    """Return one's own change; raises NotFound."""
    query = sa.select(BulkChange).where(BulkChange.id == change_id)
    if actor.kind != "system":
        query = query.where(BulkChange.staff_id == actor.id)
    found: BulkChange | None = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


async def refused_of(
    session: AsyncSession, change_id: UUID, *, limit: int = 50
) -> Sequence[Refused]:
    """Return the records that stayed as they were, with the reason."""
    rows = await session.execute(
        sa.select(BulkItem.subject_id, BulkItem.refusal)
        .where(BulkItem.change_id == change_id, BulkItem.state.in_(("refused", "kept")))
        .order_by(BulkItem.id)
        .limit(limit)
    )
    return [Refused(key, why) for key, why in rows]

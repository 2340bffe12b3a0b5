"""Carrying changes of whole lists out: a few records in each transaction, resumed after a stop."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.columns import Kind
from core.db.session import Sessions
from core.errors import DomainError, NotFound
from core.fields.values import Stored
from core.kit import clock
from core.kit.i18n import _, use_language
from core.staff.queries import actors_for
from core.views.bulk import ADD, REMOVE
from core.views.changers import changers_for, held, restored
from core.views.listing import Reader
from core.views.models import BulkChange, BulkItem
from core.views.queries import open_list
from core.views.scope import Scope

STEP = 10
"""Records in one transaction: others write in between."""
ACTIVE = ("running", "undoing")


async def run_changes(sessions: Sessions) -> int:
    """Carry out what waits; returns how many records were handled."""
    handled = 0
    while True:
        async with sessions.reading() as session:
            waiting = sa.select(BulkChange.id).where(BulkChange.state.in_(ACTIVE)).limit(1)
            change_id = await session.scalar(waiting.order_by(BulkChange.id))
        if change_id is None:
            return handled
        while step := await _step(sessions, change_id):
            handled += step


async def _step(sessions: Sessions, change_id: UUID) -> int:
    """Handle a few records; 0 when nothing is left to do."""
    async with sessions.begin() as session:
        change = await session.scalar(
            sa.select(BulkChange)
            .where(BulkChange.id == change_id, BulkChange.state.in_(ACTIVE))
            .with_for_update(skip_locked=True)
        )
        if change is None:
            return 0
        back = change.state == "undoing"
        items = (
            await session.scalars(
                sa.select(BulkItem)
                .where(BulkItem.change_id == change_id,
                       BulkItem.state == ("done" if back else "waiting"))
                .order_by(BulkItem.id)
                .limit(STEP)
            )
        ).all()  # fmt: skip
        actor = (await actors_for(session, [change.staff_id])).get(change.staff_id)
        if not items or actor is None:
            change.state = ("undone" if back else "done") if actor is not None else "failed"
            change.finished_at = clock.now()
            return 0
        await _handle(session, actor, change, list(items), back)
        return len(items)


async def _handle(
    session: AsyncSession, actor: Actor, change: BulkChange, items: list[BulkItem], back: bool
) -> None:
    with use_language(actor.language):
        try:
            scope = await open_list(session, actor, change.module)
            now = await _values(session, scope, change, [one.subject_id for one in items])
        except DomainError as refusal:  # the right to the list is gone
            for item in items:
                _refuse(change, item, refusal.sentence(), back)
            return
        for item in items:
            present = now.get(item.subject_id)
            await _one(session, scope, change, item, present, back)


async def _values(
    session: AsyncSession, scope: Scope, change: BulkChange, ids: list[UUID]
) -> dict[UUID, Any]:
    """Return what the records have in the changed column now, of those still visible."""
    column = scope.columns.get(str(change.values["column"]))
    if column is None:
        raise NotFound
    reader = Reader(scope, [column])
    query = scope.module.visible(scope.actor).with_only_columns(*reader.expressions)
    rows = await session.execute(query.where(scope.module.id.in_(ids)))
    return {row.id: held(row.values[column.name])
            for row in (reader.row(one) for one in rows)}  # fmt: skip


async def _one(
    session: AsyncSession, scope: Scope, change: BulkChange, item: BulkItem, present: Any,
    back: bool,
) -> None:  # fmt: skip
    name = str(change.values["column"])
    column, changer = scope.columns[name], changers_for(scope).get(name)
    value = item.before.get(name) if back else _wanted(change, present, column.kind)
    try:
        if changer is None:
            raise NotFound
        async with session.begin_nested():
            version = item.version if back else None
            given = Stored(value) if back and column.is_own else restored(column, value)
            made = await changer.change(session, scope.actor, item.subject_id, version, given)
            await session.flush()
            version = made.version
    except DomainError as refusal:
        _refuse(change, item, refusal.sentence(), back)
        return
    if back:
        item.state = "undone"
        change.done -= 1
        return
    item.state, item.version, item.before = "done", version, {name: present}
    change.done += 1


def _wanted(change: BulkChange, present: Any, kind: Kind) -> Any:
    value = change.values["value"]
    if kind is not Kind.TAGS or change.act not in (ADD, REMOVE):
        return value
    have, named = list(present or ()), list(value or ())
    if change.act == ADD:
        return [*have, *(one for one in named if one not in have)]
    return [one for one in have if one not in named]


def _refuse(change: BulkChange, item: BulkItem, why: str, back: bool) -> None:
    item.state, item.refusal = "kept" if back else "refused", why
    if back:
        item.refusal = _("It was changed since and stays as it is. {why}").format(why=why)
    change.refused += 1

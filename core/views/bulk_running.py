"""Carrying changes of whole lists out: a few records in each transaction, resumed after a stop."""

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.columns import Kind
from core.db.refused import names_nothing
from core.db.session import Sessions
from core.errors import Changed, DomainError, NotFound, NotThere
from core.fields.values import Stored
from core.kit import clock
from core.kit.i18n import _, use_language
from core.notify.telling import FLOOD, MANY
from core.staff.queries import actors_for
from core.views.bulk import ADD, REMOVE
from core.views.changers import changers_for, held, restored
from core.views.listing import Reader
from core.views.models import BulkChange, BulkItem
from core.views.queries import open_list
from core.views.scope import Scope

log = logging.getLogger(__name__)

STEP = 10
"""Records in one transaction: others write in between."""
LOOKS = 3
"""How often a record is looked at again that somebody changes at the same moment."""
ACTIVE = ("running", "undoing")
Present = tuple[Any, int | None]
"""What a record has in the changed column, and its version."""


async def run_changes(sessions: Sessions) -> int:
    """Carry out what waits; returns how many records were handled.

    Each change is taken up once: what another worker has in hand is its own to finish.
    """
    handled, taken = 0, set[UUID]()
    while True:
        async with sessions.reading() as session:
            waiting = sa.select(BulkChange.id).where(BulkChange.state.in_(ACTIVE))
            waiting = waiting.where(BulkChange.id.not_in(taken)).order_by(BulkChange.id)
            change_id = await session.scalar(waiting.limit(1))
        if change_id is None:
            return handled
        taken.add(change_id)
        handled += await _carry_out(sessions, change_id)


async def _carry_out(sessions: Sessions, change_id: UUID) -> int:
    """Carry one change out; one that cannot go on stands in the way of no other."""
    handled = 0
    try:
        while step := await _step(sessions, change_id):
            handled += step
    except Exception as error:
        if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError | DataError):
            raise  # a lost connection, a deadlock: the next run goes on
        log.exception("change %s of a whole list failed", change_id)
        async with sessions.begin() as session:
            await session.execute(
                sa.update(BulkChange)
                .where(BulkChange.id == change_id, BulkChange.state.in_(ACTIVE))
                .values(state="failed", finished_at=clock.now())
            )
    return handled


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
    session.info[FLOOD] = change.total > MANY
    with use_language(actor.language):
        try:
            scope = await open_list(session, actor, change.module)
            now = await _values(session, scope, change, [one.subject_id for one in items])
        except DomainError as refusal:  # the right to the list is gone
            for item in items:
                _refuse(change, item, refusal.sentence(), back)
            return
        for item in items:
            seen = now.get(item.subject_id, (None, None))
            await _one(session, scope, change, item, seen, back)


async def _values(
    session: AsyncSession, scope: Scope, change: BulkChange, ids: list[UUID]
) -> Mapping[UUID, Present]:
    """Return what the records have in the changed column now, of those still visible."""
    column = scope.columns.get(str(change.values["column"]))
    if column is None:
        raise NotFound
    reader = Reader(scope, [column])
    query = scope.module.visible(scope.actor).with_only_columns(*reader.expressions)
    rows = await session.execute(query.where(scope.module.id.in_(ids)))
    return {row.id: (held(row.values[column.name]), row.marks.get("version"))
            for row in (reader.row(one) for one in rows)}  # fmt: skip


async def _one(
    session: AsyncSession, scope: Scope, change: BulkChange, item: BulkItem, seen: Present,
    back: bool,
) -> None:  # fmt: skip
    try:
        made, before = await _made(session, scope, change, item, seen, back)
    except DomainError as refusal:
        _refuse(change, item, refusal.sentence(), back)
        return
    if back:
        item.state = "undone"
        change.done -= 1
        return
    name = str(change.values["column"])
    item.state, item.version, item.before = "done", made.version, {name: before}
    change.done += 1


async def _made(
    session: AsyncSession, scope: Scope, change: BulkChange, item: BulkItem, seen: Present,
    back: bool,
) -> tuple[Any, Any]:  # fmt: skip
    """Return the changed record and what it had before, looked at again if somebody was faster."""
    for look in range(LOOKS):
        if look:
            now = await _values(session, scope, change, [item.subject_id])
            seen = now.get(item.subject_id, (None, None))
        try:
            async with session.begin_nested():
                made = await _write(session, scope, change, item, seen, back)
                await session.flush()
                return made, seen[0]
        except IntegrityError as error:
            if names_nothing(error):
                raise NotThere from None
            raise
        except Changed:
            if back:
                raise
    raise Changed


async def _write(
    session: AsyncSession, scope: Scope, change: BulkChange, item: BulkItem, seen: Present,
    back: bool,
) -> Any:  # fmt: skip
    name = str(change.values["column"])
    column, changer = scope.columns[name], changers_for(scope).get(name)
    if changer is None:
        raise NotFound
    present, version = seen
    value = item.before.get(name) if back else _wanted(change, present, column.kind)
    given = Stored(value) if back and column.is_own else restored(column, value)
    expected = item.version if back else version
    return await changer.change(session, scope.actor, item.subject_id, expected, given)


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

"""A list as a board: one lane for each stage, its first cards, how many there are and their sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.ids import parse_id
from core.kit.paging import decode_cursor, encode_cursor
from core.views.comparing import Clause
from core.views.listing import Counted, Reader, Row, Wanted, as_count, select
from core.views.scope import Scope
from core.work.models import Task

CARDS = 20
"""Cards of a lane that are read at a time."""
EXACT = 1000
"""The cards of a lane are counted to here; of more no sum is told."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of a board: `key` in addresses, the condition of its cards, how many it may hold."""

    key: str
    holds: Clause


@dataclass(frozen=True, slots=True)
class Filled:
    """A lane with its cards; `following` is the cursor of more, `minutes` the planned work
    (0 when there are more cards than are counted)."""

    key: str
    rows: Sequence[Row]
    following: str | None
    count: Counted
    minutes: int


async def read_lanes(
    session: AsyncSession, scope: Scope, wanted: Wanted, lanes: Sequence[Lane],
    cursors: Mapping[str, str] | None = None,
) -> list[Filled]:  # fmt: skip
    """Return the lanes with their first cards, the urgent and newest first; two statements."""
    if not lanes:
        return []
    reader = Reader(scope, [scope.columns[name] for name in wanted.columns
                            if name in scope.columns])  # fmt: skip
    rows: dict[str, list[Any]] = {lane.key: [] for lane in lanes}
    for found in await session.execute(_cards(session, scope, wanted, lanes, reader, cursors)):
        rows[lanes[found[-1]].key].append(found)
    counts = {
        row[0]: row[1:] for row in await session.execute(_figures(session, scope, wanted, lanes))
    }
    filled = []
    for place, lane in enumerate(lanes):
        mine, more = rows[lane.key][:CARDS], len(rows[lane.key]) > CARDS
        after = encode_cursor(mine[-1][-2], mine[-1][0]) if more else None
        number, minutes = (int(one or 0) for one in counts[place])
        shown, count = [reader.row(one) for one in mine], as_count(number, EXACT)
        filled.append(Filled(lane.key, shown, after, count, 0 if count.is_more else minutes))
    await reader.name_own(session, [row for lane in filled for row in lane.rows])
    return filled


def _cards(
    session: AsyncSession, scope: Scope, wanted: Wanted, lanes: Sequence[Lane], reader: Reader,
    cursors: Mapping[str, str] | None,
) -> Any:  # fmt: skip
    """Select every lane's first cards in one statement, each along its own index."""
    walking = session.get_bind().dialect.name == "sqlite"
    parts = []
    for place, lane in enumerate(lanes):
        columns = [*reader.expressions, Task.priority.label("urgency"), sa.literal(place)]
        query = select(scope, replace(wanted, within=None), columns, walking=walking)
        query = query.where(lane.holds)
        if (after := _after((cursors or {}).get(lane.key))) is not None:
            query = query.where(sa.tuple_(Task.priority, Task.id) < after)
        query = query.order_by(Task.priority.desc(), Task.id.desc()).limit(CARDS + 1)
        parts.append(sa.select(query.subquery()))
    return sa.union_all(*parts)


def _after(cursor: str | None) -> Any:
    parts = decode_cursor(cursor)
    if not parts or len(parts) != 2 or (identity := parse_id(str(parts[1]))) is None:
        return None
    if not isinstance(parts[0], int):
        return None
    return sa.tuple_(sa.literal(parts[0]), sa.literal(identity, sa.Uuid()))


def _figures(session: AsyncSession, scope: Scope, wanted: Wanted, lanes: Sequence[Lane]) -> Any:
    """Select (place, bounded count, planned minutes) of every lane, each along its own index."""
    walking = session.get_bind().dialect.name == "sqlite" and not wanted.words
    made = []
    for place, lane in enumerate(lanes):
        few = (
            select(scope, replace(wanted, within=None), [Task.planned_minutes], walking=walking)
            .where(lane.holds)
            .limit(EXACT + 1)
            .subquery()
        )
        figures = (sa.func.count(), sa.func.sum(few.c.planned_minutes))
        made.append(sa.select(sa.literal(place), *figures).select_from(few))
    return sa.union_all(*made)

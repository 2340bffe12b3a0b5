"""A list as a board: one lane for each stage, its first cards, how many there are and their sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.ids import parse_id
from core.kit.paging import decode_cursor, encode_cursor
from core.views.comparing import Clause
from core.views.listing import EXACT, Counted, Reader, Row, Wanted, as_count, select
from core.views.scope import Scope
from core.work.models import Task

CARDS = 20
"""Cards of a lane that are read at a time."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of a board: `key` in addresses, the condition of its cards, how many it may hold."""

    key: str
    holds: Clause


@dataclass(frozen=True, slots=True)
class Filled:
    """A lane with its cards; `following` is the cursor of more, `minutes` the planned work."""

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
    counts = (await session.execute(sa.select(*_figures(scope, wanted, lanes)))).one()
    filled = []
    for place, lane in enumerate(lanes):
        mine, more = rows[lane.key][:CARDS], len(rows[lane.key]) > CARDS
        after = encode_cursor(mine[-1][-2], mine[-1][0]) if more else None
        number, minutes = int(counts[2 * place] or 0), int(counts[2 * place + 1] or 0)
        shown = [reader.row(one) for one in mine]
        filled.append(Filled(lane.key, shown, after, as_count(number), minutes))
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


def _figures(scope: Scope, wanted: Wanted, lanes: Sequence[Lane]) -> list[Any]:
    """Select the bounded count and the planned minutes of every lane."""
    made = []
    for lane in lanes:
        few = (
            select(scope, replace(wanted, within=None), [Task.id, Task.planned_minutes])
            .where(lane.holds)
            .limit(EXACT + 1)
            .subquery()
        )
        made.append(sa.select(sa.func.count()).select_from(few).scalar_subquery())
        made.append(sa.select(sa.func.sum(few.c.planned_minutes)).scalar_subquery())
    return made

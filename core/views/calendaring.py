"""A list as a calendar: the records of a span of days, by day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit import clock
from core.views.listing import Reader, Row, Wanted, select
from core.views.scope import Scope
from core.work.checking import LONGEST_EVENT
from core.work.models import Task

EVENTS = 300
"""Events of a span that a calendar shows at once."""
A_DAY = 10
"""To-dos of a day that a calendar shows, the open ones first; the rest is a list."""


@dataclass(frozen=True, slots=True)
class Days:
    """The records by day; `more`: the days that have more to-dos than are shown; `is_more`: there
    were too many events to show all."""

    by_day: Mapping[date, Sequence[Row]] = field(default_factory=dict)
    more: frozenset[date] = frozenset()
    is_more: bool = False


async def read_days(
    session: AsyncSession, scope: Scope, wanted: Wanted, first: date, last: date
) -> Days:
    """Return tasks due or taking place from `first` to `last`, events at their time; one statement.

    An event stands on each of its days in the actor's zone, at most as long as the span.
    """
    reader = Reader(scope, [scope.columns[name] for name in wanted.columns
                            if name in scope.columns])  # fmt: skip
    zone = scope.actor.zone
    columns = [*reader.expressions, Task.due_on, Task.starts_at, Task.ends_at]
    few = sa.union_all(
        *(sa.select(one.subquery()) for one in _few(session, scope, wanted, first, last))
    )
    rows = sa.select(*columns).select_from(Task).where(Task.id.in_(few))
    order = (Task.starts_at.is_(None), Task.starts_at, Task.closed_at.is_not(None),
             Task.priority.desc(), Task.id.desc())  # fmt: skip
    by_day: dict[date, list[Row]] = {}
    more, events = set(), 0
    for one in await session.execute(rows.order_by(*order)):
        due, starts, ends = one[-3:]
        row, events = reader.row(one), events + (starts is not None)
        for day in _days(due, starts, ends, zone, first, last):
            if starts is None and _to_dos(by_day.get(day, ())) == A_DAY:
                more.add(day)
            elif starts is None or events <= EVENTS:
                by_day.setdefault(day, []).append(row)
    return Days(by_day, frozenset(more), events > EVENTS)


def _to_dos(rows: Sequence[Row]) -> int:
    return sum(row.values.get("starts_at") is None for row in rows)


def _few(
    session: AsyncSession, scope: Scope, wanted: Wanted, first: date, last: date
) -> Iterable[sa.Select[Any]]:
    """Select the ids of the events, and of one more to-do of each day than is shown.

    Each day is read along the index of due days and no further than needed.
    """
    zone = scope.actor.zone
    began, ended = clock.at(first, time(), zone), clock.at(last + timedelta(days=1), time(), zone)
    plain = replace(wanted, within=None)
    yield (
        select(scope, plain, [Task.id])
        .where(Task.starts_at < ended, Task.starts_at > began - LONGEST_EVENT, Task.ends_at > began)
        .order_by(Task.starts_at)
        .limit(EVENTS + 1)
    )
    narrow = bool(wanted.words or any(wanted.trees))  # then other indexes find what there is
    walking = session.get_bind().dialect.name == "sqlite" and not narrow
    to_dos = select(scope, plain, [Task.id], walking=walking)
    no_event = sa.func.coalesce(Task.starts_at.is_(None), sa.false())
    for step in range((last - first).days + 1):
        day = to_dos.where(Task.due_on == first + timedelta(days=step), no_event)
        for is_open in (Task.closed_at.is_(None), Task.closed_at.is_not(None)):
            yield day.where(is_open).order_by(Task.id.desc()).limit(A_DAY + 1)


def _days(
    due: date | None, starts: datetime | None, ends: datetime | None, zone: str, first: date,
    last: date,
) -> list[date]:  # fmt: skip
    if starts is None or ends is None:
        return [due] if due is not None else []
    day = max(first, clock.local(starts, zone).date())
    until = min(last, clock.local(ends - timedelta(microseconds=1), zone).date())
    return [day + timedelta(days=step) for step in range((until - day).days + 1)]

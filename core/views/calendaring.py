"""A list as a calendar: the records of a span of days, by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit import clock
from core.views.listing import Reader, Row, Wanted, select
from core.views.scope import Scope
from core.work.models import Task

MOST = 1000
"""Records that a calendar shows at once."""


@dataclass(frozen=True, slots=True)
class Days:
    """The records by day; `is_more`: there were too many to show all."""

    by_day: Mapping[date, Sequence[Row]] = field(default_factory=dict)
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
    began, ended = clock.at(first, time(), zone), clock.at(last + timedelta(days=1), time(), zone)
    event = sa.and_(Task.starts_at < ended, Task.ends_at > began)
    todo = sa.and_(Task.starts_at.is_(None), Task.due_on >= first, Task.due_on <= last)
    columns = [*reader.expressions, Task.due_on, Task.starts_at, Task.ends_at]
    query = select(scope, replace(wanted, within=sa.or_(todo, event)), columns)
    order = (Task.starts_at.is_(None), Task.starts_at, Task.priority.desc(), Task.id)
    found = (await session.execute(query.order_by(*order).limit(MOST + 1))).all()
    by_day: dict[date, list[Row]] = {}
    for one in found[:MOST]:
        due, starts, ends = one[-3:]
        row = reader.row(one)
        for day in _days(due, starts, ends, zone, first, last):
            by_day.setdefault(day, []).append(row)
    return Days(by_day, len(found) > MOST)


def _days(
    due: date | None, starts: datetime | None, ends: datetime | None, zone: str, first: date,
    last: date,
) -> list[date]:  # fmt: skip
    if starts is None or ends is None:
        return [due] if due is not None else []
    day = max(first, clock.local(starts, zone).date())
    until = min(last, clock.local(ends - timedelta(microseconds=1), zone).date())
    return [day + timedelta(days=step) for step in range((until - day).days + 1)]

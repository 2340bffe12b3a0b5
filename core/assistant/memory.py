"""What the assistant saved last for a person and whether their clock runs: one statement."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.assistant.directory import Names
from core.db.base import UtcDateTime, table_of
from core.expenses.models import Expense, Travel
from core.kit import clock
from core.kit.money import Money
from core.language.reading import Context, Kind, RunningTimer, SavedEntry
from core.timesheets.models import TimeEntry, Timer

REMEMBERED = 12
FURTHEST = timedelta(days=60)
_KINDS: dict[str, Kind] = {"time_entry": "time", "travel": "travel", "expense": "expense"}


@dataclass(frozen=True, slots=True)
class Saved:
    """One row saved for the person; `kind` is time_entry, travel, expense or timer.

    `amount`: worked minutes, metres or minor units of `currency`, by kind.
    """

    kind: str
    id: UUID
    day: date | None
    amount: int
    currency: str | None
    started_at: datetime | None
    ended_at: datetime | None
    customer_id: UUID | None
    project_id: UUID | None
    work_kind_id: UUID | None
    billable: bool | None


@dataclass(frozen=True, slots=True)
class Memory:
    """What was saved last, the newest first, and the running clock."""

    saved: tuple[Saved, ...] = ()
    timer: Saved | None = None

    def customers(self) -> list[UUID]:
        """The customers of what was saved last, the newest first, each once."""
        found = dict.fromkeys(one.customer_id for one in self.saved if one.customer_id)
        return list(found)

    def find(self, identity: str) -> Saved | None:
        """Return what was saved under an id, or None."""
        return next((one for one in self.saved if str(one.id) == identity), None)


def _null(kind: Any) -> Any:
    return sa.cast(sa.null(), kind)


def _part(table: Any, kind: str, day: Any, amount: Any, currency: Any, *rest: Any) -> Any:
    return sa.select(
        sa.literal(kind).label("kind"), table.id.label("id"), day.label("day"),
        sa.cast(amount, sa.BigInteger).label("amount"), currency.label("currency"),
        rest[0].label("started_at"), rest[1].label("ended_at"),
        table.customer_id.label("customer_id"), table.project_id.label("project_id"),
        rest[2].label("work_kind_id"), rest[3].label("billable"),
    )  # fmt: skip


def _build() -> Any:
    staff_id, since = (
        sa.bindparam("staff_id", type_=sa.Uuid()),
        sa.bindparam("since", type_=sa.Date()),
    )
    moment, text = UtcDateTime(), sa.Text()
    none = (_null(moment), _null(moment), _null(sa.Uuid()))
    parts = []
    entries, travels, expenses, timers = (
        table_of(one).c for one in (TimeEntry, Travel, Expense, Timer)
    )
    for table, kind, columns in (
        (entries, "time_entry", (entries.worked_minutes, _null(text), entries.started_at,
                                 entries.ended_at, entries.work_kind_id)),
        (travels, "travel", (travels.metres, _null(text), *none)),
        (expenses, "expense", (expenses.amount_minor, expenses.currency, *none)),
    ):  # fmt: skip
        rows = _part(table, kind, table.day, *columns, table.billable).where(
            table.staff_id == staff_id, table.day >= since,
            table.superseded_at.is_(None), table.removed_at.is_(None),
        )  # fmt: skip
        if kind == "time_entry":  # a reversal is nothing that words mean, change or repeat
            rows = rows.where(entries.worked_minutes > 0)
        newest = rows.order_by(table.id.desc()).limit(REMEMBERED).subquery()
        parts.append(sa.select(newest))
    timer = _part(timers, "timer", _null(sa.Date()), sa.literal(0), _null(text), timers.started_at,
                  _null(moment), timers.work_kind_id, _null(sa.Boolean()))  # fmt: skip
    parts.append(timer.where(timers.staff_id == staff_id, timers.stopped_at.is_(None)))
    return sa.union_all(*parts)


_STATEMENT = _build()  # built once: putting it together costs more than running it


async def remember(session: AsyncSession, actor: Actor) -> Memory:
    """Return what was saved last for the actor, with one statement."""
    since = clock.today(actor.zone) - FURTHEST
    found = await session.execute(_STATEMENT, {"staff_id": actor.staff_id, "since": since})
    rows = [Saved(*row) for row in found]
    timer = next((row for row in rows if row.kind == "timer"), None)
    saved = sorted(
        (row for row in rows if row.kind != "timer"), key=lambda row: row.id, reverse=True
    )
    return Memory(tuple(saved[:REMEMBERED]), timer)


def usual(memory: Memory, names: Names, staff_id: UUID | None) -> list[str]:
    """Return the names of the customers a person works for most of late, then of their projects."""
    often = Counter(one.customer_id for one in memory.saved)
    saved = sorted(memory.customers(), key=lambda key: -often[key])
    assigned = names.assigned.get(staff_id, {}) if staff_id else {}
    found = (names.of(key) for key in dict.fromkeys([*saved, *assigned]))
    return [name for name in found if name]


def as_context(memory: Memory, names: Names, zone: str, staff_id: UUID | None = None) -> Context:
    """Return the memory as the language needs it: names, wall times, exact sums."""
    timer = None
    if memory.timer is not None and memory.timer.started_at is not None:
        start = clock.local(memory.timer.started_at, zone).replace(tzinfo=None)
        customer = names.of(memory.timer.customer_id)
        timer = RunningTimer(customer, start, names.of(memory.timer.project_id))
    saved = tuple(_entry(one, names, zone) for one in memory.saved)
    return Context(saved, timer, usual(memory, names, staff_id))


def _entry(one: Saved, names: Names, zone: str) -> SavedEntry:
    assert one.day is not None  # only a timer has none
    kind = _KINDS[one.kind]
    money = Money(one.amount, one.currency or "") if kind == "expense" else None
    return SavedEntry(
        id=str(one.id), kind=kind, date=one.day, customer=names.of(one.customer_id),
        minutes=one.amount if kind == "time" else None,
        start=clock.local(one.started_at, zone).time() if one.started_at else None,
        end=clock.local(one.ended_at, zone).time() if one.ended_at else None,
        project=names.of(one.project_id), task=names.of(one.work_kind_id), billable=one.billable,
        km=Money(one.amount, "").amount / 10 if kind == "travel" else None,
        amount=money.amount if money else None, currency=one.currency,
    )  # fmt: skip

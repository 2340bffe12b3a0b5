"""Hours, absences, kilometres and costs as a payroll program's pay bases [N18]; pure.

A piece of work is a run of minutes in which every basis fits or does not: work with clock times is
cut at midnight and at the bases' times, in the worker's zone and by the minutes that really passed
(a night of the clock change has one more or one less). Of the bases that are no supplement the
first in order takes a piece; every supplement that fits comes on top. A break whose time nobody
said is taken off where fewest supplements fit. Sunday means public holidays too.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from core.kit import clock
from core.kit.money import round_half_up
from core.timesheets.models import PayBasis, PayUnit

DAY_CLASSES = ("weekday", "saturday", "sunday")
WHAT = ("work", "absence", "travel", "expense")


@dataclass(frozen=True, slots=True)
class Work:
    """Net minutes of one entry (below zero: a reversal, classed as what it reverses)."""

    staff_id: UUID
    day: date
    minutes: int
    zone: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    work_kind_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """A day's absence: so many of the norm's minutes."""

    staff_id: UUID
    day: date
    minutes: int
    norm: int
    kind: str


@dataclass(frozen=True, slots=True)
class Paid:
    """A journey in metres or a cost in minor units."""

    staff_id: UUID
    day: date
    what: str
    amount: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of minutes of one day class; `wall` None: nobody said at what time."""

    minutes: int
    day: date
    wall: time | None


@dataclass(frozen=True, slots=True)
class PayLine:
    """What one person gets on one basis; `quantity` in the basis's unit."""

    staff_id: UUID
    basis: PayBasis
    quantity: Decimal


@dataclass
class Payroll:
    """The lines of a period, and what the mapping does not cover.

    `timeless`: minutes without clock times while a basis asks for them; `lost`: quantity that no
    basis takes, by what it is (minutes, minutes, metres, minor units).
    """

    lines: list[PayLine] = field(default_factory=list)
    timeless: int = 0
    lost: dict[str, int] = field(default_factory=dict)


Calendar = Callable[[date], bool]
"""Tells whether a day is a public holiday."""


def day_class(day: date, is_holiday: Calendar) -> str:
    """Return weekday, saturday or sunday; a public holiday is paid as a Sunday."""
    if day.weekday() == 6 or is_holiday(day):
        return "sunday"
    return "saturday" if day.weekday() == 5 else "weekday"


def in_window(wall: time | None, start: time | None, end: time | None) -> bool:
    """Tell whether a wall time lies in [start, end), over midnight too; no window holds all."""
    if start is None or end is None or start == end:
        return True
    if wall is None:
        return False
    return start <= wall < end if start < end else wall >= start or wall < end


def pieces_of(work: Work, cuts: Iterable[time]) -> list[Piece]:
    """Cut an entry's range at midnight and at these wall times; breaks are still in."""
    if work.started_at is None or work.ended_at is None or work.ended_at <= work.started_at:
        return [Piece(abs(work.minutes), work.day, None)]
    walls = sorted({time(), *cuts})
    day = clock.local(work.started_at, work.zone).date()
    moments = {work.started_at, work.ended_at}
    while clock.at(day, time(), work.zone) < work.ended_at:
        found = (clock.at(day, wall, work.zone) for wall in walls)
        moments |= {one for one in found if work.started_at < one < work.ended_at}
        day += timedelta(days=1)
    line = sorted(moments)
    pieces = []
    for begin, end in pairwise(line):
        local = clock.local(begin, work.zone)
        pieces.append(Piece((end - begin) // timedelta(minutes=1), local.date(), local.time()))
    return pieces


def without_break(
    pieces: Sequence[Piece], minutes: int, extras: Callable[[Piece], int]
) -> list[Piece]:
    """Take off what exceeds the net minutes, where the fewest supplements fit, the longest first."""
    over = sum(piece.minutes for piece in pieces) - minutes
    left = list(pieces)
    order = sorted(range(len(left)), key=lambda at: (extras(left[at]), -left[at].minutes))
    for at in order:
        cut = max(min(over, left[at].minutes), 0)
        left[at] = replace(left[at], minutes=left[at].minutes - cut)
        over -= cut
    return [piece for piece in left if piece.minutes > 0]


class Reckoning:
    """Gathers the quantities of one period by person and basis."""

    def __init__(self, bases: Sequence[PayBasis], is_holiday: Calendar) -> None:
        order = sorted(bases, key=lambda basis: (basis.position, basis.code))
        self._by_what = {what: [b for b in order if b.what == what] for what in WHAT}
        self._is_holiday = is_holiday
        self._cuts = {
            wall for basis in self._by_what["work"]
            for wall in (basis.from_time, basis.until_time) if wall is not None
        }  # fmt: skip
        self._sums: dict[tuple[UUID, str], Decimal] = {}
        self._days: dict[tuple[UUID, str, date], int] = {}  # net minutes of what counts days
        self._bases = {basis.code: basis for basis in order}
        self.result = Payroll()

    def work(self, work: Work) -> None:
        """Add an entry: minutes of the first basis and of each supplement, by piece."""
        sign = -1 if work.minutes < 0 else 1
        bases = self._by_what["work"]
        pieces = pieces_of(work, self._cuts)
        if work.started_at is not None:
            pieces = without_break(pieces, abs(work.minutes), lambda p: self._extras(p, work))
        for piece in pieces:
            if piece.wall is None and self._cuts:
                self.result.timeless += piece.minutes
            fits = [basis for basis in bases if self._fits(basis, piece, work)]
            plain = next((basis for basis in fits if not basis.is_supplement), None)
            if plain is None:
                self._lose("work", piece.minutes * sign)
            taken = [basis for basis in fits if basis.is_supplement]
            for basis in [plain, *taken] if plain else taken:
                self._add_work(basis, work.staff_id, piece, sign)

    def _add_work(self, basis: PayBasis, staff_id: UUID, piece: Piece, sign: int) -> None:
        minutes, day = piece.minutes * sign, (staff_id, basis.code, piece.day)
        if basis.unit == PayUnit.DAYS:
            self._days[day] = self._days.get(day, 0) + minutes
            minutes = 0  # a day counts once, when all of the period is known
        self._add(staff_id, basis, Decimal(minutes))

    def _extras(self, piece: Piece, work: Work) -> int:
        return sum(
            basis.is_supplement and self._fits(basis, piece, work)
            for basis in self._by_what["work"]
        )

    def _fits(self, basis: PayBasis, piece: Piece, work: Work) -> bool:
        kind = basis.conditions.get("work_kind_id")
        if kind and str(work.work_kind_id) != kind:
            return False
        days = basis.conditions.get("days")
        if days and day_class(piece.day, self._is_holiday) not in days:
            return False
        return in_window(piece.wall, basis.from_time, basis.until_time)

    def away(self, away: Away) -> None:
        """Add an absence to the first basis of its kind and to supplements."""
        quantity = {
            PayUnit.HOURS.value: Decimal(away.minutes),
            PayUnit.DAYS.value: Decimal(away.minutes) / away.norm if away.norm else Decimal(0),
        }
        self._first("absence", away.staff_id, away.day, away.minutes, quantity, away.kind)

    def paid(self, row: Paid) -> None:
        """Add a journey or a cost."""
        quantity = {PayUnit.KILOMETRES.value: Decimal(row.amount),
                    PayUnit.MONEY.value: Decimal(row.amount)}  # fmt: skip
        self._first(row.what, row.staff_id, row.day, row.amount, quantity)

    def _first(
        self, what: str, staff_id: UUID, day: date, amount: int, quantity: Mapping[str, Decimal],
        kind: str = "",
    ) -> None:  # fmt: skip
        days = day_class(day, self._is_holiday)
        fits = [
            basis for basis in self._by_what[what]
            if basis.conditions.get("absence_kind") in (None, "", kind)
            and days in (basis.conditions.get("days") or DAY_CLASSES)
        ]  # fmt: skip
        plain = next((basis for basis in fits if not basis.is_supplement), None)
        if plain is None:
            self._lose(what, amount)
        for basis in ([plain] if plain else []) + [one for one in fits if one.is_supplement]:
            self._add(staff_id, basis, quantity.get(basis.unit, Decimal(0)))

    def _lose(self, what: str, amount: int) -> None:
        self.result.lost[what] = self.result.lost.get(what, 0) + amount

    def _add(self, staff_id: UUID, basis: PayBasis, quantity: Decimal) -> None:
        key = (staff_id, basis.code)
        self._sums[key] = self._sums.get(key, Decimal(0)) + quantity

    def lines(self) -> Payroll:
        """Return the lines by basis in order, people as they came; nothing that sums to zero."""
        order = {code: at for at, code in enumerate(self._bases)}
        days = Counter((staff_id, code) for (staff_id, code, _day), net in self._days.items()
                       if net > 0)  # fmt: skip
        sums = {key: quantity + days[key] for key, quantity in self._sums.items()}
        found = sorted(sums.items(), key=lambda item: order[item[0][1]])
        self.result.lines = [
            PayLine(staff_id, self._bases[code], in_unit(self._bases[code].unit, quantity))
            for (staff_id, code), quantity in found
            if quantity
        ]
        return self.result


_PARTS: Mapping[str, int] = {
    PayUnit.HOURS.value: 60, PayUnit.DAYS.value: 1, PayUnit.KILOMETRES.value: 1000,
    PayUnit.MONEY.value: 100,
}  # fmt: skip


def in_unit(unit: str, quantity: Decimal) -> Decimal:
    """Return minutes, days, metres or minor units in the basis's unit, two decimals, half-up."""
    return Decimal(round_half_up(quantity * 100 / _PARTS.get(unit, 1))).scaleb(-2)


def conditions(
    *, work_kind_id: str = "", absence_kind: str = "", days: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the conditions of a basis as they are stored: only those that narrow."""
    found: dict[str, Any] = {"work_kind_id": work_kind_id, "absence_kind": absence_kind}
    chosen = [one for one in DAY_CLASSES if one in days]
    if chosen and len(chosen) < len(DAY_CLASSES):
        found["days"] = chosen
    return {name: value for name, value in found.items() if value}

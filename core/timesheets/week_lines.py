"""A week as its approver looks at it: totals against the norm, and what deserves a look; pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from itertools import pairwise
from uuid import UUID

from core.timesheets.models import WeekState
from core.timesheets.norms import Norms

_SIGHT = re.compile(r"(-?\d{1,6})(?:-([0-9a-f]{8}))?", re.ASCII)


class FlagKind(StrEnum):
    """Why an approver should look twice."""

    DISPUTED = "disputed"  # the customer says it is not right
    OVERLAP = "overlap"  # two entries share time
    LONG = "long"  # a day longer than the company asks about
    MISSING = "missing"  # a day below its norm


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to look twice, the days it is about, and the minutes that are missing."""

    kind: FlagKind
    days: tuple[date, ...]
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Sight:
    """What an approver saw of a week: its minutes, and a mark of the entries they are made of.

    Without a mark only the minutes were seen. Written as `2250-1c9bf7a0`.
    """

    minutes: int
    mark: str = ""

    @classmethod
    def of(cls, entries: Iterable[tuple[UUID, int]]) -> "Sight":
        """Return the sight of entries by id and minutes: a correction is another entry."""
        found = sorted(entries)
        digest = blake2b(b"".join(key.bytes for key, _minutes in found), digest_size=4)
        return cls(sum(minutes for _key, minutes in found), digest.hexdigest())

    @classmethod
    def read(cls, text: str) -> "Sight | None":
        """Return what a form or a button carries, or None."""
        found = _SIGHT.fullmatch(text)
        return cls(int(found[1]), found[2] or "") if found else None

    def __str__(self) -> str:
        return f"{self.minutes}-{self.mark}" if self.mark else str(self.minutes)

    def holds(self, now: "Sight") -> bool:
        """Tell whether a week still is what was seen."""
        return self.minutes == now.minutes and self.mark in ("", now.mark)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is looked at of an entry."""

    entry_id: UUID
    staff_id: UUID
    day: date
    minutes: int
    started_at: datetime | None
    ended_at: datetime | None
    disputed: bool


@dataclass(frozen=True, slots=True)
class WeekStatus:
    """Where a person's week stands; `week_id` None: nobody touched it yet. `by` decided."""

    staff_id: UUID
    monday: date
    state: str = WeekState.OPEN
    week_id: UUID | None = None
    version: int = 1
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    by: str = ""
    comment: str = ""

    @property
    def number(self) -> int:
        """The ISO number of the week."""
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A week with its person, minutes worked and wanted per day (Monday first), and its flags.

    Wanted is the norm after holidays and absences; `absences` are (kind, days); `sight` is what
    approving it holds for.
    """

    status: WeekStatus
    name: str
    worked: tuple[int, ...]
    wanted: tuple[int, ...]
    absences: tuple[tuple[str, int], ...]
    flags: tuple[Flag, ...]
    sight: Sight

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the week."""
        return week_days(self.status.monday)

    @property
    def total(self) -> int:
        """Minutes worked."""
        return sum(self.worked)

    @property
    def norm(self) -> int:
        """Minutes that were to be worked."""
        return sum(self.wanted)

    @property
    def overtime(self) -> int:
        """Minutes beyond the norm of the week, at least 0."""
        return max(self.total - self.norm, 0)


def week_days(monday: date) -> tuple[date, ...]:
    """Return the seven days of a week."""
    return tuple(monday + timedelta(days=step) for step in range(7))


def week_line(
    status: WeekStatus, name: str, pieces: Sequence[Piece], norms: Norms,
    *, through: date, longest: int,
) -> WeekLine:  # fmt: skip
    """Put a week together; days after `through` lack nothing yet, `longest` minutes are long."""
    days = week_days(status.monday)
    worked = tuple(sum(one.minutes for one in pieces if one.day == day) for day in days)
    wanted = tuple(norms.wanted(status.staff_id, day) for day in days)
    found = [
        Flag(FlagKind.DISPUTED, _days(one.day for one in pieces if one.disputed)),
        Flag(FlagKind.OVERLAP, _overlaps(pieces)),
        Flag(FlagKind.LONG, _days(
            day for day, minutes in zip(days, worked, strict=True) if minutes > longest
        )),
        _missing(days, worked, wanted, through),
    ]  # fmt: skip
    return WeekLine(
        status, name, worked, wanted, _absences(status.staff_id, days, norms),
        tuple(flag for flag in found if flag.days),
        Sight.of((one.entry_id, one.minutes) for one in pieces),
    )  # fmt: skip


def _days(days: Iterable[date]) -> tuple[date, ...]:
    return tuple(sorted(set(days)))


def _overlaps(pieces: Sequence[Piece]) -> tuple[date, ...]:
    """Return the days on which an entry begins before an earlier one has ended."""
    spans = sorted(
        (one.started_at, one.ended_at, one.day) for one in pieces
        if one.started_at is not None and one.ended_at is not None and one.minutes > 0
    )  # fmt: skip
    return _days(later[2] for earlier, later in pairwise(spans) if later[0] < earlier[1])


def _missing(
    days: Sequence[date], worked: Sequence[int], wanted: Sequence[int], through: date
) -> Flag:
    lacks = [
        (day, want - have)
        for day, have, want in zip(days, worked, wanted, strict=True)
        if day <= through and have < want
    ]
    return Flag(
        FlagKind.MISSING, tuple(day for day, _minutes in lacks), sum(lack for _day, lack in lacks)
    )


def _absences(staff_id: UUID, days: Sequence[date], norms: Norms) -> tuple[tuple[str, int], ...]:
    """Return on how many working days of the week a person was away, by kind."""
    counted: dict[str, int] = {}
    for day in days:
        if norms.of(staff_id, day):
            for kind in {one.kind for one in norms.absences_of(staff_id, day)}:
                counted[kind] = counted.get(kind, 0) + 1
    return tuple(counted.items())

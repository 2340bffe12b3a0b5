"""The rules of an entry of hours; pure.

The one rule of days: work belongs to the day it began on, in the worker's own zone, whatever the
clocks do that night. Minutes are the time that really passed, breaks taken off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from core.kit import clock
from core.kit.formatting import clock_time, hours
from core.kit.formatting import day as day_text
from core.timesheets.errors import (
    DayFull,
    FutureDay,
    LongerThanRange,
    NoMinutes,
    TooLong,
    ZeroMinutes,
)

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Worked:
    """When work was done: its local day, net minutes, and the UTC moments when they are known."""

    day: date
    minutes: int
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def pause(self) -> int:
        """Minutes between start and end that were no work."""
        if self.started_at is None or self.ended_at is None:
            return 0
        return minutes_between(self.started_at, self.ended_at) - self.minutes


class Spanned(Protocol):
    """Whatever has a start and an end."""

    @property
    def started_at(self) -> datetime | None: ...

    @property
    def ended_at(self) -> datetime | None: ...


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the whole minutes that really passed."""
    return int((end - start).total_seconds() // 60)


def day_of(moment: datetime, zone: str) -> date:
    """Return the day that work begun at a UTC moment belongs to."""
    return clock.local(moment, zone).date()


def span(day: date, start: time, end: time, zone: str) -> tuple[datetime, datetime]:
    """Return the UTC moments of wall times; an end not after the start is on the next day."""
    last = day if end > start else day + timedelta(days=1)
    return clock.at(day, start, zone), clock.at(last, end, zone)


def worked(
    day: date, minutes: int | None, start: time | None, end: time | None, zone: str
) -> Worked:
    """Work out an entry from what was said.

    With a start and an end the minutes are by default all that passed between them; with one of
    both the other follows from the minutes. Raises NoMinutes and LongerThanRange.
    """
    if start is not None and end is not None:
        return _ranged(day, minutes, start, end, zone)
    if minutes is None:
        raise NoMinutes
    if start is not None:
        began = clock.at(day, start, zone)
        return Worked(day, minutes, began, began + timedelta(minutes=minutes))
    if end is not None:
        ended = clock.at(day, end, zone)
        began = ended - timedelta(minutes=minutes)
        if day_of(began, zone) == day:
            return Worked(day, minutes, began, ended)
    return Worked(day, minutes)


def _ranged(day: date, minutes: int | None, start: time, end: time, zone: str) -> Worked:
    began, ended = span(day, start, end, zone)
    whole = minutes_between(began, ended)
    if minutes is None:
        return Worked(day, whole, began, ended)
    if minutes > whole:
        raise LongerThanRange(hours=hours(minutes), start=clock_time(start), end=clock_time(end))
    return Worked(day, minutes, began, ended)


def check(work: Worked, today: date) -> None:
    """Raise ZeroMinutes, TooLong or FutureDay (judged by date, not by clock)."""
    if work.minutes <= 0:
        raise ZeroMinutes
    if work.minutes > DAY_MINUTES + 60:  # a day on which the clocks go back has 25 hours
        raise TooLong
    if work.minutes > DAY_MINUTES and work.started_at is None:
        raise TooLong
    if work.day > today:
        raise FutureDay(day=day_text(work.day))


def day_limit(day: date, zone: str) -> int:
    """Return how many minutes a local day holds, at least 24 hours."""
    return max(DAY_MINUTES, minutes_between(*clock.day_bounds(day, zone)))


def check_day_total(day: date, total: int, zone: str) -> None:
    """Raise DayFull when a day would hold more than it has."""
    if total > day_limit(day, zone):
        raise DayFull(day=day_text(day), hours=hours(total))


def overlap(one: Spanned, other: Spanned) -> bool:
    """Tell whether two stretches of work, both with start and end, share time."""
    if one.started_at is None or one.ended_at is None:
        return False
    if other.started_at is None or other.ended_at is None:
        return False
    return one.started_at < other.ended_at and other.started_at < one.ended_at


def overlapping(work: Spanned, others: Iterable[Spanned]) -> list[Spanned]:
    """Return those of the others that share time with the work: a warning, not a refusal."""
    return [other for other in others if overlap(work, other)]


def corrected(
    before: Worked, zone: str, *, day: date, minutes: int | None,
    start: time | None, end: time | None, range_said: bool,
) -> Worked:  # fmt: skip
    """Work out an entry anew after a correction; `start`, `end` are the wall times that now hold.

    A new range keeps the break, new minutes keep start and break and move the end, a new day
    keeps wall times and minutes (less where that night is shorter).
    """
    if start is None or end is None:
        return worked(day, before.minutes if minutes is None else minutes, start, end, zone)
    began, ended = span(day, start, end, zone)
    whole = minutes_between(began, ended)
    if minutes is not None and not range_said:
        return Worked(day, minutes, began, began + timedelta(minutes=minutes + before.pause))
    if minutes is not None:
        return worked(day, minutes, start, end, zone)
    if range_said:
        return Worked(day, whole - before.pause, began, ended)
    return Worked(day, min(before.minutes, whole), began, ended)


def likely_ends(
    began: datetime, day_minutes: int, zone: str, now: datetime
) -> tuple[datetime, ...]:
    """Return when the work of a forgotten clock probably ended: after a whole day, or at 16.00."""
    whole = began + timedelta(minutes=day_minutes)
    afternoon = clock.at(day_of(began, zone), time(16), zone)
    ends = {one.replace(second=0, microsecond=0) for one in (whole, afternoon)}
    return tuple(sorted(one for one in ends if began < one < now))

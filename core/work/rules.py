"""On which days a recurring assignment falls: RFC 5545 rules of days (python-dateutil); pure.

A rule is text such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH`, without a beginning, an end or times.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Literal

from dateutil.rrule import rrulestr

from core.errors import Invalid
from core.kit.i18n import _
from core.kit.workdays import is_holiday, is_working_day

Freq = Literal["day", "week", "month", "year"]
How = Literal["day", "last", "weekday"]
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQS: dict[Freq, str] = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
HORIZON = timedelta(days=366 * 12)
"""How far ahead the next day is looked for: a 29th of February may be eight years away."""
MOST_EVERY = 99


@dataclass(frozen=True, slots=True)
class Rule:
    """What people choose: every so many days, weeks, months or years.

    Of a week the `weekdays` (Monday is 0). Of a month `how`: the day of the month it began, the
    last day, or the weekday it began with in its place (`place` 1 to 4, -1 the last).
    """

    freq: Freq = "week"
    every: int = 1
    weekdays: tuple[int, ...] = ()
    how: How = "day"
    month_day: int = 1
    month: int = 1
    place: int = 1

    def as_text(self) -> str:
        """Return the rule in the words of RFC 5545; a day that a month lacks is its last one."""
        parts = [f"FREQ={_FREQS[self.freq]}"]
        if self.every > 1:
            parts.append(f"INTERVAL={self.every}")
        if self.freq == "week":
            parts.append("BYDAY=" + ",".join(DAYS[one] for one in sorted(self.weekdays)))
        elif self.freq == "month" and self.how == "last":
            parts.append("BYMONTHDAY=-1")
        elif self.freq == "month" and self.how == "weekday":
            parts.append(f"BYDAY={self.place}{DAYS[self.weekdays[0]]}")
        elif self.freq in ("month", "year"):
            parts += [f"BYMONTH={self.month}"] if self.freq == "year" else []
            parts += self._month_days()
        return ";".join(parts)

    def _month_days(self) -> list[str]:
        if self.month_day <= 28:
            return [f"BYMONTHDAY={self.month_day}"]
        days = ",".join(str(one) for one in range(28, self.month_day + 1))
        return [f"BYMONTHDAY={days}", "BYSETPOS=-1"]


def rule_of(
    freq: Freq, every: int, weekdays: tuple[int, ...], how: How, starts_on: date
) -> Rule:  # fmt: skip
    """Return the rule that somebody chose, beginning on a day; raises Invalid."""
    if not 1 <= every <= MOST_EVERY:
        raise Invalid(_("Choose a number from 1 to {most}.").format(most=MOST_EVERY), field="every")
    if freq == "week" and not weekdays:
        raise Invalid(_("Choose the days of the week."), field="weekdays")
    is_last = (starts_on + timedelta(days=7)).month != starts_on.month
    return Rule(
        freq, every, weekdays if freq == "week" else (starts_on.weekday(),), how,
        starts_on.day, starts_on.month, -1 if is_last else (starts_on.day - 1) // 7 + 1,
    )  # fmt: skip


def read_rule(text: str) -> Rule:
    """Return a stored rule as people choose it."""
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    freq = next(key for key, name in _FREQS.items() if name == parts["FREQ"])
    days = [one.lstrip("+-0123456789") for one in parts.get("BYDAY", "").split(",") if one]
    of_month = [int(one) for one in parts.get("BYMONTHDAY", "").split(",") if one]
    how: How = "last" if of_month == [-1] else "weekday" if freq == "month" and days else "day"
    place = parts.get("BYDAY", "").removesuffix(days[0]) if how == "weekday" else ""
    return Rule(
        freq, int(parts.get("INTERVAL", 1)), tuple(DAYS.index(one) for one in days), how,
        max(of_month, default=1), int(parts.get("BYMONTH", 1)), int(place or 1),
    )  # fmt: skip


def check_rule(text: str) -> str:
    """Return a rule in capitals; raises Invalid when it is none of days."""
    clean = "".join(text.upper().split()).removeprefix("RRULE:")
    names = [part.partition("=")[0] for part in clean.split(";")]
    try:
        if set(names) - _PARTS or len(set(names)) < len(names):
            raise ValueError(clean)
        read_rule(clean)
        rrulestr(clean, dtstart=datetime.combine(date(2026, 1, 1), time()))
    except (ValueError, KeyError, StopIteration, IndexError):
        raise Invalid(_("Say how often it recurs."), field="freq") from None
    return clean


def days_from(rule: str, starts_on: date, first: date, ends_on: date | None) -> Iterator[date]:
    """Yield the days of a rule that began on a day, from `first` on, both ends inclusive."""
    midnight = time()
    moments = rrulestr(rule, dtstart=datetime.combine(starts_on, midnight))
    last = min(first + HORIZON, ends_on or date.max)
    for moment in moments.xafter(datetime.combine(first, midnight), inc=True):
        if moment.date() > last:
            return
        yield moment.date()


@dataclass(frozen=True, slots=True)
class Calendar:
    """The holidays of a country (ISO 3166), and what is done when a day is one (see `moved`)."""

    country: str
    subdivision: str = ""
    on_holiday: str = "skip"

    def moved(self, day: date, rule: str) -> date | None:
        """Return the day on which the work of a rule's day is done, None when it is left out.

        "skip" leaves public holidays out. "after" and "before" move to a working day what falls on
        one, and what falls on a weekend when the rule did not choose the days of the week.
        """
        by_weekday = rule.startswith(("FREQ=WEEKLY", "FREQ=DAILY"))
        off = is_holiday(day, self.country, self.subdivision)
        if self.on_holiday == "skip":
            return None if off else day
        if not off and (by_weekday or day.weekday() < 5):
            return day
        step = timedelta(days=1 if self.on_holiday == "after" else -1)
        while not is_working_day(day, self.country, self.subdivision):
            day += step
        return day

    def falls(
        self, rule: str, starts_on: date, first: date, ends_on: date | None
    ) -> Iterator[tuple[date, date]]:
        """Yield (the rule's day, the day of the work) from `first` on, what is skipped left out."""
        for day in days_from(rule, starts_on, first, ends_on):
            if (due_on := self.moved(day, rule)) is not None:
                yield day, due_on


def next_days(
    calendar: Calendar, rule: str, starts_on: date, first: date, ends_on: date | None,
    count: int = 5,
) -> list[tuple[date, date]]:  # fmt: skip
    """Return the next days on which work falls: (the rule's day, the day of the work)."""
    return list(islice(calendar.falls(rule, starts_on, max(first, starts_on), ends_on), count))

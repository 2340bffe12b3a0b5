"""Days as said, turned into dates: for work (past), tasks (future), questions, or in general."""

import datetime as dt
from dataclasses import dataclass

from core.language.dates import DaySpec

FAR_BACK = 300  # days; a work date further back is doubtful


class Doubtful(Exception):
    """The day was said, but which one is meant cannot be known."""


@dataclass(frozen=True, slots=True)
class Period:
    """Inclusive days."""

    first: dt.date
    last: dt.date


def _date(year: int, month: int, number: int) -> dt.date:
    try:
        return dt.date(year, month, number)
    except ValueError:
        raise Doubtful from None


def week_start(spec: tuple[str, int], today: dt.date) -> dt.date:
    """The Monday of a week said as an offset or an ISO week of this year."""
    how, number = spec
    if how == "iso":
        try:
            return dt.date.fromisocalendar(today.isocalendar().year, number, 1)
        except ValueError:
            raise Doubtful from None
    return today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=number)


def between(first: dt.date, last: dt.date) -> list[dt.date]:
    """All days from first to last, both included."""
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


# ------------------------------------------------------------------ work


def work_days(spec: DaySpec, today: dt.date) -> list[dt.date]:
    """The day(s) of finished work; a future day is returned as it is, for the caller to judge."""
    if spec.kind == "rel":
        return [today + dt.timedelta(days=spec.number)]
    if spec.kind == "weekday":
        return _work_weekdays(spec, today)
    if spec.kind == "date":
        return _work_date(spec, today)
    if spec.kind == "dom":
        return [_latest_dom(spec.number, today)]
    if spec.kind == "weekend":
        if spec.number > 0:
            raise Doubtful
        saturday = today - dt.timedelta(days=(today.weekday() - 5) % 7 or 7)
        sunday = saturday + dt.timedelta(days=1)
        if sunday >= today:
            saturday, sunday = saturday - dt.timedelta(7), sunday - dt.timedelta(7)
        return [saturday, sunday]
    raise Doubtful


def _work_weekdays(spec: DaySpec, today: dt.date) -> list[dt.date]:
    if spec.week is not None:
        monday = week_start(spec.week, today)
        first = monday + dt.timedelta(days=spec.number)
        return between(first, first + dt.timedelta(days=(spec.until - spec.number) % 7)) if (
            spec.until >= 0
        ) else [first]  # fmt: skip
    if spec.until >= 0:
        last = today - dt.timedelta(days=(today.weekday() - spec.until) % 7)
        if last == today and spec.mod == "last":
            last -= dt.timedelta(days=7)
        return between(last - dt.timedelta(days=(spec.until - spec.number) % 7), last)
    back = (today.weekday() - spec.number) % 7
    if spec.mod in ("coming", "next"):
        return [next_weekday(spec, today)]
    if back == 0:
        if spec.mod not in ("last", "past") and not spec.night:
            raise Doubtful
        back = 7
    return [today - dt.timedelta(days=back)]


def _work_date(spec: DaySpec, today: dt.date) -> list[dt.date]:
    found = (
        _date(spec.year, spec.month, spec.number)
        if spec.year is not None
        else _date_near(spec, today)
    )
    if spec.weekday >= 0 and found.weekday() != spec.weekday:
        raise Doubtful
    if (today - found).days > FAR_BACK:
        raise Doubtful
    if spec.until >= 0:
        last = _date(found.year, found.month, spec.until)
        if last < found:
            raise Doubtful
        return between(found, last)
    return [found]


def _date_near(spec: DaySpec, today: dt.date) -> dt.date:
    """Without a year: the latest past one, but a day soon to come is a future day."""
    this = _date(
        today.year if not _is_leap_day(spec) else _leap(today.year), spec.month, spec.number
    )
    if this <= today:
        return this
    last = _date(this.year - 1, spec.month, spec.number) if not _is_leap_day(spec) else this
    if (today - last).days > FAR_BACK and (this - today).days < 366 - FAR_BACK + 30:
        return this
    return last


def _is_leap_day(spec: DaySpec) -> bool:
    return (spec.month, spec.number) == (2, 29)


def _leap(year: int) -> int:
    return year - year % 4


def _latest_dom(number: int, today: dt.date) -> dt.date:
    year, month = today.year, today.month
    for _ in range(3):
        try:
            found = dt.date(year, month, number)
        except ValueError:
            found = None
        if found is not None and found <= today:
            return found
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    raise Doubtful


# ------------------------------------------------------------------ tasks


def next_weekday(spec: DaySpec, today: dt.date) -> dt.date:
    """The next such weekday after today; with next that day of the next ISO week."""
    if spec.week is not None:
        return week_start(spec.week, today) + dt.timedelta(days=spec.number)
    if spec.mod == "next":
        monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(days=7)
        return monday + dt.timedelta(days=spec.number)
    return today + dt.timedelta(days=(spec.number - today.weekday()) % 7 or 7)


def due_day(spec: DaySpec, today: dt.date) -> dt.date | None:
    """The day a task is due."""
    if spec.kind == "rel":
        return today + dt.timedelta(days=spec.number)
    if spec.kind == "weekday":
        return next_weekday(spec, today)
    if spec.kind == "date":
        found = _date(spec.year or today.year, spec.month, spec.number)
        if spec.year is None and found < today:
            found = _date(today.year + 1, spec.month, spec.number)
        return found
    if spec.kind == "dom":
        return _next_dom(spec.number, today)
    if spec.kind == "weekend":
        return next_weekday(DaySpec("weekday", 0, 5), today)
    if spec.kind == "week":
        how = ("iso", spec.number) if spec.mod == "iso" else ("rel", spec.number)
        return week_start(how, today)
    return None


def _next_dom(number: int, today: dt.date) -> dt.date:
    year, month = today.year, today.month
    for _ in range(4):
        try:
            found = dt.date(year, month, number)
        except ValueError:
            found = None
        if found is not None and found > today:
            return found
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    raise Doubtful


# ------------------------------------------------------------------ questions


def month_period(year: int, month: int) -> Period:
    """The whole month."""
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return Period(dt.date(year, month, 1), following - dt.timedelta(days=1))


def query_period(spec: DaySpec, today: dt.date) -> Period:
    """The days a question is about."""
    if spec.kind == "week":
        how = ("iso", spec.number) if spec.mod == "iso" else ("rel", spec.number)
        monday = week_start(how, today)
        return Period(monday, monday + dt.timedelta(days=6))
    if spec.kind == "month":
        return _query_month(spec, today)
    if spec.kind == "year":
        year = today.year + spec.number
        return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))
    if spec.kind == "weekday" and spec.until < 0 and spec.week is None and spec.mod == "":
        back = (today.weekday() - spec.number) % 7 or 7
        day = today - dt.timedelta(days=back)
        return Period(day, day)
    days = work_days(spec, today)
    return Period(days[0], days[-1])


def _query_month(spec: DaySpec, today: dt.date) -> Period:
    if spec.mod == "rel":
        months = today.year * 12 + today.month - 1 + spec.number
        return month_period(months // 12, months % 12 + 1)
    year = spec.year or (today.year if spec.number <= today.month else today.year - 1)
    return month_period(year, spec.number)


# ------------------------------------------------------------------ in general


def nearest(spec: DaySpec, today: dt.date) -> dt.date | None:
    """The nearest fitting day, the future one when it is a tie."""
    if spec.kind == "weekday" and spec.week is None and spec.mod == "":
        ahead = (spec.number - today.weekday()) % 7
        return today + dt.timedelta(days=ahead if ahead <= 3 else ahead - 7)
    if spec.kind == "weekday" and spec.mod in ("last", "past") and spec.week is None:
        return today - dt.timedelta(days=(today.weekday() - spec.number) % 7 or 7)
    if spec.kind == "date" and spec.year is None:
        return _nearest_date(spec, today)
    if spec.kind == "dom":
        return _closest([f(spec.number, today) for f in (_latest_dom, _next_dom)], today)
    if spec.kind == "weekend":
        weekday = DaySpec("weekday", 0, 5, mod={1: "next", -1: "last"}.get(spec.number, ""))
        return nearest(weekday, today)
    try:
        return due_day(spec, today)
    except Doubtful:
        return None


def _nearest_date(spec: DaySpec, today: dt.date) -> dt.date | None:
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(dt.date(year, spec.month, spec.number))
        except ValueError:
            continue
    if spec.weekday >= 0:  # "to 1.1." is a Thursday
        found = [d for d in found if d.weekday() == spec.weekday] or found
    return _closest(found, today)


def _closest(days: list[dt.date], today: dt.date) -> dt.date | None:
    return min(days, key=lambda d: (abs((d - today).days), d < today), default=None)

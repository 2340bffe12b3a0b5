"""Days as people say them: this week, last month, the next seven days."""

from collections.abc import Callable
from datetime import date, timedelta

from core.kit.i18n import N_

Days = tuple[date, date]
"""First and last day, both inclusive."""


def _month(day: date, step: int) -> Days:
    months = day.year * 12 + day.month - 1 + step
    first = date(months // 12, months % 12 + 1, 1)
    following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return first, following - timedelta(days=1)


def _week(day: date, step: int) -> Days:
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=step)
    return monday, monday + timedelta(days=6)


def _day(day: date, step: int) -> Days:
    moved = day + timedelta(days=step)
    return moved, moved


def _year(day: date, step: int) -> Days:
    return date(day.year + step, 1, 1), date(day.year + step, 12, 31)


def _open(day: date, step: int) -> Days:
    return (_FIRST, day) if step < 0 else (day, _LAST)


_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)
_SPANS: dict[str, tuple[str, Callable[[date, int], Days], int]] = {
    "today": (N_("today"), _day, 0),
    "yesterday": (N_("yesterday"), _day, -1),
    "tomorrow": (N_("tomorrow"), _day, 1),
    "this_week": (N_("this week"), _week, 0),
    "last_week": (N_("last week"), _week, -1),
    "next_week": (N_("next week"), _week, 1),
    "this_month": (N_("this month"), _month, 0),
    "last_month": (N_("last month"), _month, -1),
    "next_month": (N_("next month"), _month, 1),
    "this_year": (N_("this year"), _year, 0),
    "last_year": (N_("last year"), _year, -1),
    "until_today": (N_("today or earlier"), _open, -1),
    "from_today": (N_("today or later"), _open, 1),
}
SPANS: dict[str, str] = {name: words for name, (words, _make, _step) in _SPANS.items()}
"""Every span with its words (a msgid)."""
LONGEST = 3650
"""Days that a criterion may look back or ahead."""


def span(name: str, today: date) -> Days | None:
    """Return the days of a span; None when there is none of that name."""
    if name not in _SPANS:
        return None
    _words, make, step = _SPANS[name]
    return make(today, step)

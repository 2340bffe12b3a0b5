"""Dates, durations, distances and sums as people read them (CLDR by Babel)."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal

from core.kit import clock
from core.kit.i18n import _, language
from core.kit.money import Money

_CLDR = {"fi": "fi_FI", "sv": "sv_SE", "en": "en_GB"}
_DAY = {"fi": "ccc d.M.", "sv": "ccc d/M", "en": "ccc d MMM"}
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_CLOCK = {"fi": "H.mm", "sv": "HH.mm", "en": "HH:mm"}


@lru_cache(maxsize=8)
def cldr(tag: str) -> Locale:
    """Return the CLDR locale of one of our languages."""
    return Locale.parse(_CLDR[tag])


def number(value: Decimal | float | int, pattern: str = "#,##0.##") -> str:
    """Return a number with the reader's separators (7,5)."""
    return _number(value, pattern, language())


@lru_cache(maxsize=1024)
def _number(value: Decimal | float | int, pattern: str, tag: str) -> str:
    return format_decimal(value, format=pattern, locale=cldr(tag))


def hours(minutes: int) -> str:
    """Return minutes as decimal hours (450 is `7,5 h`, 2 decimals at most)."""
    return number(Decimal(minutes) / 60) + " h"


def span(minutes: int) -> str:
    """Return a short span of minutes (`30 min`, `2 h`, `2 h 15 min`)."""
    whole, rest = divmod(minutes, 60)
    parts = ([f"{whole} h"] if whole else []) + ([f"{rest} min"] if rest or not whole else [])
    return " ".join(parts)


def day(value: date) -> str:
    """Return a day with its weekday (`ti 31.3.`, `Tue 31 Mar`); the year when it is not this one."""
    text = _day(value, language())
    if value.year != clock.now().year:
        text += f"{value.year}" if language() == "fi" else f" {value.year}"
    return text


@lru_cache(maxsize=512)
def _day(value: date, tag: str) -> str:
    return format_date(value, _DAY[tag], locale=cldr(tag))


def full_day(value: date) -> str:
    """Return a day with its year, as people write it into a field (31.3.2026)."""
    if language() == "fi":
        return f"{value.day}.{value.month}.{value.year}"
    return value.isoformat() if language() == "sv" else f"{value:%d/%m/%Y}"


def typed_day(text: str) -> date | None:
    """Return a typed day, day before month or ISO 8601; None when it is neither."""
    found = _DAY_FIRST.fullmatch(text.strip())
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def weekdays(*, wide: bool = False) -> list[str]:
    """Return what the days of the week are called by themselves, Monday first (`ma`, `Mon`)."""
    names = cldr(language()).days["stand-alone"]["wide" if wide else "abbreviated"]
    return [str(names[place]) for place in range(7)]


def day_and_month(month: int, day: int) -> str:
    """Return a day that comes every year (`31.3.`, `31 March`)."""
    pattern = "d.M." if language() == "fi" else "d MMMM"
    return str(format_date(date(2028, month, day), pattern, locale=cldr(language())))


def month(value: date) -> str:
    """Return a day's month with its year (`maaliskuu 2026`, `March 2026`)."""
    return format_date(value, "LLLL yyyy", locale=cldr(language()))


def clock_time(value: time | datetime) -> str:
    """Return a wall time (`7.30`, `07.30`, `07:30`)."""
    return format_time(value.replace(tzinfo=None), _CLOCK[language()], locale=cldr(language()))


def moment(value: datetime, zone: str) -> str:
    """Return a UTC moment as local day and time (`ti 31.3. klo 9.05`)."""
    wall = clock.local(value, zone)
    return _("{day} at {time}").format(day=day(wall.date()), time=clock_time(wall))


def quoted(text: str) -> str:
    """Return somebody's words between the reader's quotation marks."""
    return _("“{text}”").format(text=text)


def ago(value: datetime) -> str:
    """Return how long ago a moment was (`12 min`, `2 h`, `3 pv`)."""
    passed = max(clock.now() - value, timedelta(0))
    return format_timedelta(passed, threshold=1.0, format="short", locale=cldr(language()))


def size(count: int) -> str:
    """Return bytes as people read them (`1,5 MB`)."""
    for unit, step in (("MB", 1_000_000), ("kB", 1000)):
        if count >= step:
            return f"{number(round(count / step, 1), '#,##0.#')} {unit}"
    return f"{count} B"


def kilometres(metres: int) -> str:
    """Return a distance in kilometres (28 000 is `28 km`)."""
    return number(Decimal(metres) / 1000, "#,##0.#") + " km"


def money(value: Money) -> str:
    """Return a sum with its currency (`28,50 €`)."""
    return format_currency(value.amount, value.currency, locale=cldr(language()))

"""Which days are working days: weekdays that are no public holiday (library `holidays`)."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

_NAMED_IN = {"fi": ("fi",), "sv": ("sv_FI", "sv"), "en": ("en_US", "en_GB", "en")}
"""Our language -> the library's names for it, the likeliest first."""


def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Return a year's public holidays; an unknown region counts as the whole country."""
    return frozenset(holiday_names(country, subdivision, year))


@lru_cache(maxsize=64)
def holiday_names(
    country: str, subdivision: str, year: int, language: str = ""
) -> Mapping[date, str]:
    """Return a year's public holidays by their names, in our language where the library has it."""
    import holidays  # 0.2 s to import: not before the first who asks

    calendar = getattr(holidays, country, None)
    if calendar is None:
        return {}
    region = subdivision if subdivision in calendar.subdivisions else None
    customary = {"public", "de_facto"} & set(calendar.supported_categories)
    return dict(
        calendar(
            years=year, subdiv=region, categories=tuple(customary),
            language=_language(calendar, language),
        )
    )  # fmt: skip


def _language(calendar: Any, language: str) -> str | None:
    """Return the library's tag of a language; without one it would ask the machine's locale."""
    known = calendar.supported_languages
    own: str | None = calendar.default_language
    return next((name for name in _NAMED_IN.get(language, ()) if name in known), own)


def holiday_name(day: date, country: str, subdivision: str, language: str) -> str:
    """Return what a public holiday is called; '' for any other day."""
    return holiday_names(country, subdivision, day.year, language).get(day, "")


def is_holiday(day: date, country: str, subdivision: str = "") -> bool:
    """Tell whether a day is a public holiday."""
    return day in holiday_names(country, subdivision, day.year)


def is_working_day(day: date, country: str, subdivision: str = "") -> bool:
    """Tell whether people usually work on a day."""
    return day.weekday() < 5 and not is_holiday(day, country, subdivision)


def next_working_day(day: date, country: str, subdivision: str = "") -> date:
    """Return the first working day on or after a day."""
    while not is_working_day(day, country, subdivision):
        day += timedelta(days=1)
    return day

"""Which days are working days: weekdays that are no public holiday (library `holidays`)."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from core.kit import clock

FIRST_LOOK = time(16, 30)
SECOND_LOOK = time(18, 30)


@lru_cache(maxsize=64)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Return a year's public holidays; an unknown region counts as the whole country."""
    import holidays  # 0.2 s to import: only the sweep of missing hours needs it

    calendar = getattr(holidays, country, None)
    if calendar is None:
        return frozenset()
    region = subdivision if subdivision in calendar.subdivisions else None
    customary = {"public", "de_facto"} & set(calendar.supported_categories)
    return frozenset(calendar(years=year, subdiv=region, categories=tuple(customary)))


def is_working_day(day: date, country: str, subdivision: str = "") -> bool:
    """Tell whether people usually work on a day."""
    return day.weekday() < 5 and day not in public_holidays(country, subdivision, day.year)


def next_working_day(day: date, country: str, subdivision: str = "") -> date:
    """Return the first working day on or after a day."""
    while not is_working_day(day, country, subdivision):
        day += timedelta(days=1)
    return day


def look_at(day: date, step: int, zone: str) -> datetime:
    """Return the UTC moment of a day's first or second look for missing hours."""
    return clock.at(day, FIRST_LOOK if step == 1 else SECOND_LOOK, zone)

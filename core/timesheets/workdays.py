"""Working days as `core.kit.workdays` knows them, and when the day's hours are looked at."""

from datetime import date, datetime, time

from core.kit import clock
from core.kit.workdays import (
    holiday_name,
    holiday_names,
    is_holiday,
    is_working_day,
    next_working_day,
    public_holidays,
)

FIRST_LOOK = time(16, 30)
SECOND_LOOK = time(18, 30)
MORNING = time(8)
"""When whoever approves hours is told of the day before."""

__all__ = [
    "FIRST_LOOK", "MORNING", "SECOND_LOOK", "holiday_name", "holiday_names", "is_holiday",
    "is_working_day", "look_at", "next_working_day", "public_holidays",
]  # fmt: skip


def look_at(day: date, step: int, zone: str) -> datetime:
    """Return the UTC moment of a day's first or second look for missing hours."""
    return clock.at(day, FIRST_LOOK if step == 1 else SECOND_LOOK, zone)

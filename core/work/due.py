"""When the doer of a task is told that it is due; pure.

Told are: the moment itself when a time was said, else the morning of the day; then the next
morning, as late; then once a week until eight weeks have passed.
"""

from datetime import date, datetime, time, timedelta

from core.kit import clock

MORNING = time(7)
TOLD_WITHIN = timedelta(minutes=15)
"""What is told this soon after its moment is told as due, not as late: the sweep takes its time."""
LATE_DAYS = (1, *range(7, 57, 7))


def moments(due_on: date, due_time: time | None, zone: str) -> list[datetime]:
    """Return every UTC moment at which the doer is told, in order."""
    told = [clock.at(due_on, due_time or MORNING, zone)]
    told += [clock.at(due_on + timedelta(days=days), MORNING, zone) for days in LATE_DAYS]
    return told


def next_moment(
    due_on: date | None, due_time: time | None, zone: str, after: datetime
) -> datetime | None:
    """Return the first UTC moment after `after` at which the doer is told, or None."""
    if due_on is None:
        return None
    return next((moment for moment in moments(due_on, due_time, zone) if moment > after), None)


def is_overdue(due_on: date, due_time: time | None, zone: str, at: datetime) -> bool:
    """Tell whether the due moment (the whole day without a time) has passed."""
    wall = clock.local(at, zone)
    if due_time is not None:
        return wall.replace(tzinfo=None) > datetime.combine(due_on, due_time)
    return wall.date() > due_on

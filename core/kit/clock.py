"""The one place that asks what time it is, and the day arithmetic of local zones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present moment as an aware UTC datetime."""
    return datetime.now(UTC)


def local(moment: datetime, zone: str) -> datetime:
    """Return an aware moment as wall time of an IANA zone."""
    return moment.astimezone(ZoneInfo(zone))


def today(zone: str) -> date:
    """Return the calendar day that it is now in an IANA zone."""
    return local(now(), zone).date()


def at(day: date, wall: time, zone: str) -> datetime:
    """Return the UTC moment of a wall time; a time skipped by DST is moved forward."""
    return datetime.combine(day, wall, ZoneInfo(zone)).astimezone(UTC)


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return the UTC moments at which a local day begins and the next one begins."""
    return at(day, time(), zone), at(day + timedelta(days=1), time(), zone)


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the ISO week of a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)

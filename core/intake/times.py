"""Times of the week a rule looks at: `12345 16:00-08:00`; pure.

Digits are ISO weekdays (1 is Monday), none means every day; wall time in the company's zone. A span
that ends before it begins goes on after midnight and belongs to the day on which it began.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_SPAN = re.compile(r"([1-7]*) ?(\d\d):(\d\d)-(\d\d):(\d\d)")
END = 24 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """Days (1 to 7) and minutes since midnight; 1440 is the end of the day."""

    days: frozenset[int]
    start: int
    end: int

    def holds(self, moment: datetime) -> bool:
        """Tell whether a local moment falls into it."""
        minute = moment.hour * 60 + moment.minute
        today, before = moment.isoweekday(), (moment - timedelta(days=1)).isoweekday()
        if self.start < self.end:
            return today in self.days and self.start <= minute < self.end
        begun = today in self.days and minute >= self.start
        return begun or (before in self.days and minute < self.end)

    @property
    def entry(self) -> str:
        """Return it as rules store it."""
        days = "".join(str(day) for day in sorted(self.days))
        return f"{days} {_wall(self.start)}-{_wall(self.end)}"


def _wall(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def span_of(entry: str) -> Span | None:
    """Return what a stored entry says, or None when it says nothing."""
    found = _SPAN.fullmatch(entry.strip())
    if found is None:
        return None
    start, end = int(found[2]) * 60 + int(found[3]), int(found[4]) * 60 + int(found[5])
    if start >= END or end > END or start == end or int(found[3]) > 59 or int(found[5]) > 59:
        return None
    return Span(frozenset(int(day) for day in found[1] or "1234567"), start, end)


def fits(entry: str, moment: datetime | None) -> bool:
    """Tell whether a local moment falls into a stored entry."""
    span = span_of(entry)
    return span is not None and moment is not None and span.holds(moment)

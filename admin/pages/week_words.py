"""Times of the week as people write them: `ma–pe 16–8`, `Sat, Sun`, `8.30-16`."""

import re
from collections.abc import Iterator

from babel.dates import get_day_names

from core.intake.times import END, Span, span_of
from core.kit.i18n import LANGUAGES, _, language
from core.kit.text import fold

_CLOCK = r"(\d{1,2})(?:[.:](\d{2}))?"
_HOURS = re.compile(rf"(?:klo|kl\.?|at)?\s*{_CLOCK}\s*[-–]\s*(?:klo|kl\.?)?\s*{_CLOCK}")
_ALL = frozenset(range(1, 8))


def spoken(entry: str) -> str:
    """Return a stored span in the reader's language."""
    span = span_of(entry)
    if span is None:
        return entry
    days = "" if span.days == _ALL else ", ".join(_runs(span.days))
    hours = ""
    if (span.start, span.end) != (0, END):
        hours = f"{_wall(span.start)}–{_wall(span.end)}"
    return " ".join(filter(None, (days, hours))) or _("at any time")


def _wall(minutes: int) -> str:
    sign = ":" if language() == "en" else "."
    return f"{minutes // 60}{sign}{minutes % 60:02}" if minutes % 60 else str(minutes // 60)


def _runs(days: frozenset[int]) -> Iterator[str]:
    """Yield days in words, neighbours joined."""
    names = get_day_names("abbreviated", "format", locale=language())
    first = previous = 0
    for day in [*sorted(days), 99]:
        if day == previous + 1 and first:
            previous = day
            continue
        if first:
            last = names[previous - 1]
            yield names[first - 1] if first == previous else f"{names[first - 1]}–{last}"
        first = previous = day


def understood(line: str) -> str | None:
    """Return the entry of a written span in any of our languages, or None."""
    text = fold(line)
    hours = _HOURS.search(text)
    start, end = 0, END
    if hours:
        start = int(hours[1]) * 60 + int(hours[2] or 0)
        end = int(hours[3]) * 60 + int(hours[4] or 0)
        text = text[: hours.start()] + " " + text[hours.end() :]
    days = _days_in(text)
    if days is None or not (hours or days):
        return None
    entry = Span(days or _ALL, start, end).entry
    return entry if span_of(entry) else None


def _days_in(text: str) -> frozenset[int] | None:
    """Return the days of `ma-pe, su`; None when something is no day."""
    days: set[int] = set()
    for part in re.split(r"[,;&+]|\s(?!\s*[-–])(?<![-–]\s)", re.sub(r"\s*[-–]\s*", "-", text)):
        if not part.strip():
            continue
        ends = [_day(one) for one in part.strip().split("-")]
        if len(ends) > 2 or None in ends:
            return None
        first, last = ends[0], ends[-1]
        assert first is not None
        assert last is not None
        days |= {(first + step - 1) % 7 + 1 for step in range((last - first) % 7 + 1)}
    return frozenset(days)


def _day(word: str) -> int | None:
    """Return the ISO weekday that a word begins, in any of our languages."""
    wanted = fold(word).strip(". ")
    if len(wanted) < 2:
        return None
    found = {
        number + 1
        for tongue in LANGUAGES
        for number, name in get_day_names("wide", "format", locale=tongue).items()
        if fold(name).startswith(wanted)
    }
    return found.pop() if len(found) == 1 else None

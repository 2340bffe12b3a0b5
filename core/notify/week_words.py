"""What deserves a look in somebody's week, in the reader's words: on cards and on the page alike."""

from collections.abc import Sequence
from datetime import date

from core.expenses.week_queries import WeekSums
from core.kit import formatting
from core.kit.i18n import N_, _, ngettext
from core.timesheets.week_lines import Flag, FlagKind, WeekLine

_SENTENCES: dict[FlagKind, str] = {
    FlagKind.DISPUTED: N_("The customer disputes hours of {days}"),
    FlagKind.OVERLAP: N_("Overlapping entries on {days}"),
    FlagKind.LONG: N_("A long day on {days}"),
    FlagKind.MISSING: N_("{hours} missing: {days}"),
}
SHOWN_DAYS = 3


def flag_words(flag: Flag) -> str:
    """Return why an approver should look twice (`4,5 h puuttuu: ke 18.3.`)."""
    sentence = _(_SENTENCES[flag.kind])
    return sentence.format(days=_days(flag.days), hours=formatting.hours(flag.minutes))


def notes_on(line: WeekLine) -> list[str]:
    """Return overtime, absence and flags of a week, a few words each."""
    notes = []
    if line.overtime and line.norm:
        notes.append(_("{hours} over the norm").format(hours=formatting.hours(line.overtime)))
    away = max((days for _kind, days in line.absences), default=0)
    if away:
        notes.append(ngettext("{count} day away", "{count} days away", away).format(count=away))
    return notes + [flag_words(flag) for flag in line.flags]


def sums_words(sums: WeekSums) -> str:
    """Return travel and costs of a week (`84 km · 28,50 €`)."""
    parts = [formatting.kilometres(sums.metres)] if sums.metres else []
    return " · ".join([*parts, *(formatting.money(cost) for cost in sums.costs)])


def total_words(line: WeekLine) -> str:
    """Return the hours of a week beside what it should hold (`36 h of 37.5 h`)."""
    total, norm = formatting.hours(line.total), formatting.hours(line.norm)
    return _("{total} of {norm}").format(total=total, norm=norm) if line.norm else total


def _days(days: Sequence[date]) -> str:
    shown = [formatting.day(day) for day in days[:SHOWN_DAYS]]
    return ", ".join(shown) + (" …" if len(days) > SHOWN_DAYS else "")

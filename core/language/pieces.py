"""The pieces of a message in words, what else they might have been, and why they are not."""

import datetime as dt
from collections.abc import Callable

from core.kit import formatting
from core.kit.i18n import N_, _, ngettext
from core.language.clocks import clock, span
from core.language.days import day
from core.language.durations import duration
from core.language.firms import words_of
from core.language.items import Item, Items
from core.language.line import Line
from core.language.lines import decimal_of
from core.language.names import BARE_S, DOUBTFUL, EXACT, INFLECTED, NEAR, Target
from core.language.resolving import Doubtful, nearest, work_days
from core.language.sense import Sense
from core.language.sums import distance, junk, money, phone

_KINDS: dict[str, tuple[str, Callable[[Line, int], object | None]]] = {
    "day": (N_("a day"), day),
    "phone": (N_("a telephone number"), phone),
    "span": (N_("clock times from and until"), span),
    "length": (N_("a length of time"), duration),
    "money": (N_("a sum of money"), money),
    "km": (N_("a distance"), distance),
    "junk": (N_("a size or a code"), junk),
    "clock": (N_("a clock time"), lambda line, at: clock(line, at, bare=True)),
    "num": (N_("a number"), lambda line, at: line.numeral(at)),
}
_OTHERS = {
    "mail": N_("a mail address"), "link": N_("a link"), "ref": N_("the number of a request"),
    "street": N_("a street address, so no customer and no number"),
}  # fmt: skip
_TARGETS = {
    "customer": N_("customer"), "project": N_("project"), "task": N_("kind of work"),
    "colleague": N_("colleague"),
}  # fmt: skip
_HOW = {
    EXACT: N_("written as it is known"), INFLECTED: N_("inflected"),
    BARE_S: N_("with a bare -s"), NEAR: N_("with a slip of the finger"),
    DOUBTFUL: N_("too unlike to be sure"),
}  # fmt: skip
_MOST_SHOWN = 3


def piece_lines(items: Items, sense: Sense | None = None) -> list[str]:
    """One line for each telling piece, and one for each reading of it that lost."""
    today = sense.today if sense is not None else None
    lines = []
    for item in items.all:
        text = formatting.quoted(items.text(item).strip())
        if item.kind == "name" and sense is not None:
            lines.append(f"  {text} → {_named(sense, item)}")
            lines += _lost_names(sense, item)
        elif item.kind in _KINDS:
            lines.append(f"  {text} → {_told(item, today)}")
            lines += _lost(items, item)
        elif item.kind in _OTHERS:
            lines.append(f"  {text} → {_(_OTHERS[item.kind])}")
    return lines or ["  " + _("none")]


def _told(item: Item, today: dt.date | None) -> str:
    """What a piece says: its kind and its value."""
    value = ""
    if item.length is not None and item.length.minutes is not None:
        value = formatting.span(int(item.length.minutes))
    elif item.span is not None:
        value = f"{_wall(item.span.start)}–{_wall(item.span.end)}"
    elif item.clock is not None:
        value = _wall(item.clock.minute)
    elif item.day is not None and today is not None:
        value = _day_said(item, today)
    elif item.kind in ("money", "km"):
        value = f"{decimal_of(item.amount)} {item.currency or ('km' if item.kind == 'km' else '')}"
    elif item.num is not None:
        value = str(decimal_of(item.num.value))
    told = _(_KINDS[item.kind][0]) + (f": {value.strip()}" if value else "")
    doubtful = item.length is not None and item.length.doubt
    return _("{text} (doubtful)").format(text=told) if doubtful else told


def _day_said(item: Item, today: dt.date) -> str:
    assert item.day is not None
    try:
        days = work_days(item.day, today)
    except Doubtful:
        near = nearest(item.day, today)
        days = [near] if near is not None else []
    return ", ".join(formatting.day(one) for one in days[:_MOST_SHOWN]) or _("which is not sure")


def _wall(minute: int) -> str:
    return formatting.clock_time(dt.time(minute // 60 % 24, minute % 60))


def _lost(items: Items, item: Item) -> list[str]:
    """Other kinds that fit at the same place, and why they were not taken."""
    lines = []
    for kind, (label, fits) in _KINDS.items():
        found = fits(items.line, item.first) if kind != item.kind else None
        last = getattr(found, "last", None)
        if not isinstance(last, int):
            continue
        text = items.line.text[
            items.line.tokens[item.first].start : items.line.tokens[last - 1].end
        ]
        why = (
            _("it leaves a part unread") if last < item.last
            else _("the reading that tells more comes first")
        )  # fmt: skip
        lost = _("{text} as {kind} lost: {why}")
        lines.append("      – " + lost.format(text=formatting.quoted(text), kind=_(label), why=why))
    return lines


# ------------------------------------------------------------------ names


def name_of(sense: Sense, target: Target) -> str:
    """The known name that a target stands for."""
    known = sense.said.directory
    if target.kind == "customer":
        return known.customers[target.index].name
    if target.kind == "project":
        return sense.project(target.index, target.sub).name
    if target.kind == "task":
        return known.tasks[target.index].name
    return (known.colleagues or ())[target.index].name


def how_written(item: Item) -> str:
    """How a name was written, and that a part of it was enough."""
    assert item.match is not None
    how = _(_HOW[item.match.quality])
    if item.match.ending and item.match.quality == INFLECTED:
        how += f" (-{item.match.ending.lstrip(chr(39))})"
    if all(target.part for target in item.match.targets):
        how += ", " + _("a part of the name")
    return how


def _named(sense: Sense, item: Item) -> str:
    assert item.match is not None
    targets = item.match.targets
    shown = [f"{name_of(sense, t)} ({_(_TARGETS[t.kind])})" for t in targets[:_MOST_SHOWN]]
    more = len(targets) - len(shown)
    if more:
        shown.append(ngettext("{count} more", "{count} more", more).format(count=more))
    return f"{', '.join(shown)}; {how_written(item)}"


def rivals(sense: Sense, item: Item) -> list[tuple[int, str]]:
    """Known words that are like the written one but were not taken: (letters apart, word)."""
    index = sense.said.directory.index
    token = sense.token(item)
    assert item.match is not None
    taken = {index.spelled[number] for number in index.word(token)}
    taken.update(word for t in item.match.targets for word in words_of(name_of(sense, t)))
    found = index.near(token.fold, inflected=sense.language == "fi")
    near = ((slips, index.spelled[n]) for n, (slips, _likely) in found.items())
    return sorted(one for one in near if one[1] not in taken)[:_MOST_SHOWN]


def _lost_names(sense: Sense, item: Item) -> list[str]:
    assert item.match is not None
    if item.match.quality >= NEAR:
        why = _("two that are near make it unsure") if len(item.match.targets) > 1 else ""
        return [f"      – {why}"] if why else []
    return [
        "      – " + ngettext(
            "{word} is {count} letter away; a form that fits exactly wins",
            "{word} is {count} letters away; a form that fits exactly wins", slips,
        ).format(word=formatting.quoted(word), count=slips)
        for slips, word in rivals(sense, item)
    ]  # fmt: skip

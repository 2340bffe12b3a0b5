"""The day(s) of each piece of work, with the doubts about them."""

import datetime as dt
from dataclasses import dataclass, field, replace

from core.language.dates import DaySpec
from core.language.items import Item
from core.language.pairing import by_clause
from core.language.quantities import Quantity
from core.language.resolving import Doubtful, work_days
from core.language.sense import Sense

Days = tuple[dt.date, ...]


@dataclass(slots=True)
class Dated:
    """Days of each quantity in order; `said`: a day was named; `doubt`: ask for the date."""

    days: list[Days]
    said: bool = False
    doubt: bool = False
    night: bool = False
    marks: list[tuple[Item, Days]] = field(default_factory=list)


def dated(sense: Sense, quantities: list[Quantity], *, one_customer: bool) -> Dated:
    """Give each quantity its days."""
    found = Dated([])
    try:
        found.marks = day_marks(sense)
    except Doubtful:
        found.doubt = True
    specs = [i.day for i in sense.items.of("day") if i.day is not None]
    found.said = bool(specs)
    found.night = any(s.night for s in specs)
    if _either(sense):
        found.doubt = True
    if not found.marks:
        found.days = [()] * len(quantities)
        return found
    days = _paired(sense, found.marks, quantities, one_customer=one_customer)
    if days is None:
        found.doubt = True
        days = [found.marks[0][1]] * len(quantities)
    found.days = days
    if any(mark not in days for _, mark in found.marks):
        found.doubt = True  # "2h yesterday and the same today"
    return found


def day_marks(sense: Sense) -> list[tuple[Item, Days]]:
    """Days named side by side are one mark; a week named apart moves the bare weekdays."""
    items = [i for i in sense.items.of("day") if i.day is not None]
    if any(i.day and i.day.kind in ("month", "year") for i in items):
        raise Doubtful  # "last month 3h": no day
    week = next((i.day for i in items if i.day and i.day.kind == "week"), None)
    single = [i for i in items if i.day and i.day.kind not in ("week", "year")]
    if any(i.day and i.day.kind == "weekday" for i in single):
        single = [i for i in single if i.day and i.day.kind != "weekend"]
    marks: list[tuple[Item, Days]] = []
    previous: Item | None = None
    for item, spec in zip(single, _specs(sense, single, week), strict=True):
        days = _resolved(spec, marks[-1] if marks else None, sense.today)
        if previous is not None and marks and _joined(sense, previous, item):
            both = tuple(dict.fromkeys((*marks[-1][1], *days)))
            marks[-1] = (marks[-1][0], both)
        else:
            marks.append((item, days))
        previous = item
    if week is not None and not marks:
        raise Doubtful
    return marks


def _specs(sense: Sense, items: list[Item], week: DaySpec | None) -> list[DaySpec]:
    """The days as said; a week at the head (`last week mon 8h tue 6h`) holds for all behind it."""
    found: list[DaySpec] = []
    head: DaySpec | None = None
    for item in items:
        assert item.day is not None
        spec = _in_week(item.day, week)
        bare = spec.kind == "weekday" and spec.mod == ""
        others = any(s.kind == "weekday" and s.mod == "" and s.week is None for s in found)
        if bare and spec.week is not None and week is None:
            if others or (head is not None and head.week != spec.week and _trails(sense, item)):
                raise Doubtful  # "mon 8h, tue last week 6h"
            head = replace(spec, mod="trails" if _trails(sense, item) else "")
        elif bare and head is not None:
            if head.mod == "trails" or spec.number <= max(head.number, head.until):
                raise Doubtful
            spec = head = replace(spec, week=head.week)
        found.append(spec)
    return found


def _trails(sense: Sense, item: Item) -> bool:
    """Is the week said behind the weekday?"""
    return any(tag[:2] == "WD" for tag in sense.line.tags[item.first])


def _resolved(spec: DaySpec, before: tuple[Item, Days] | None, today: dt.date) -> Days:
    """The days; bare weekdays that follow one another are days of one week."""
    last = before[0].day if before is not None else None
    follows = (
        before is not None and last is not None and last.kind == spec.kind == "weekday"
        and last.mod == spec.mod == "" and spec.week is None
        and spec.number > max(last.number, last.until) >= 0 and not spec.night
    )  # fmt: skip
    if not follows:
        return tuple(work_days(spec, today))
    assert before is not None
    monday = today - dt.timedelta(days=today.weekday())
    if spec.number == today.weekday() and spec.until < 0 and before[1][-1] >= monday:
        return (today,)
    days = tuple(work_days(spec, today))
    if days[0] < before[1][-1]:
        raise Doubtful  # on a Wednesday "mon 8h, fri 6h": of which week is the Friday?
    return days


def _in_week(spec: DaySpec, week: DaySpec | None) -> DaySpec:
    if week is None or spec.kind != "weekday" or spec.week is not None:
        return spec
    return replace(spec, week=(week.mod or "rel", week.number))


def _joined(sense: Sense, one: Item, other: Item) -> bool:
    """`to ja pe`, `ma, ti ja ke`: only linking words between."""
    return all(
        (i.kind == "word" and i.has("AND", "EACH") and not i.has("THEN"))
        or (i.kind == "sign" and sense.items.text(i) in ",&+/")
        for i in sense.items.between(one, other)
    )


def _either(sense: Sense) -> bool:
    """`torstaina vai perjantaina`: which of the two?"""
    return len(sense.items.of("day")) > 1 and sense.items.says("OR")


def _paired(
    sense: Sense, marks: list[tuple[Item, Days]], quantities: list[Quantity], *, one_customer: bool
) -> list[Days] | None:
    places = [q.item for q in quantities]
    if not places:
        return []
    first = marks[0][0].first
    if len(marks) == 1 and (
        first < places[0].first or len(places) == 1 or one_customer or _of_all(sense, marks[0][0])
    ):
        return [marks[0][1]] * len(places)
    if first < places[0].first and marks[-1][0].first < places[-1].first:
        return None if _idle(marks, places) else _running(marks, places)
    return by_clause(sense.items, marks, places) or _after_each(marks, places)


def _of_all(sense: Sense, day: Item) -> bool:
    """`molemmat eilen`, `both of them on monday`, `alla igår`: the day of all that was said."""
    before = sense.items.before(day)
    while before is not None and before.kind == "word":
        if before.has("EACH", "BULK"):
            return True
        if not before.has("FILL", "IT", "OTHERS", "THIRD"):
            return False
        before = sense.items.before(before)
    return False


def _idle(marks: list[tuple[Item, Days]], places: list[Item]) -> bool:
    """`mon room 8 tue room 9 bell 3h`: a day with nothing to it makes the others doubtful."""
    ends = [mark[0].first for mark in marks[1:]] + [places[-1].first + 1]
    return any(
        not any(mark.first < p.first < end for p in places)
        for (mark, _), end in zip(marks, ends, strict=True)
    )


def _running(marks: list[tuple[Item, Days]], places: list[Item]) -> list[Days]:
    """A date at the head counts until another comes."""
    return [[days for item, days in marks if item.first < p.first][-1] for p in places]


def _after_each(marks: list[tuple[Item, Days]], places: list[Item]) -> list[Days] | None:
    """`8h wed, 6h thu`: each quantity is followed by its day."""
    if len(marks) != len(places):
        return None
    for number, (item, _) in enumerate(marks):
        following = places[number + 1].first if number + 1 < len(places) else item.first + 1
        if not places[number].first < item.first < following:
            return None
    return [days for _, days in marks]

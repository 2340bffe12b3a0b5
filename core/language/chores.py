"""Tasks and reminders: only where words order them."""

import datetime as dt

from core.language.ahead import days_ahead
from core.language.clocks import NOON
from core.language.items import Item
from core.language.quantities import as_clock
from core.language.questions import lists_tasks
from core.language.reading import Reading, TaskOrder
from core.language.resolving import Doubtful, due_day
from core.language.sense import Sense
from core.language.shared import ask, one_customer
from core.language.wordlists import words

_LATEST_TRIGGER = 5  # pieces before the ordering word
_FINISHED = words(
    "done tehty valmis klar klart färdig färdigt hoidettu finished complete completed on är is "
    "suoritettu gjort gjord avklarad kunnossa ok"
)
_LEADS = ("att ", "to ", "että ", "et ", "about ", "om ", "that ")
_OPENING = words(
    "mua minua me mig mulle minulle to att om about että et that for från of us oss meitä : - "
    "sen on listalle listan lista list jag mun i my"
)
_BEFORE_DATE = words(
    "by on at for till senast före innan på i klo kl before viimeistään den the until due "
    "this om in @ klockan kello to -"
)


def chore(sense: Sense) -> Reading | None:
    """The task a message orders, or None."""
    trigger = _trigger(sense)
    if trigger is None or lists_tasks(sense):
        return None
    try:
        due, time, used = when_due(sense)
    except Doubtful:
        return ask(sense, "date", intent="create_task")
    title = _title(sense, trigger, used)
    if not any(c.isalpha() for c in title) or set(title.lower().split()) <= _FINISHED:
        return ask(sense, "intent", intent="create_task")
    place = one_customer(sense)
    customer = sense.customer(place) if place is not None else None
    task = TaskOrder(
        title, due, time, customer.name if customer else None, customer.ref if customer else None
    )
    return Reading("create_task", task=task, language=sense.language)


def _trigger(sense: Sense) -> Item | None:
    found = None
    for number, item in enumerate(sense.items.all):
        if (
            item.kind == "word"
            and item.has("TASK")
            and (number <= _LATEST_TRIGGER or _after_sign(sense, item))
        ):
            found = item
            break
    if found is None:
        return None
    if sense.line.low(found.first) == "to" and _goes_with_verb(sense, found):
        return None
    before = [i for i in sense.items.of("word") if i.first < found.first]
    if any(i.has("NEG", "QWORD", "NEVER", "OTHERS", "COND") for i in before):
        return None
    return found


def _goes_with_verb(sense: Sense, item: Item) -> bool:
    """`was meant to do 3h`: no list of things to do."""
    before = sense.items.before(item)
    return before is not None and before.kind == "word" and before.has(
        "PLAN", "CORRECT", "DID", "THIRD", "STATE"
    ) and not before.has("FILL", "MORE")  # fmt: skip


def _after_sign(sense: Sense, item: Item) -> bool:
    before = sense.items.before(item)
    return before is not None and before.kind in ("sign", "line")


# ------------------------------------------------------------------ when


def when_due(sense: Sense) -> tuple[dt.date | None, dt.time | None, list[Item]]:
    """Due day, time and the pieces that said them; raises Doubtful."""
    relative = _relative(sense)
    if relative is not None:
        return relative
    used: list[Item] = []
    due: dt.date | None = None
    for item in sense.items.of("day"):
        assert item.day is not None
        if item.day.kind == "fuzzy":
            raise Doubtful
        day = due_day(item.day, sense.today)
        if day is not None and due is None:
            due = day
            used.append(item)
    moment = _moment(sense, used)
    if moment is None:
        return due, None, used
    used.append(moment)
    minute = _afternoon(sense, moment, due)
    if minute is None:
        return due, None, used[:-1]
    if due is None:
        now = sense.said.now.hour * 60 + sense.said.now.minute
        due = sense.today + dt.timedelta(days=0 if minute > now else 1)
    return due, dt.time(minute // 60 % 24, minute % 60), used


def _relative(sense: Sense) -> tuple[dt.date | None, dt.time | None, list[Item]] | None:
    """`in 45 min`, `om en timme`, `puolen tunnin päästä`, `in two days`."""
    for item in sense.items.of("length", "num"):
        before, after = sense.items.before(item), sense.items.after(item)
        ahead = before is not None and sense.line.low(before.last - 1) in ("in", "om")
        mark = before
        if not ahead and after is not None and after.has("IN") and sense.language == "fi":
            ahead, mark = True, after
        if ahead and item.length is not None and item.length.minutes and mark is not None:
            moment = sense.said.now + dt.timedelta(minutes=int(item.length.minutes))
            return moment.date(), moment.time().replace(second=0, microsecond=0), [item, mark]
    ahead_of_today = days_ahead(sense.line, sense.today)
    if ahead_of_today is None:
        return None
    return (
        ahead_of_today.date, None, [Item("day", ahead_of_today.first, ahead_of_today.last)]
    )  # fmt: skip


def _moment(sense: Sense, days: list[Item]) -> Item | None:
    clocks = sense.items.of("clock")
    if clocks:
        return clocks[0]
    for item in sense.items.of("num", "length"):
        text = sense.items.text(item)
        near = any(i.kind == "day" for i in _neighbours(sense, item))
        written = (item.kind == "num" and "." in text) or (":" in text and text[-1].isdigit())
        if near and days and written:
            return item if as_clock(sense, item) is not None else None
    return None


def _neighbours(sense: Sense, item: Item) -> list[Item]:
    return [i for i in (sense.items.before(item), sense.items.after(item)) if i is not None]


def _afternoon(sense: Sense, item: Item, due: dt.date | None) -> int | None:
    minute = as_clock(sense, item)
    if minute is None:
        return None
    if (item.clock is not None and item.clock.sure) or sense.token(item).text.startswith("0"):
        return minute
    now = sense.said.now.hour * 60 + sense.said.now.minute
    if due in (None, sense.today) and minute <= now < minute + NOON and minute < NOON:
        return minute + NOON
    if sense.language == "en" and 60 <= minute < 7 * 60:
        return minute + NOON
    return minute


# ------------------------------------------------------------------ title


def _title(sense: Sense, trigger: Item, used: list[Item]) -> str:
    """The chore in the writer's words, without trigger and date."""
    tokens = sense.line.tokens
    drop = set(range(trigger.last))
    at = trigger.last
    while at < len(tokens) and (tokens[at].low in _OPENING or sense.line.has(at, "TASK")):
        drop.add(at)
        at += 1
    for item in used:
        drop.update(range(item.first, item.last))
        before = item.first - 1
        while before >= 0 and tokens[before].low in _BEFORE_DATE:
            drop.add(before)
            before -= 1
        if sense.line.has(item.last, "BY") or sense.line.low(item.last) in ("asti", "saakka", "to"):
            drop.add(item.last)
    kept = [n for n in range(len(tokens)) if n not in drop]
    pieces, previous = [], -2
    for number in kept:
        token = tokens[number]
        glue = "" if number == previous + 1 and token.glued else " "
        pieces.append(glue + token.text)
        previous = number
    title = " ".join("".join(pieces).split()).strip(" ,:;-–.!")
    for lead in _LEADS:
        title = title.removeprefix(lead)
    return title

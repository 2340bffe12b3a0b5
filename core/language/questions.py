"""Questions about what is booked, planned or running: answered, nothing is written."""

import datetime as dt

from core.language.dates import DaySpec
from core.language.people import crew, unknown_place
from core.language.reading import Query, Reading, What
from core.language.resolving import Doubtful, Period, due_day, query_period
from core.language.sense import Sense
from core.language.shared import ask, one_customer, silence
from core.language.wordlists import words

_TASKS = words(
    """tehtävät tehtäväni tehtavat tehtavani työlista työlistani hommat hommani keikat työt
    muistutukset ohjelma aikataulu uppgifter uppgifterna uppdrag jobben schemat påminnelser att_göra
    tasks jobs todos reminders agenda schedule"""
)
_MINE = frozenset(["any", "mitään", "några", "omat", "omia", "mina", "mitt", "my"])
_OWN = ("FILL", "ME", "THIS", "QWORD")
_REQUESTS = frozenset(["can", "could", "voitko", "voisitko", "kan", "kunde", "would", "voinko"])


def question(sense: Sense) -> Reading | None:
    """The question a message asks, or None."""
    asked = _is_question(sense)
    listed = _is_list(sense)
    if not asked and not listed:
        return None
    if asked and sense.line.low(0) in _REQUESTS and sense.items.of("length", "span"):
        return ask(sense, "intent")
    what = _topic(sense)
    if what is None:
        return silence(sense) if asked else None
    if what == "timer":
        return Reading("query", query=Query("timer"), language=sense.language)
    try:
        period = _period(sense, what)
    except Doubtful:
        return ask(sense, "date", intent="query")
    place = one_customer(sense)
    if (sense.customers and place is None) or unknown_place(sense) or _names_nobody(sense):
        return ask(sense, "customer", intent="query")
    customer = sense.customer(place) if place is not None else None
    query = Query(what, period.first, period.last, customer.name if customer else None,
                  customer.ref if customer else None, bool(sense.items.of("day")))  # fmt: skip
    return Reading("query", query=query, language=sense.language)


def _names_nobody(sense: Sense) -> bool:
    """An unknown word where a customer would stand, in small letters too."""
    for item in sense.items.of("word"):
        before = sense.line.low(item.first - 1)
        local = sense.language == "fi" and sense.token(item).fold.endswith(("lla", "lle", "lta"))
        if not item.tags and (local or before in ("hos", "at", "for", "för", "åt")):
            return True
    return False


def _is_question(sense: Sense) -> bool:
    signs = [i for i in sense.items.of("sign") if sense.items.text(i) == "?"]
    if signs:
        return True
    if sense.items.says("CLOCKEDQ"):
        return True
    words = [i for i in sense.items.all if i.kind in ("word", "name")][:2]
    return any(i.has("QWORD") and i.first <= 3 for i in words) and not (
        sense.items.of("length", "span", "km", "money") and not _asks_first(sense)
    )


def _asks_first(sense: Sense) -> bool:
    first = sense.items.all[0]
    return first.kind == "word" and first.has("QWORD")


def _is_list(sense: Sense) -> bool:
    """`tän viikon tunnit`, `my hours so far this week`, `summera timmarna`."""
    if lists_tasks(sense):
        return True
    if sense.items.of("length", "span", "km", "money", "num", "clock"):
        return False
    if sense.items.says("NEG", "UNDO", "CORRECT", "START", "STOP", "TASK"):
        return False
    period = bool(sense.items.of("day"))
    whole = any(i.day and i.day.kind in ("week", "month") for i in sense.items.of("day"))
    if whole and sense.items.says("HOURSQ") and not sense.items.says("DID"):
        return True
    summed = sense.items.says("SUMUP") and (period or not sense.customers)
    if summed and _topic(sense) is not None and (period or _orders_sum(sense)):
        return True
    own = any(i.has("TASKSQ") and i.last - i.first > 1 for i in sense.items.of("word"))
    return (own and not sense.customers) or _names_topic(sense)


def _names_topic(sense: Sense) -> bool:
    """`expenses this month`, `kuukauden tunnit`, `mileage for january`: a topic and its days."""
    specs = [i.day for i in sense.items.of("day") if i.day is not None]
    long = (
        any(s.kind in ("week", "month", "year") for s in specs) or _period_word(sense) is not None
    )
    if not long and not (specs and sense.items.says("EXPENSESQ") and not sense.customers):
        return False
    topic = sense.items.says("HOURSQ", "EXPENSESQ", "TRAVEL", "SUMUP")
    plain = (
        "HOURSQ",
        "EXPENSESQ",
        "TRAVEL",
        "SUMUP",
        "FILL",
        "ME",
        "THIS",
        "QWORD",
        "WEEK",
        "MONTH",
    )
    return topic and all(i.has(*plain) for i in sense.items.of("word"))


def _period_word(sense: Sense) -> DaySpec | None:
    """A bare week or month: `kuukauden tunnit`, `timmar hittills i månaden`."""
    if sense.items.says("MONTH"):
        return DaySpec("month", 0, 0, mod="rel")
    return DaySpec("week", 0, 0) if sense.items.says("WEEK", "THISWEEK") else None


def lists_tasks(sense: Sense) -> bool:
    """`tehtävät tänään`, `tasks this week`, `mina uppgifter`: nothing but what and when."""
    said = [i for i in sense.items.all if i.kind not in ("day", "sign")]
    lows = [sense.line.low(item.first) for item in said]
    return not _TASKS.isdisjoint(lows) and all(
        item.kind == "word" and (low in _TASKS or low in _MINE or item.has(*_OWN))
        for item, low in zip(said, lows, strict=True)
    )


def _orders_sum(sense: Sense) -> bool:
    words = [i for i in sense.items.of("word") if not i.has("FILL", "ME")]
    return bool(words) and len(words) <= 3 and words[0].has("SUMUP") and not sense.customers


def _topic(sense: Sense) -> What | None:
    says = sense.items.says
    if says("TIMER") and says("RUNNING") and not says("HOURSQ"):
        return "timer"
    if says("CLOCKEDQ"):
        return "timer"
    if says("RUNNING") and says("TIMER") and not sense.items.of("day"):
        return "timer"
    if says("TRAVEL", "KM", "MIL", "MILE") or sense.items.of("km"):
        return "travel"
    if says("EXPENSESQ"):
        return "expenses"
    if says("TASKSQ") and not says("HOURSQ", "SUMUP"):
        return "tasks"
    if says("HOURSQ", "HOUR", "SUMUP") or sense.items.of("length", "span"):
        return "hours"
    if says("TASKSQ"):
        return "tasks"
    if says("EXPENSE") and says("QWORD"):
        return "expenses"
    return _by_day(sense) or _of_work(sense) if says("QWORD") else None


def _of_work(sense: Sense) -> What | None:
    """`näytä eiliset`, `paljonko ollaan tehty lehdolle`, `oonko ollu tällä viikolla lehdolla`."""
    if (
        sense.items.says("CONTACT", "OTHERS", "PLAN", "TASK", "STATE", "INTERNAL")
        or crew(sense).stranger
    ):
        return None
    specs = [i.day for i in sense.items.of("day") if i.day is not None]
    try:
        past = bool(specs) and query_period(specs[0], sense.today).first <= sense.today
    except Doubtful:
        return None
    if past and _only_asks(sense) and not sense.customers and not sense.items.of("name"):
        return "hours"
    worked = sense.items.says("DID", "THIRD") and sense.items.says("QWORD")
    return "hours" if worked and past and sense.customers else None


def _by_day(sense: Sense) -> What | None:
    """`mitä mulla on huomenna` asks for tasks, `what did I do yesterday` for hours."""
    specs = [i.day for i in sense.items.of("day") if i.day is not None]
    if not specs or sense.items.of("name", "street", "num", "clock"):
        return None
    if not sense.items.says("DID") and _is_now(specs[0]) and _only_asks(sense):
        return "tasks"
    ahead = specs[0].mod in ("coming", "next") or (specs[0].kind == "rel" and specs[0].number > 0)
    if ahead or (specs[0].kind == "week" and specs[0].number > 0):
        return "tasks"
    return "hours" if sense.items.says("DID") else None


def _is_now(spec: DaySpec) -> bool:
    """Today, this week."""
    return spec.kind in ("rel", "week") and spec.number == 0 and spec.mod == ""


def _only_asks(sense: Sense) -> bool:
    """`mitä tänään`, `vad har jag idag?`: only question words and small words beside the day."""
    return all(i.has("QWORD", "FILL", "ME", "IT") for i in sense.items.of("word"))


def _period(sense: Sense, what: What) -> Period:
    specs = [i.day for i in sense.items.of("day") if i.day is not None]
    today = sense.today
    if not specs and what != "tasks" and (named := _period_word(sense)) is not None:
        return query_period(named, today)
    if not specs:
        if what == "tasks" and not any("WEEK" in tags for tags in sense.line.tags):
            return Period(today, today)
        return query_period(DaySpec("week", 0, 0), today)
    if what == "tasks":
        return _ahead(specs[0], today)
    if len(specs) > 1:
        week = next((s for s in specs if s.kind == "week"), None)
        day = next((s for s in specs if s.kind == "weekday"), None)
        if week is None or day is None:
            first, last = query_period(specs[0], today), query_period(specs[-1], today)
            return Period(min(first.first, last.first), max(first.last, last.last))
    return query_period(specs[0], today)


def _ahead(spec: DaySpec, today: dt.date) -> Period:
    """Tasks lie ahead: a weekday is the next one."""
    if spec.kind in ("week", "month", "year"):
        return query_period(spec, today)
    if spec.kind == "weekday" and (spec.number - today.weekday()) % 7 == 0 and spec.mod == "":
        return Period(today, today)
    day = due_day(spec, today)
    if day is None:
        raise Doubtful
    return Period(day, day)

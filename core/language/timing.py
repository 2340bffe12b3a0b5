"""Starting, switching and stopping the running timer."""

import datetime as dt
from dataclasses import replace

from core.language.items import Item
from core.language.people import crew, unknown_place
from core.language.presence import came_and_went
from core.language.reading import Entry, Reading
from core.language.resolving import Doubtful, work_days
from core.language.sense import Sense
from core.language.shared import (
    ask,
    customer_entry,
    moments,
    not_after_now,
    one_customer,
    silence,
    with_project,
)


def timing(sense: Sense) -> Reading | None:
    """An order to start, switch or stop, or a report of it; None when it is something else."""
    items = sense.items
    starts, stops, switches = items.says("START"), items.says("STOP"), items.says("SWITCH")
    if not (starts or stops or switches):
        return None
    if items.of("length", "span", "km", "money") or (
        items.says("CAME", "LEFT") and came_and_went(items)
    ):
        return None
    if starts and stops:
        if len(moments(sense)) >= 2:
            return None
        starts = sense.line.language != "sv" and not _stops_last(sense)
        stops = not starts
    if _is_blocked(sense):
        return ask(sense, "intent") if sense.known_customer and _future(sense) else silence(sense)
    if stops and not (starts or (switches and sense.known_customer)):
        return _stop(sense)
    if starts and (sense.known_customer or _orders_timer(sense)):
        return _start(sense)
    if switches and sense.said.context.running_timer is not None:
        return _start(sense)
    if switches and sense.known_customer and not items.says("CORRECT"):
        return ask(sense, "intent", intent="start_timer")
    if starts and unknown_place(sense) is not None:
        return ask(sense, "customer", intent="start_timer")
    return None


def _stops_last(sense: Sense) -> bool:
    order = list(sense.items.words("START", "STOP"))
    return order[-1].has("STOP")


def _is_blocked(sense: Sense) -> bool:
    if crew(sense).stranger:
        return True
    ordinary = [i for i in sense.items.of("word") if not i.has("START", "STOP", "SWITCH")]
    if any(i.has("COND", "NEG", "NEVER", "QWORD") for i in ordinary):
        return True
    if any(i.has("PLAN") and not i.has("TIMER", "FILL", "DID") for i in ordinary):
        return True
    return _future(sense)


def _future(sense: Sense) -> bool:
    for item in sense.items.of("day"):
        assert item.day is not None
        try:
            if (
                item.day.mod in ("coming", "next")
                or work_days(item.day, sense.today)[-1] > sense.today
            ):
                return True
        except Doubtful:
            return True
    return False


def _orders_timer(sense: Sense) -> bool:
    """The timer itself is named, or clocking in is said in so many words."""
    if sense.items.says("TIMER"):
        return True
    return any(i.has("START") and i.last - i.first > 1 for i in sense.items.of("word"))


def _other_day(sense: Sense) -> bool:
    specs = [i.day for i in sense.items.of("day") if i.day is not None]
    return any(not (s.kind == "rel" and s.number == 0) for s in specs)


def _start(sense: Sense) -> Reading:
    place = one_customer(sense)
    if place is None or unknown_place(sense) is not None:
        return ask(sense, "customer", intent="start_timer")
    if _other_day(sense):
        return ask(sense, "date", intent="start_timer")
    plain = customer_entry(sense, place)
    entry = with_project(sense, plain, place)
    if entry is None:
        return ask(sense, "project", intent="start_timer", entries=(plain,))
    times = moments(sense)
    if len(times) > 1:
        return ask(sense, "date", intent="start_timer", entries=(entry,))
    if times:
        minute = not_after_now(sense, times[0])
        if minute is None:
            return ask(sense, "date", intent="start_timer", entries=(entry,))
        entry = replace(entry, start=dt.time(minute // 60, minute % 60))
    return Reading("start_timer", (entry,), language=sense.language)


def _stop(sense: Sense) -> Reading | None:
    timer = sense.said.context.running_timer
    times = moments(sense)
    if timer is None:
        if times or sense.items.says("TIMER"):
            return ask(sense, "intent", intent="stop_timer", entries=_said_end(sense, times))
        return None
    place = one_customer(sense)
    if sense.customers and (place is None or sense.customer(place).name != timer.customer):
        return ask(sense, "customer", intent="stop_timer")
    if _other_day(sense) or len(times) > 1:
        return ask(sense, "date", intent="stop_timer")
    if not times:
        return Reading("stop_timer", language=sense.language)
    end = _said_end(sense, times)
    if not end:
        return ask(sense, "date", intent="stop_timer")
    return Reading("stop_timer", end, language=sense.language)


def _said_end(sense: Sense, times: list[Item]) -> tuple[Entry, ...]:
    """The one moment said, when it can be past, as the end of work."""
    minute = not_after_now(sense, times[0]) if len(times) == 1 else None
    return () if minute is None else (Entry(end=dt.time(minute // 60, minute % 60)),)

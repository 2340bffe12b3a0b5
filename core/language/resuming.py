"""The clock again: `continue yesterday's`, `jatka Lehdolla`; and the clock given up."""

from dataclasses import replace

from core.language.choosing import Traits
from core.language.people import crew, unknown_place
from core.language.reading import Choice, Entry, Option, Query, Reading, SavedEntry
from core.language.resolving import Doubtful, work_days
from core.language.sense import Sense
from core.language.shared import ask, customer_entry, one_customer, with_project
from core.language.wordlists import words

_RESUMES = words(
    """jatka jatkan jatketaan jatkappa continue continuing resume resuming fortsätt fortsätter fortsätta
    återuppta återupptar"""
)
_GIVES_UP = words("discard drop scrap kill reset nollaa kassera nollställ förkasta")
_WORK = words(
    """work job jobs same where left
    off from with med kanssa töitä hommaa hommia työtä työt samaa sama samalla mihin jäin
    jäätiin siitä jobb jobbet jobben arbetet samma där slutade var jag on"""
)
_ABOUT = ("FILL", "IT", "TIMER", "LAST", "ME", "THIS", "HOUR", "HOURSQ", "UNDOWHAT", "SWITCH", "START",
          "RUNNING", "AND", "THEN")  # fmt: skip


def resuming(sense: Sense) -> Reading | None:
    """An order to go on with earlier work, or to give the running clock up; else None."""
    if _gives_up(sense):
        return Reading("drop_timer", language=sense.language)
    if not _resumes(sense) or sense.items.of("length", "span", "km", "money", "clock", "num"):
        return None
    if any(sense.items.text(one) == "?" for one in sense.items.of("sign")) or crew(sense).stranger:
        return None
    if not all(_fits(sense, item.first, item.tags) for item in sense.items.of("word")):
        return None
    place = one_customer(sense)
    if place is None and (sense.customers or unknown_place(sense) is not None):
        return ask(sense, "customer", intent="start_timer")
    if place is not None:
        return None if sense.items.of("day") else _at(sense, place)
    return _again(sense)


def _gives_up(sense: Sense) -> bool:
    """`cancel the timer`: an order to undo, the clock, and nothing else."""
    said = sense.items.all
    gives_up = sense.items.says("UNDO") or sense.line.low(said[0].first) in _GIVES_UP
    return gives_up and sense.items.says("TIMER") and all(
        item.kind == "sign"
        or item.has("UNDO", "TIMER", "FILL", "IT", "THIS", "ME", "RUNNING", "UNDOWHAT", "CORRECT")
        or sense.line.low(item.first) in _GIVES_UP
        for item in said
    ) and not sense.items.says("NEG", "NEVER")  # fmt: skip


def _resumes(sense: Sense) -> bool:
    low = sense.line.low
    return low(0) in _RESUMES or (low(0) == "carry" and low(1) == "on")


def _fits(sense: Sense, first: int, tags: frozenset[str]) -> bool:
    low = sense.line.low(first)
    return first == 0 or low in _WORK or bool(tags & set(_ABOUT))


def _at(sense: Sense, place: int) -> Reading:
    plain = customer_entry(sense, place)
    entry = with_project(sense, plain, place)
    if entry is None:
        return ask(sense, "project", intent="start_timer", entries=(plain,))
    return Reading("start_timer", (entry,), language=sense.language)


def _again(sense: Sense) -> Reading | None:
    """What was worked on that day, or last; of several the writer chooses."""
    traits = Traits(kind="time")
    days = sense.items.of("day")
    if len(days) > 1:
        return None
    if days:
        assert days[0].day is not None
        try:
            said = work_days(days[0].day, sense.today)
        except Doubtful:
            return ask(sense, "customer", intent="start_timer")
        if len(said) != 1 or said[0] > sense.today:
            return None
        traits = replace(traits, date=said[0])
    elif sense.said.context.running_timer is not None:
        return Reading("query", query=Query("timer"), language=sense.language)
    saved = [one for one in sense.said.context.last_entries if traits.fits(one)]
    places = {(one.customer, one.project, one.task): one for one in reversed(saved)}
    if not days:
        places = dict(list(places.items())[-1:])
    if len(places) == 1:
        return Reading("start_timer", (_same(sense, saved[0]),), language=sense.language)
    return _choice(sense, saved)


def _choice(sense: Sense, saved: list[SavedEntry]) -> Reading:
    """Ask which of the customers worked for."""
    names = list(dict.fromkeys(one.customer for one in saved if one.customer))
    found = [_same(sense, SavedEntry(0, "time", sense.today, name)) for name in names[:3]]
    options = tuple(
        Option(one.customer, one.customer, one.customer_ref) for one in found if one.customer
    )
    reading = ask(sense, "customer", intent="start_timer", entries=(Entry(),))
    assert reading.draft is not None
    choices = (Choice("customer", 0, options),) if options else ()
    return replace(reading, draft=replace(reading.draft, choices=choices))


def _same(sense: Sense, saved: SavedEntry) -> Entry:
    """An entry for the same customer, project and kind of work, with the directory's refs."""
    directory = sense.said.directory
    known = next((one for one in directory.customers if one.name == saved.customer), None)
    entry = Entry(internal=saved.customer is None)
    if known is not None:
        entry = replace(entry, customer=known.name, customer_ref=known.ref)
    for project in known.projects if known else ():
        if project.name == saved.project:
            entry = replace(entry, project=project.name, project_ref=project.ref)
    for task in directory.tasks:
        if task.name == saved.task:
            entry = replace(entry, task=task.name, task_ref=task.ref)
    return entry

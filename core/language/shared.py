"""Small readings several intents share: one customer, its project, a moment before now."""

from dataclasses import replace

from core.kit.i18n import N_
from core.language.clocks import NOON
from core.language.items import Item
from core.language.names import NEAR
from core.language.offering import customer_choice
from core.language.quantities import as_clock
from core.language.reading import Ask, Draft, Entry, Intent, Named, Reading
from core.language.sense import Sense

_TIMER_AT = N_("When the timer is meant is not sure.")
_TIMER_FOR = N_("Whom the timer is for is not sure.")
_WHICH = N_("Which of the saved entries is meant, or what is to change, is not sure.")
_WHYS: dict[tuple[Intent, Ask], str] = {
    ("create_task", "date"): N_("Which day is meant is not sure."),
    ("create_task", "intent"): N_("Whether it is to be remembered or was done is not sure."),
    ("create_contact", "intent"): N_("Who called or asked is not sure."),
    ("correct", "intent"): _WHICH,
    ("correct", "date"): N_("Which day is meant is not sure."),
    ("correct", "customer"): N_("Several customers fit the name."),
    ("undo", "intent"): _WHICH,
    ("undo", "confirm"): N_("More than one entry would be removed."),
    ("query", "date"): N_("Which day is meant is not sure."),
    ("query", "customer"): N_("Several customers fit the name."),
    ("start_timer", "customer"): _TIMER_FOR,
    ("start_timer", "date"): _TIMER_AT,
    ("start_timer", "project"): N_("The project belongs to another customer."),
    ("start_timer", "intent"): N_("Whether work starts or stops is not sure."),
    ("stop_timer", "customer"): _TIMER_FOR,
    ("stop_timer", "date"): _TIMER_AT,
    ("stop_timer", "intent"): N_("Whether work starts or stops is not sure."),
    ("log_time", "intent"): N_("What is to be done is not sure."),
}
"""Why a reading asks, by what it would have been and what it asks."""


def ask(
    sense: Sense, *asks: Ask, intent: Intent = "log_time", entries: tuple[Entry, ...] = (),
    target: int | str | None = None, why: str = "",
) -> Reading:  # fmt: skip
    """Ask back, with what was understood and the customers it may be."""
    choices = [
        customer_choice(sense, mention.places)
        for mention in sense.customers if len(mention.places) > 1
    ]  # fmt: skip
    draft = Draft(intent, entries, tuple(choices), target)
    whys = tuple(why or _WHYS.get((intent, what), "") for what in asks)
    return Reading("ask", ask=asks, draft=draft, language=sense.language, why=whys)


def silence(sense: Sense) -> Reading:
    """Nothing to do."""
    return Reading("none", language=sense.language)


def one_customer(sense: Sense) -> int | None:
    """The place of the only customer surely named, else None."""
    places = {m.places for m in sense.customers}
    if len(places) != 1 or any(m.doubtful for m in sense.customers):
        return None
    only = next(iter(places))
    return only[0] if len(only) == 1 else None


def projects_named(sense: Sense, *places: int) -> list[tuple[int, Named]]:
    """Projects named: (place of the customer, project); of these customers, else some of all."""
    found = []
    for item in sense.items.of("name"):
        assert item.match is not None
        if item.match.quality > NEAR:
            continue
        projects = [t for place in places for t in item.match.projects_of(place)]
        if not places:
            projects = [t for t in item.match.targets if t.kind == "project"]
        found += [(t.index, sense.project(t.index, t.sub)) for t in projects]
    return found


def with_project(sense: Sense, entry: Entry, place: int) -> Entry | None:
    """The entry with the customer's project that was named; None when a foreign one was."""
    own = {p.name: p for _owner, p in projects_named(sense, place)}
    if len(own) == 1:
        project = next(iter(own.values()))
        return replace(entry, project=project.name, project_ref=project.ref)
    return None if len(own) > 1 else entry


def customer_entry(sense: Sense, place: int) -> Entry:
    """An entry with only its customer."""
    customer = sense.customer(place)
    return Entry(customer=customer.name, customer_ref=customer.ref)


def moments(sense: Sense) -> list[Item]:
    """Pieces that may be clock times."""
    return [i for i in sense.items.of("clock", "num") if as_clock(sense, i) is not None]


def not_after_now(sense: Sense, item: Item) -> int | None:
    """A moment for a timer: a 12-hour time is the latest one not after now."""
    minute = as_clock(sense, item)
    if minute is None:
        return None
    now = sense.said.now.hour * 60 + sense.said.now.minute
    sure = item.clock.sure if item.clock is not None else _is_sure(sense, item)
    times = [minute] if sure or minute >= NOON + 60 else [minute % NOON, minute % NOON + NOON]
    past = [t for t in times if t <= now]
    return max(past) if past else None


def _is_sure(sense: Sense, item: Item) -> bool:
    return sense.token(item).text.startswith("0")

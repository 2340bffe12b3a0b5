"""The likeliest answers to a question, with the reason in the label, and what an answer changes."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from core.assistant import faces
from core.assistant.memory import Saved
from core.assistant.turns import Turn
from core.kit import formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.money import Money, from_amount
from core.language.reading import Draft, Entry, Option
from core.timesheets.rules import minutes_between, span

NOBODY = "-"
"""The value of an option that leaves a slot empty on purpose."""
_NUMBER = re.compile(r"\s*(\d{1,4}(?:[.,]\d{1,2})?)\s*")


def offer(turn: Turn, draft: Draft, slot: str, at: int) -> list[Option]:
    """Return the best answers first: those the language found, else those of the person's days."""
    entry = draft.entries[at] if at < len(draft.entries) else Entry()
    found = [
        option for choice in draft.choices
        if choice.slot == slot and choice.entry == at for option in choice.options
    ]  # fmt: skip
    if slot == "customer":
        return [_with_reason(turn, option) for option in found] or recent_customers(turn)
    if slot == "project":
        return [*found[:2], Option(_("No project"), NOBODY)] if found else projects(turn, entry)
    if slot == "duration":
        return found or durations(turn, entry)
    if slot == "date":
        return found or days(turn, entry)
    if slot == "target":
        return targets(turn)
    if slot == "intent":
        return found or intents(draft)
    return found


def recent_customers(turn: Turn, but: str | None = None) -> list[Option]:
    """Return the customers the person logged for last, then those they are assigned to."""
    assigned = turn.names.assigned.get(turn.actor.staff_id, {})
    keys = dict.fromkeys([*turn.memory.customers(), *assigned])
    named = [(key, turn.names.of(key)) for key in keys]
    plain = [Option(name, name, str(key)) for key, name in named if name and name != but]
    return [_with_reason(turn, option) for option in plain]


def _with_reason(turn: Turn, option: Option) -> Option:
    """Add to a customer's name why it may be meant: what was done there last, or the project."""
    key = parse_id(option.ref or "")
    if key is None:
        return option
    last = next((one for one in turn.memory.saved if one.customer_id == key and one.day), None)
    assigned = turn.names.assigned.get(turn.actor.staff_id, {})
    of_customer = turn.names.projects.get(key, ())
    if last is not None and last.day is not None:
        reason = f"{day_word(last.day, turn.today)} {saved_amount(last)}"
    elif key in assigned:
        reason = _("your {project}").format(project=assigned[key])
    elif len(of_customer) == 1:
        reason = of_customer[0][1]
    else:
        return replace(option, label=option.value)
    return replace(option, label=f"{option.value} · {reason}")


def projects(turn: Turn, entry: Entry) -> list[Option]:
    """Return the customer's open projects and none."""
    key = parse_id(entry.customer_ref or "")
    listed = turn.names.projects.get(key, ()) if key else ()
    found = [Option(name, name, str(project)) for project, name in listed[:2]]
    return [*found, Option(_("No project"), NOBODY)]


def durations(turn: Turn, entry: Entry) -> list[Option]:
    """Return the likely breaks of a range, else what was worked there last and a whole day."""
    if entry.start is not None and entry.end is not None:
        return breaks(turn, entry)
    key = parse_id(entry.customer_ref or "")
    past = [
        one.amount for one in turn.memory.saved
        if one.kind == "time_entry" and (key is None or one.customer_id == key)
    ]  # fmt: skip
    minutes = dict.fromkeys([*past[:1], turn.ground.day_minutes, 60])
    return [Option(faces.hours(one), str(one)) for one in minutes if one > 0]


def breaks(turn: Turn, entry: Entry) -> list[Option]:
    """Return a range without its half hour, its hour, and whole."""
    assert entry.start is not None
    assert entry.end is not None
    day = entry.date or turn.today
    whole = minutes_between(*span(day, entry.start, entry.end, turn.actor.zone))
    found = []
    for pause in (30, 60, 0):
        if whole > pause:
            reason = (
                _("break {span}").format(span=formatting.span(pause)) if pause else _("no break")
            )
            found.append(Option(f"{faces.hours(whole - pause)} – {reason}", str(whole - pause)))
    return found


def days(turn: Turn, entry: Entry) -> list[Option]:
    """Return the day that was guessed and the likely others; of a plan also the task."""
    guess, week = entry.date, timedelta(days=7)
    near = [guess] if guess is not None and guess <= turn.today else []
    near += [guess - week] if guess is not None and guess == turn.today else []
    near += [turn.today - timedelta(days=back) for back in range(3)]
    found = [
        Option(_capital(day_word(day, turn.today)), day.isoformat()) for day in dict.fromkeys(near)
    ]
    if guess is not None and guess > turn.today:
        return [*found[:2], Option(_("Make a task"), "create_task")]
    return found


def targets(turn: Turn) -> list[Option]:
    """Return what was saved last, as what a correction may mean."""
    return [
        Option(
            f"{saved_amount(one)} · {turn.names.of(one.customer_id) or _('Own work')}", str(one.id)
        )
        for one in turn.memory.saved
    ]


def saved_amount(one: Saved) -> str:
    """Return how much a saved row is."""
    if one.kind == "travel":
        return formatting.kilometres(one.amount)
    if one.kind == "expense":
        return formatting.money(Money(one.amount, one.currency or ""))
    return faces.hours(one.amount)


def emptied(entry: Entry, slot: str) -> Entry:
    """Return an entry without its guess for a doubtful slot."""
    if slot == "customer":
        return replace(entry, customer=None, customer_ref=None)
    if slot == "project":
        return replace(entry, project=None, project_ref=None)
    if slot == "duration":
        return replace(entry, minutes=None)
    if slot == "date":
        return replace(entry, date=None)
    return replace(entry, km=None, amount=None) if slot == "amount" else entry


def intents(draft: Draft) -> list[Option]:
    """Return what may be done with words whose purpose is in doubt."""
    found = []
    if draft.entries and not any(_empty(entry) for entry in draft.entries):
        kinds = {entry.kind for entry in draft.entries}
        intent = f"log_{kinds.pop()}" if len(kinds) == 1 else "multi"
        found.append(Option(_("Book it as done"), intent))
        if draft.intent == "correct":
            found.append(Option(_("Correct the last one"), "correct"))
    found.append(Option(_("Make a task"), "create_task"))
    return found


def _empty(entry: Entry) -> bool:
    return entry.minutes is None and entry.km is None and entry.amount is None


def bare_number(text: str) -> list[Option]:
    """Return the readings of a lone number as a duration: hours or minutes, never guessed."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return []
    number = Decimal(found[1].replace(",", "."))
    hours = int(number * 60)
    options = [Option(faces.hours(hours), str(hours))] if 0 < hours <= 24 * 60 else []
    if number == int(number) and number >= 5:
        options.append(Option(formatting.span(int(number)), str(int(number))))
    return options


def filled(entry: Entry, slot: str, option: Option) -> Entry:
    """Return an entry with an answer in its slot."""
    if slot == "customer":
        return replace(entry, customer=option.value, customer_ref=option.ref)
    if slot == "project":
        none = option.value == NOBODY
        return replace(entry, project=None if none else option.value, project_ref=option.ref)
    if slot == "duration" and option.value.isdigit():
        return replace(entry, minutes=int(option.value))
    if slot == "date":
        return replace(entry, date=date.fromisoformat(option.value))
    if slot == "amount":
        return _with_amount(entry, option.value)
    return entry


def _with_amount(entry: Entry, value: str) -> Entry:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return entry
    if entry.kind == "travel":
        return replace(entry, km=number)
    return replace(entry, kind="expense", amount=number)


def day_word(day: date, today: date) -> str:
    """Return today, yesterday or the day in full."""
    if day == today:
        return _("today")
    if day == today - timedelta(days=1):
        return _("yesterday")
    return formatting.day(day)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def amount_of(entry: Entry, turn: Turn) -> str:
    """Return how much an entry says, or nothing."""
    if entry.kind == "travel" and entry.km is not None:
        return formatting.kilometres(int(entry.km * 1000))
    if entry.kind == "expense" and entry.amount is not None:
        currency = entry.currency or turn.names.company.currency
        return formatting.money(from_amount(entry.amount, currency))
    return faces.hours(entry.minutes) if entry.minutes is not None else ""

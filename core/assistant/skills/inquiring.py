"""Answers about people and places: a phone number, who is there, how one stands, what is missing."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from core.access.actor import require
from core.access.permissions import Permission
from core.assistant import faces
from core.assistant.skills.banks import left
from core.assistant.turns import Reply, Turn
from core.kit import clock, formatting
from core.kit.i18n import _, ngettext
from core.kit.ids import parse_id
from core.language.inquiries import Inquiry
from core.outbound.cards import Button, Card, press
from core.people.queries import CustomerCard, customer_card
from core.timesheets import norm_queries, presence_queries, queries
from core.timesheets.missing import SMALLEST
from core.timesheets.norms import days_between

_AFTERNOON = 15  # from this hour on today counts as a day that may lack hours
SHOWN = 14


async def answer(turn: Turn, asked: Inquiry) -> Reply:
    """Answer; nothing is written."""
    text = await _ANSWERS[asked.about](turn, asked)
    rows = ((Button(_("My week"), press("week")),),) if asked.about == "missing" else ()
    return Reply(Card(text, rows), subjects=[])


async def _phone(turn: Turn, asked: Inquiry) -> str:
    require(turn.actor.may(Permission.SEE_CUSTOMERS))
    customer_id = parse_id((asked.customer.ref if asked.customer else None) or "")
    assert customer_id is not None
    card = await customer_card(turn.session, turn.actor, customer_id)
    lines = [card.name, *_reach(card)]
    if len(lines) == 1:
        lines.append(_("No phone number or address is known. Add one on the customer’s page."))
    return "\n".join(lines)


def _reach(card: CustomerCard) -> list[str]:
    """Return numbers and addresses, the company's own first, then each person's."""
    lines = [one.number for one in card.phones_of(None)]
    lines += [one.address for one in card.emails_of(None)]
    for person in card.persons:
        ways = [one.number for one in card.phones_of(person.id)]
        ways += [one.address for one in card.emails_of(person.id)]
        if ways:
            reached = ", ".join(ways)
            lines.append(reached if person.name == card.name else f"{person.name}: {reached}")
    return lines[:SHOWN]


async def _who(turn: Turn, asked: Inquiry) -> str:
    require(turn.actor.may(Permission.SEE_ALL_HOURS))
    customer_id = parse_id((asked.customer.ref if asked.customer else None) or "")
    assert customer_id is not None
    assert asked.customer is not None
    found = await presence_queries.people_at(turn.session, turn.actor, customer_id, turn.today)
    if not found:
        return _("{customer}: nobody has a clock running there, and nobody has logged today.").format(
            customer=asked.customer.name
        )  # fmt: skip
    lines = [asked.customer.name]
    for name, since, minutes in found:
        if since is not None:
            wall = formatting.clock_time(clock.local(since, turn.actor.zone))
            lines.append(_("{name}: there since {time}").format(name=name, time=wall))
        else:
            lines.append(_("{name}: {hours} today").format(name=name, hours=faces.hours(minutes)))
    return "\n".join(lines)


async def _balance(turn: Turn, _asked: Inquiry) -> str:
    stands = await norm_queries.balance(turn.session, turn.actor.staff_id, turn.today)
    sign = "+" if stands.balance > 0 else "−" if stands.balance < 0 else ""
    total = f"{sign}{formatting.hours(abs(stands.balance))}"
    lines = [
        _("Your balance: {hours}").format(hours=total),
        _("{first} – {last}: {worked} done of {norm}").format(
            first=formatting.day(stands.since), last=formatting.day(stands.through),
            worked=formatting.hours(stands.worked + stands.absences),
            norm=formatting.hours(stands.norm),
        ),
    ]  # fmt: skip
    return "\n".join(lines)


async def _missing(turn: Turn, asked: Inquiry) -> str:
    first = asked.first or turn.today - timedelta(days=turn.today.weekday() + 7)
    last = min(asked.last or turn.today, _last_due(turn))
    lacking = await lacking_days(turn, first, last)
    if not lacking:
        return faces.DONE + " " + _("Nothing is missing.")
    whole = formatting.hours(sum(minutes for _day, minutes in lacking))
    head = ngettext("{hours} is missing on {count} day", "{hours} is missing on {count} days",
                    len(lacking)).format(hours=whole, count=len(lacking))  # fmt: skip
    days = [f"{formatting.day(day)}: {faces.hours(minutes)}" for day, minutes in lacking[:SHOWN]]
    return "\n".join([head, *days])


def _last_due(turn: Turn) -> date:
    """Today counts when its afternoon has come."""
    return turn.today if turn.now.hour >= _AFTERNOON else turn.today - timedelta(days=1)


async def lacking_days(turn: Turn, first: date, last: date) -> list[tuple[date, int]]:
    """Return the days of a period that lack hours, with the minutes they lack."""
    if last < first:
        return []
    me = turn.actor.staff_id
    norm = await norm_queries.norms(turn.session, [me], first, last)
    done = await presence_queries.minutes_by_day(turn.session, me, first, last)
    lacks = ((day, norm.missing(me, day, done.get(day, 0))) for day in days_between(first, last))
    return [(day, minutes) for day, minutes in lacks if minutes >= SMALLEST]


async def _project(turn: Turn, asked: Inquiry) -> str:
    project_id = parse_id((asked.project.ref if asked.project else None) or "")
    assert project_id is not None
    assert asked.project is not None
    assert asked.customer is not None
    name = f"{asked.customer.name} · {asked.project.name}"
    if asked.first is not None and asked.last is not None:
        found = await queries.hours(
            turn.session, turn.actor, asked.first, asked.last, project_id=project_id,
        )  # fmt: skip
        whole = formatting.hours(sum(line.minutes for line in found))
        days = f"{formatting.day(asked.first)} – {formatting.day(asked.last)}"
        return f"{name}\n{days}: {whole}"
    people = await queries.hours_of_project(turn.session, turn.actor, project_id)
    lines = [f"{name}: {formatting.hours(sum(minutes for _name, minutes in people))}"]
    if turn.actor.may(Permission.SEE_ALL_HOURS):
        lines += [f"{who}: {faces.hours(minutes)}" for who, minutes in people[:SHOWN]]
    return "\n".join(lines)


_ANSWERS: dict[str, Callable[[Turn, Inquiry], Awaitable[str]]] = {
    "bank": left, "phone": _phone, "who": _who, "balance": _balance, "missing": _missing, "project": _project,
}  # fmt: skip

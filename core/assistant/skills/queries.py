"""Questions: hours, travel, costs, tasks, the running timer. Nothing is written."""

from datetime import date, timedelta
from uuid import UUID

from core.assistant import booking, faces
from core.assistant.skills.tasks import my_tasks
from core.assistant.skills.timers import running_lines
from core.assistant.turns import Reply, Turn, press_of, skill
from core.expenses import queries as expenses
from core.kit import formatting
from core.kit.clock import week_of
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.money import Money
from core.language.reading import Query, Reading
from core.outbound.cards import Button, Card, press
from core.timesheets import queries as timesheets
from core.timesheets.norm_queries import norms
from core.timesheets.week_chart import heading, week_spec

SHOWN = 25


@skill("query")
async def answer(turn: Turn, reading: Reading) -> Reply:
    """Answer a question about one's own work."""
    query = reading.query or Query("hours", turn.today, turn.today)
    if query.what == "timer":
        return await _timer(turn)
    if query.what == "tasks":
        return await my_tasks(turn, until=query.last if query.said else None)
    first, last = query.first or turn.today, query.last or query.first or turn.today
    customer_id = parse_id(query.customer_ref or "")
    if query.what == "travel":
        return await _travel(turn, first, last, customer_id)
    if query.what == "expenses":
        return await _expenses(turn, first, last, customer_id)
    return await hours(turn, first, last, customer_id)


@press_of("day")
async def my_day(turn: Turn, _subject: UUID | None, _argument: str) -> Reply:
    """Show today's entries."""
    return await hours(turn, turn.today, turn.today, None)


@press_of("week")
async def my_week(turn: Turn, _subject: UUID | None, _argument: str) -> Reply:
    """Show this week by customer."""
    return await hours(turn, *week_of(turn.today), None)


async def hours(turn: Turn, first: date, last: date, customer_id: UUID | None) -> Reply:
    """Show the hours of a period: a day by entry, a longer one by customer and project."""
    if first == last:
        return await _day(turn, first, customer_id)
    me = turn.actor.staff_id
    found = await timesheets.hours(
        turn.session, turn.actor, first, last, customer_id=customer_id, staff_id=me
    )
    whole = sum(line.minutes for line in found)
    lines = [f"{period(first, last)}: {formatting.hours(whole)}"]
    for line in found[:SHOWN]:
        place = " · ".join(part for part in (line.customer or _("Own work"), line.project) if part)
        lines.append(f"{faces.hours(line.minutes)} · {place}")
    if not found:
        lines.append(_("Nothing is booked."))
    rows: tuple[tuple[Button, ...], ...] = ()
    if found and customer_id is None and is_week(first, last):
        rows = ((Button(_("As a picture"), press("draw", None, first.isoformat())),),)
    return Reply(Card("\n".join(lines), rows), subjects=[])


@press_of("draw")
async def as_picture(turn: Turn, _subject: UUID | None, argument: str) -> Reply:
    """Show a week of one's own as a chart, in a message of its own."""
    try:
        monday = date.fromisoformat(argument)
    except ValueError:
        monday, _last = week_of(turn.today)
    me = turn.actor.staff_id
    week = await timesheets.week(turn.session, me, monday)
    norm = await norms(turn.session, [me], monday, monday + timedelta(days=6))
    minutes = [norm.wanted(me, day) for day in week.days]
    drawing = week_spec(week, minutes)
    return Reply(Card(heading(week, minutes), drawing=drawing), subjects=[], edits=False)


async def _day(turn: Turn, day: date, customer_id: UUID | None) -> Reply:
    me = turn.actor.staff_id
    found = await timesheets.entries_between(
        turn.session, turn.actor, day, day, staff_id=me, customer_id=customer_id
    )
    whole = sum(line.entry.worked_minutes for line in found)
    head = f"{formatting.day(day)}: {formatting.hours(whole)}"
    target = turn.ground.norm(day)
    if customer_id is None and target:
        head = _("{day}: {total} of {target}").format(
            day=formatting.day(day), total=formatting.hours(whole),
            target=formatting.hours(target),
        )  # fmt: skip
    lines = [head]
    for face in booking.shown(turn, [line.entry for line in found[:SHOWN]]):
        text = faces.headline(face, turn.names, turn.actor.id)
        if face.start is not None and face.end is not None:
            text += f" · {faces.between(face.start, face.end)}"
        lines.append(text)
    if not found:
        lines.append(_("Nothing is booked."))
    buttons = ((Button(_("My week"), press("week")),),) if customer_id is None else ()
    return Reply(Card("\n".join(lines), buttons), subjects=[])


def is_week(first: date, last: date) -> bool:
    """Tell whether a period is one week from Monday on."""
    return first.weekday() == 0 and last - first == timedelta(days=6)


def period(first: date, last: date) -> str:
    """Return a period in words: a week by its number, else from day to day."""
    if is_week(first, last):
        return _("Week {number}").format(number=first.isocalendar().week)
    return f"{formatting.day(first)} – {formatting.day(last)}"


async def _travel(turn: Turn, first: date, last: date, customer_id: UUID | None) -> Reply:
    found = await expenses.travels_between(
        turn.session, turn.actor, first, last, staff_id=turn.actor.staff_id,
        customer_id=customer_id,
    )  # fmt: skip
    whole = formatting.kilometres(sum(line.travel.metres for line in found))
    faces_ = booking.shown(turn, [line.travel for line in found[:SHOWN]])
    return _listed(turn, first, last, whole, faces_)


async def _expenses(turn: Turn, first: date, last: date, customer_id: UUID | None) -> Reply:
    found = await expenses.expenses_between(
        turn.session, turn.actor, first, last, staff_id=turn.actor.staff_id,
        customer_id=customer_id,
    )  # fmt: skip
    sums: dict[str, int] = {}
    for line in found:
        currency = line.expense.currency
        sums[currency] = sums.get(currency, 0) + line.expense.amount_minor
    company = turn.names.company.currency
    whole = " + ".join(
        formatting.money(Money(minor, currency))
        for currency, minor in (sums or {company: 0}).items()
    )
    faces_ = booking.shown(turn, [line.expense for line in found[:SHOWN]])
    return _listed(turn, first, last, whole, faces_)


def _listed(turn: Turn, first: date, last: date, whole: str, found: list[faces.Shown]) -> Reply:
    head = formatting.day(first) if first == last else period(first, last)
    lines = [f"{head}: {whole}"]
    lines += [
        f"{formatting.day(face.day)} · {faces.headline(face, turn.names, turn.actor.id)}"
        for face in found
    ]
    if not found:
        lines.append(_("Nothing is booked."))
    return Reply(Card("\n".join(lines)), subjects=[])


async def _timer(turn: Turn) -> Reply:
    running = await timesheets.running_timer(turn.session, turn.actor.staff_id)
    if running is None:
        return Reply(Card(_("No timer is running.")), subjects=[])
    rows = ((Button(_("Stop"), press("stop", running.timer.id)),),)
    return Reply(Card("\n".join(running_lines(turn, running.timer)), rows), subjects=[])

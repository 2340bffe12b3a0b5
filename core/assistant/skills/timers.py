"""Timers: start, switch, stop; one that ran too long is asked about, never guessed."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from core.assistant import booking, faces, hearing
from core.assistant.faces import NEEDED, RUNNING, STOPPED
from core.assistant.skills import lacking
from core.assistant.turns import Reply, Subject, Turn, press_of, skill
from core.errors import NotFound
from core.kit import clock, formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.language.reading import Entry, Reading
from core.outbound.cards import Button, Card, press
from core.timesheets import queries, service
from core.timesheets.models import TimeEntry, Timer
from core.timesheets.rules import likely_ends, minutes_between
from core.work.queries import get_task


@skill("start_timer")
async def start(turn: Turn, reading: Reading) -> Reply:
    """Start the clock; the running one is stopped and booked."""
    entry = reading.entries[0] if reading.entries else Entry()
    return await _start(turn, entry)


async def _start(turn: Turn, entry: Entry, task_id: UUID | None = None) -> Reply:
    running = await queries.running_timer(turn.session, turn.actor.staff_id)
    if running is not None and is_too_long(turn, running.timer):
        return ask_when_ended(turn, running.timer, running.customer)
    fields = {
        **booking.links(turn, entry),
        "work_kind_id": parse_id(entry.task_ref or ""),
        "task_id": task_id,
    }
    if running is not None and entry.start is None and _is_same(running.timer, fields):
        return already_runs(turn, running.timer)
    timer, stopped = await service.start_timer(
        turn.session, turn.actor, started_at=_start_of(turn, entry), note=entry.note or "", **fields
    )
    reply = Reply()
    lines, subjects = [], list[Subject]()
    if stopped is not None:
        face = booking.shown(turn, [stopped])[0]
        lines.append(f"{STOPPED} {faces.headline(face, turn.names, turn.actor.id)}")
        subjects.append(face.subject)
    lines += running_lines(turn, timer)
    rows = (
        (Button(_("Stop"), press("stop", timer.id)), Button(_("Undo"), press("drop", timer.id))),
    )
    reply.card = Card("\n".join(lines), rows)
    reply.subjects = [*subjects, ("timer", timer.id)]
    return reply


def _is_same(timer: Timer, fields: dict[str, UUID | None]) -> bool:
    return all(getattr(timer, name) == value for name, value in fields.items())


def already_runs(turn: Turn, timer: Timer) -> Reply:
    """Starting again what runs changes nothing."""
    lines = [*running_lines(turn, timer), _("It was running already.")]
    rows = ((Button(_("Stop"), press("stop", timer.id)),),)
    return Reply(Card("\n".join(lines), rows), subjects=[])


def running_lines(turn: Turn, timer: Timer) -> list[str]:
    """Return what runs and since when."""
    place = [turn.names.of(timer.customer_id) or _("Own work")]
    place += [name for name in (turn.names.of(timer.project_id),
                                turn.names.of(timer.work_kind_id)) if name]  # fmt: skip
    began = clock.local(timer.started_at, turn.actor.zone)
    since = faces.wall(began.time())
    if began.date() != turn.today:
        since = f"{formatting.day(began.date())} {since}"
    return [f"{RUNNING} {' · '.join(place)}", _("Running since {time}").format(time=since)]


def _start_of(turn: Turn, entry: Entry) -> datetime:
    """The said start, the latest one not after now; else the moment the words were said."""
    if entry.start is None:
        return min(turn.said_at, clock.now())
    day = entry.date or turn.today
    began = hearing.moment(turn, day, entry.start)
    return began if began <= clock.now() else hearing.moment(
        turn, day - timedelta(days=1), entry.start
    )  # fmt: skip


@skill("stop_timer")
async def stop(turn: Turn, reading: Reading) -> Reply:
    """Stop the clock, at the said time or now, and book its time."""
    said = reading.entries[0] if reading.entries else Entry()
    running = await queries.running_timer(turn.session, turn.actor.staff_id)
    if running is not None and said.end is None and is_too_long(turn, running.timer):
        return ask_when_ended(turn, running.timer, running.customer)
    at = min(turn.said_at, clock.now())
    if said.end is not None:
        at = _end_of(turn, said.end)
    return await _stop(turn, at, Reply())


async def _stop(turn: Turn, at: datetime, reply: Reply) -> Reply:
    entry = await service.stop_timer(turn.session, turn.actor, at=at)
    if entry is None:
        text = f"{STOPPED} " + _("The timer ran less than a minute. Nothing was booked.")
        reply.card, reply.subjects = Card(text), []
        return reply
    reply = await booking.card_of(turn, booking.Made([entry]), reply)
    assert reply.card is not None
    text = reply.card.text.replace(faces.DONE, STOPPED, 1)
    reply.card = Card(text, reply.card.rows)
    return await lacking.after_booking(turn, reply, [entry])


def _end_of(turn: Turn, end: time) -> datetime:
    """The latest moment of a wall time that is not ahead."""
    at = hearing.moment(turn, turn.today, end)
    return at if at <= clock.now() else hearing.moment(turn, turn.today - timedelta(days=1), end)


def ask_when_ended(turn: Turn, timer: Timer, customer: str | None) -> Reply:
    """Ask when the work ended that a clock was forgotten on."""
    began = clock.local(timer.started_at, turn.actor.zone)
    since = f"{formatting.day(began.date())} {faces.wall(began.time())}"
    text = _("The timer has run since {since}: {customer}. When did the work end?")
    line = text.format(since=since, customer=customer or _("Own work"))
    return Reply(Card(f"{NEEDED} {line}", end_buttons(timer, turn)), subjects=[])


def end_buttons(timer: Timer, turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """Return likely ends of a forgotten clock: an own working day, 16.00, still running, drop."""
    zone = turn.actor.zone
    ends = likely_ends(timer.started_at, turn.ground.day_minutes, zone, clock.now())
    buttons = [
        Button(
            _("Ended at {time}").format(time=faces.wall(clock.local(end, zone).time())),
            press("stop", timer.id, f"{int(end.timestamp()) // 60}"),
        )
        for end in ends
    ]
    last = (Button(_("Still going on"), press("keep", timer.id)),
            Button(_("Do not book it"), press("drop", timer.id)))  # fmt: skip
    return (tuple(buttons), last) if buttons else (last,)


@press_of("stop")
async def stop_pressed(turn: Turn, timer_id: UUID | None, argument: str) -> Reply:
    """Stop the clock of a card; one that was stopped shows what was booked."""
    timer = await _own(turn, timer_id)
    if timer is None or timer.stopped_at is not None:
        return await _stopped_before(turn, timer)
    if argument.isdigit():
        return await _stop(turn, datetime.fromtimestamp(int(argument) * 60, UTC), _here())
    if is_too_long(turn, timer):
        reply = ask_when_ended(turn, timer, turn.names.of(timer.customer_id))
        reply.edits = True
        return reply
    return await _stop(turn, clock.now(), _here())


@press_of("drop")
async def drop_pressed(turn: Turn, timer_id: UUID | None, _argument: str) -> Reply:
    """Stop the clock of a card without booking anything."""
    timer = await _own(turn, timer_id)
    if timer is None or timer.stopped_at is not None:
        return await _stopped_before(turn, timer)
    return await dropped(turn, Reply(edits=True))


@skill("drop_timer")
async def drop(turn: Turn, _reading: Reading) -> Reply:
    """Give the running clock up; it can be brought back."""
    return await dropped(turn, Reply())


async def dropped(turn: Turn, reply: Reply) -> Reply:
    """Stop the clock without booking its time, and say what it had counted."""
    timer = await service.drop_timer(turn.session, turn.actor)
    ran = minutes_between(timer.started_at, max(_ended(turn), timer.started_at))
    what = running_lines(turn, timer)[0].removeprefix(RUNNING)
    lines = [
        f"{faces.UNDONE}{what} · {formatting.span(ran)}",
        _("The timer was dropped. Nothing was booked."),
    ]
    reply.card = Card("\n".join(lines), ((Button(_("Bring back"), press("run", timer.id)),),))
    reply.subjects = [("dropped", timer.id)]
    return reply


@press_of("run")
async def run_pressed(turn: Turn, timer_id: UUID | None, _argument: str) -> Reply:
    """Let a dropped clock run on."""
    timer = await _own(turn, timer_id)
    if timer is None:
        raise NotFound
    return await brought_back(turn, timer, _here())


async def brought_back(turn: Turn, timer: Timer, reply: Reply) -> Reply:
    """Let a dropped clock run on as if nothing had happened."""
    timer = await service.restore_timer(turn.session, turn.actor, timer.id)
    rows = (
        (Button(_("Stop"), press("stop", timer.id)), Button(_("Undo"), press("drop", timer.id))),
    )
    reply.card = Card("\n".join(running_lines(turn, timer)), rows)
    reply.subjects = [("timer", timer.id)]
    return reply


@press_of("keep")
async def keep_pressed(turn: Turn, timer_id: UUID | None, _argument: str) -> Reply:
    """The work still goes on."""
    timer = await _own(turn, timer_id)
    if timer is None or timer.stopped_at is not None:
        return await _stopped_before(turn, timer)
    await service.keep_timer(turn.session, turn.actor)
    rows = ((Button(_("Stop"), press("stop", timer.id)),),)
    return Reply(Card("\n".join(running_lines(turn, timer)), rows), subjects=[], edits=True)


@press_of("start")
async def start_pressed(turn: Turn, customer_id: UUID | None, _argument: str) -> Reply:
    """Start the clock for a customer."""
    ref = str(customer_id) if customer_id else None
    return await _start(turn, Entry(customer=turn.names.of(customer_id), customer_ref=ref))


@press_of("begin")
async def begin_pressed(turn: Turn, task_id: UUID | None, _argument: str) -> Reply:
    """Start the clock on a task."""
    if task_id is None:
        raise NotFound
    task = await get_task(turn.session, turn.actor, task_id)
    place = Entry(
        customer_ref=str(task.customer_id) if task.customer_id else None,
        project_ref=str(task.project_id) if task.project_id else None,
    )
    return await _start(turn, place, task.id)


async def _stopped_before(turn: Turn, timer: Timer | None) -> Reply:
    toast = _("This timer was stopped before.")
    entry = await turn.session.get(TimeEntry, timer.entry_id) if timer and timer.entry_id else None
    if entry is None:
        return Reply(Card(f"{STOPPED} {toast}", toast=toast), subjects=[], edits=True)
    row = await booking.newest_row(turn.session, turn.actor, ("time_entry", entry.id))
    reply = await booking.card_of(turn, booking.Made([row]), _here())
    assert reply.card is not None
    reply.card = Card(reply.card.text, reply.card.rows, toast=toast)
    return reply


async def _own(turn: Turn, timer_id: UUID | None) -> Timer | None:
    timer = await turn.session.get(Timer, timer_id) if timer_id else None
    return timer if timer is not None and timer.staff_id == turn.actor.id else None


def _here() -> Reply:
    return Reply(edits=True)


def _ended(turn: Turn) -> datetime:
    return min(turn.said_at, clock.now())


def is_too_long(turn: Turn, timer: Timer) -> bool:
    """Tell whether a clock ran longer than a single entry is booked without asking."""
    longest = timedelta(hours=turn.names.company.ask_over_hours)
    return _ended(turn) - timer.started_at > longest

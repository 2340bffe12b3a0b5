"""The buttons of the evening reminder: the same as an earlier day, day off, I log it myself."""

from datetime import date, timedelta
from uuid import UUID

from core.assistant import booking, faces
from core.assistant.skills import absences
from core.assistant.skills.absences import Plan
from core.assistant.turns import Reply, Turn, press_of
from core.kit import clock, formatting
from core.kit.i18n import _
from core.outbound.cards import Button, Card, press
from core.staff.queries import get_member
from core.timesheets import queries, service
from core.timesheets.models import TimeEntry
from core.timesheets.norm_queries import norms

TWICE = timedelta(minutes=10)
_SAME = ("worked_minutes", "customer_id", "project_id", "task_id", "work_kind_id")


@press_of("same")
async def same(turn: Turn, entry_id: UUID | None, argument: str) -> Reply:
    """Book an earlier entry again on the day asked about (argument: ISO day)."""
    day = _day(argument)
    entry = await queries.get_entry(turn.session, turn.actor, entry_id) if entry_id else None
    if entry is None or day is None or entry.staff_id != turn.actor.id:
        return Reply()
    await get_member(turn.session, turn.actor.staff_id, lock=True)  # one tap at a time
    there = await queries.entries_of_day(turn.session, turn.actor, turn.actor.staff_id, day)
    if (just := _just_booked([line.entry for line in there], entry)) is not None:
        return await booking.card_of(turn, booking.Made([just]), Reply(edits=True))
    before = sum(line.entry.worked_minutes for line in there)
    known = await norms(turn.session, [turn.actor.staff_id], day, day)
    if before + entry.worked_minutes > known.wanted(turn.actor.staff_id, day) > 0:
        sentence = _("{day} is complete already: {hours}.").format(
            day=formatting.day(day), hours=formatting.hours(before)
        )
        return Reply(Card(f"{faces.DONE} {sentence}", toast=sentence), subjects=[], edits=True)
    face = faces.shown(entry, turn.names, turn.actor.zone)
    made = booking.Made()
    booking.note_booked(turn, made, await service.book(
        turn.session, turn.actor, day=day, minutes=face.minutes, start=face.start, end=face.end,
        customer_id=entry.customer_id, project_id=entry.project_id, task_id=entry.task_id,
        work_kind_id=entry.work_kind_id, billable=entry.billable, confirmed=turn.confirmed,
    ))  # fmt: skip
    return await booking.card_of(turn, made, Reply(edits=True))


def _just_booked(there: list[TimeEntry], same: TimeEntry) -> TimeEntry | None:
    """Return what the same button has booked a moment ago: it was tapped twice."""
    since = clock.now() - TWICE
    return next((
        one for one in there
        if one.created_at >= since and one.id != same.id
        and all(getattr(one, name) == getattr(same, name) for name in _SAME)
    ), None)  # fmt: skip


@press_of("off")
async def off(turn: Turn, _subject: UUID | None, argument: str) -> Reply:
    """Ask why the person was off; what they worked that day stays, the rest of it was off."""
    day = _day(argument) or turn.today
    staff_id = turn.actor.staff_id
    known = await norms(turn.session, [staff_id], day, day)
    worked = await queries.day_total(turn.session, staff_id, day)
    missing = known.missing(staff_id, day, worked)
    part = str(missing) if 0 < missing < known.of(staff_id, day) else ""
    free = Button(_("No working day for me"), press("free", None, day.isoformat()))
    return Reply(absences.ask_kind(Plan("", day, day, part), ((free,),)), subjects=[], edits=True)


@press_of("free")
async def free(turn: Turn, _subject: UUID | None, argument: str) -> Reply:
    """It was no working day: nothing is written down, and it is not asked about again."""
    day = _day(argument) or turn.today
    await service.mark_day_off(turn.session, turn.actor, day)
    text = _("{day}: day off. I do not ask again.").format(day=formatting.day(day))
    return Reply(Card(f"{faces.DONE} {text}"), subjects=[], edits=True)


@press_of("mine")
async def mine(turn: Turn, _subject: UUID | None, _argument: str) -> Reply:
    """The person writes the hours themselves."""
    text = _("Write what you did, for example: 8-11.30 {customer}")
    recent = [turn.names.of(key) for key in turn.memory.customers()]
    known = [name for name in recent if name] or [one.name for one in turn.names.alone.customers]
    name = known[0] if known else _("Customer")
    return Reply(Card(text.format(customer=name)), subjects=[])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

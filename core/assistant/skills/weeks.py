"""One's own week: send it for approval, take it back."""

from datetime import date, timedelta
from uuid import UUID

from core.assistant import faces
from core.assistant.turns import Reply, Turn, press_of, skill
from core.errors import NotFound
from core.kit import formatting
from core.kit.clock import week_of
from core.kit.i18n import _
from core.language.reading import Reading
from core.outbound.cards import Button, Card, press
from core.timesheets import approval_queries, service
from core.timesheets.errors import WeekNotOver
from core.timesheets.models import TimesheetWeek, WeekState
from core.timesheets.submitting import EARLY as NOT_OVER
from core.timesheets.week_steps import number

EARLY = frozenset([NOT_OVER])


@skill("submit_week")
async def submit_said(turn: Turn, reading: Reading) -> Reply:
    """Send the week that was said, else last week when it was not sent, else this one."""
    monday = reading.week.monday if reading.week else None
    monday = monday or await _likely(turn)
    try:
        week = await service.submit_week(turn.session, turn.actor, monday)
    except WeekNotOver as error:
        send = Button(_("Send it now"), press("week-send", None, monday.isoformat()))
        keep = Button(_("Not yet"), press("week-later", None, monday.isoformat()))
        return Reply(Card(f"{faces.ASKING} {error.sentence()}", ((send, keep),)), subjects=[])
    return _sent(week, edits=False)


async def _likely(turn: Turn) -> date:
    """Return the Monday that “my week” means: of the week that is over while it is not sent.

    This week's otherwise, unless it holds nothing yet.
    """
    monday, me = week_of(turn.today)[0], turn.actor.staff_id
    before = monday - timedelta(days=7)
    status = await approval_queries.week_state(turn.session, me, before)
    is_sent = status.state not in (WeekState.OPEN, WeekState.REJECTED)
    if is_sent:
        empty = not await approval_queries.minutes_of(turn.session, me, monday)
        return before if empty else monday
    return before if await approval_queries.minutes_of(turn.session, me, before) else monday


@press_of("week-send")
async def send_pressed(turn: Turn, week_id: UUID | None, argument: str) -> Reply:
    """Send one's own week: the button says that it is complete."""
    monday = await _monday(turn, week_id, argument)
    week = await service.submit_week(turn.session, turn.actor, monday, confirmed=EARLY)
    return _sent(week, edits=True)


def _sent(week: TimesheetWeek, *, edits: bool) -> Reply:
    text = _("Week {week} is sent for approval: {hours}").format(
        week=number(week.monday), hours=formatting.hours(week.minutes)
    )
    back = ((Button(_("Take it back"), press("week-back", week.id)),),)
    return Reply(Card(f"{faces.DONE} {text}", back), subjects=[], edits=edits)


@press_of("week-later")
async def later_pressed(turn: Turn, week_id: UUID | None, argument: str) -> Reply:
    """Leave the week as it is."""
    monday = await _monday(turn, week_id, argument)
    text = _("Week {week} was not sent. I ask again when it is complete.")
    card = Card(f"{faces.UNDONE} {text.format(week=number(monday))}")
    return Reply(card, subjects=[], edits=True)


@skill("recall_week")
async def recall_said(turn: Turn, reading: Reading) -> Reply:
    """Take back the week that was said, else the latest that waits."""
    monday = reading.week.monday if reading.week else None
    if monday is None:
        monday = week_of(turn.today)[0]
        status = await approval_queries.week_state(turn.session, turn.actor.staff_id, monday)
        if status.state != WeekState.SUBMITTED:
            monday -= timedelta(days=7)
    week = await service.recall_week(turn.session, turn.actor, monday)
    return _recalled(week, edits=False)


@press_of("week-back")
async def back_pressed(turn: Turn, week_id: UUID | None, argument: str) -> Reply:
    """Take the week of a card back."""
    monday = await _monday(turn, week_id, argument)
    return _recalled(await service.recall_week(turn.session, turn.actor, monday), edits=True)


def _recalled(week: TimesheetWeek, *, edits: bool) -> Reply:
    text = _("Week {week} is yours again.").format(week=number(week.monday))
    send = ((Button(_("Send for approval"), press("week-send", week.id)),),)
    return Reply(Card(f"{faces.UNDONE} {text}", send), subjects=[], edits=edits)


async def _monday(turn: Turn, week_id: UUID | None, argument: str) -> date:
    """Return the Monday of one's own week that a button names by id or day."""
    if week_id is not None:
        week = await approval_queries.get_week(turn.session, turn.actor, week_id)
        if week.staff_id != turn.actor.id:
            raise NotFound
        return week.monday
    try:
        return date.fromisoformat(argument)
    except ValueError:
        raise NotFound from None

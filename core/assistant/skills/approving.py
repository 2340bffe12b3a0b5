"""Other people's weeks: what waits, a look at one, approve, send back with a comment, open again."""

from datetime import date
from uuid import UUID

from core.access.actor import require
from core.assistant import faces, questions
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.turns import Reply, Turn, press_of, skill
from core.errors import NotFound
from core.expenses.week_queries import WeekSums, week_sums
from core.kit import formatting
from core.kit.i18n import _, ngettext
from core.kit.ids import new_id, parse_id
from core.language.reading import Draft, Reading, WeekOrder
from core.language.weeks import people_meant
from core.notify.about_hours import decide_buttons, send_buttons
from core.notify.week_words import notes_on, sums_words, total_words
from core.outbound.cards import Button, Card, press
from core.timesheets import approval_queries, approving, policies, service
from core.timesheets.errors import WeekAlreadyApproved, WeekHoursChanged, WeekNotSubmitted
from core.timesheets.models import TimesheetWeek, WeekState
from core.timesheets.week_lines import Sight, WeekLine
from core.timesheets.week_steps import number

COMMENT = "comment"
"""What is asked for when the next message is the comment of a decision."""
LISTED = 8
RETURN, REOPEN = "week_return", "week_reopen"


@skill("approve_week")
async def approve_said(turn: Turn, reading: Reading) -> Reply:
    """Approve the one week that is meant; of several show which ones wait."""
    order = reading.week or WeekOrder()
    found = await _meant(turn, order)
    if isinstance(found, Reply):
        return found
    return await _approved(turn, found, None, edits=False)


@skill("reject_week")
async def return_said(turn: Turn, reading: Reading) -> Reply:
    """Send a week back with the comment that was said, or ask for it."""
    order = reading.week or WeekOrder()
    found = await _meant(turn, order)
    if isinstance(found, Reply):
        return found
    if order.comment:
        return await _commented(turn, found, RETURN, order.comment)
    return await _ask_comment(turn, found, RETURN)


async def _meant(turn: Turn, order: WeekOrder) -> TimesheetWeek | Reply:
    """Return the week that is meant, or the answer when none or several may be."""
    require(policies.may_approve(turn.actor))
    people = _people(turn, order.person) if order.person else None
    if people is not None and not people:
        sentence = _("I know nobody called “{name}” here.").format(name=order.person)
        return Reply(Card(f"{faces.ASKING} {sentence}"), subjects=[])
    page = await approval_queries.weeks_page(
        turn.session, turn.actor, "waiting", company=turn.names.company
    )
    fits = [
        line for line in page.rows
        if (people is None or line.status.staff_id in people)
        and order.monday in (None, line.status.monday) and _decides(turn, line)
    ]  # fmt: skip
    is_exact = order.person is not None or order.monday is not None
    if len(fits) == 1 and is_exact and fits[0].status.week_id is not None:
        return await approval_queries.get_week(turn.session, turn.actor, fits[0].status.week_id)
    if not fits and people and len(people) == 1 and order.monday is not None:
        return await approving.waiting_week(turn.session, turn.actor, people[0], order.monday)
    return _listed(fits, [turn.names.of(one) or "" for one in people or ()])


def _people(turn: Turn, said: str) -> list[UUID]:
    meant = people_meant(said, turn.names.crew.colleagues or (), turn.now)
    return [key for one in meant if (key := parse_id(one.ref or ""))]


def _decides(turn: Turn, line: WeekLine) -> bool:
    own_allowed = turn.names.company.own_approval
    return policies.can_approve(turn.actor, line.status.staff_id, own_allowed)


def _listed(lines: list[WeekLine], names: list[str]) -> Reply:
    """Show the weeks that wait, each a button that opens it."""
    if not lines:
        text = _("No week waits for your approval.")
        if len(names) == 1:
            text = _("{name}: no week waits for your approval.").format(name=names[0])
        return Reply(Card(f"{faces.DONE} {text}"), subjects=[])
    count = len(lines)
    sentence = ngettext(
        "{count} week waits for your approval.", "{count} weeks wait for your approval.", count
    )
    rows = tuple(
        (Button(
            f"{one.name} · {_('Week {number}').format(number=one.status.number)} · "
            f"{formatting.hours(one.total)}", press("week-look", one.status.week_id),
        ),) for one in lines[:LISTED]
    )  # fmt: skip
    return Reply(Card(f"{faces.ASKING} {sentence.format(count=count)}", rows), subjects=[])


@press_of("week-ok")
async def approve_pressed(turn: Turn, week_id: UUID | None, argument: str) -> Reply:
    """Approve the week of a card (argument: what it showed)."""
    return await _approved(turn, await _of(turn, week_id), Sight.read(argument), edits=True)


async def _approved(turn: Turn, week: TimesheetWeek, seen: Sight | None, *, edits: bool) -> Reply:
    try:
        await service.approve_week(turn.session, turn.actor, week.staff_id, week.monday, seen=seen)
    except (WeekHoursChanged, WeekAlreadyApproved, WeekNotSubmitted) as error:
        if not edits:
            raise
        return await _looked(turn, week, f"{faces.NEEDED} {error.sentence()}", error.sentence())
    again = ((Button(_("Open again…"), press("week-open", week.id)),),)
    return await _said(turn, week, _("Approved."), again, edits=edits)


@press_of("week-no")
async def return_pressed(turn: Turn, week_id: UUID | None, _argument: str) -> Reply:
    """Take the next message as what is to be put right in a week."""
    week = await _of(turn, week_id)
    try:
        await approving.waiting_week(turn.session, turn.actor, week.staff_id, week.monday)
    except (WeekAlreadyApproved, WeekNotSubmitted) as error:
        return await _looked(turn, week, f"{faces.NEEDED} {error.sentence()}", error.sentence())
    return await _ask_comment(turn, week, RETURN)


@press_of("week-open")
async def open_pressed(turn: Turn, week_id: UUID | None, argument: str) -> Reply:
    """Open an approved week: at once when its person asked for it, else after the reason."""
    week = await _of(turn, week_id)
    require(policies.may_approve(turn.actor))
    if week.state != WeekState.APPROVED:
        return await _looked(turn, week)
    if argument != "asked":
        return await _ask_comment(turn, week, REOPEN)
    name = turn.names.of(week.staff_id) or ""
    return await _commented(
        turn, week, REOPEN, _("{name} asked for it.").format(name=name), edits=True
    )


async def _ask_comment(turn: Turn, week: TimesheetWeek, what: str) -> Reply:
    """Keep the question; the next message is the comment, whatever it says."""
    head = _head(turn.names.of(week.staff_id) or "", week.monday)
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel, text=head,
        said_at=turn.said_at,
    )  # fmt: skip
    subject = (what, week.id)
    questions.keep(row, Question(Draft("none"), replaces=[subject], typed=True))
    row.asking = COMMENT
    turn.session.add(row)
    sentence = _("Write what is to be put right. Your next message is sent with it.")
    if what == REOPEN:
        sentence = _("Write why it is opened. Your next message is kept with it.")
    buttons = ((Button(_("Cancel"), press("cancel", row.id)),),)
    card = Card(f"{faces.ASKING} {head}\n{sentence}", buttons)
    return Reply(card, subjects=[], draft_id=row.id)


async def comment_written(turn: Turn, row: DraftRow) -> Reply:
    """Carry out what waited for a comment."""
    what, week_id = questions.kept(row).replaces[0]
    reply = await _commented(turn, await _of(turn, week_id), what, turn.text)
    questions.settle(row, reply.card_id.hex)
    return reply


async def _commented(
    turn: Turn, week: TimesheetWeek, what: str, comment: str, *, edits: bool = False
) -> Reply:
    change = service.reject_week if what == RETURN else service.reopen_week
    await change(turn.session, turn.actor, week.staff_id, week.monday, comment=comment)
    sentence = _("Sent back: “{text}”") if what == RETURN else _("Open again: “{text}”")
    return await _said(turn, week, sentence.format(text=comment.strip()), (), edits=edits)


@press_of("week-look")
async def look_pressed(turn: Turn, week_id: UUID | None, _argument: str) -> Reply:
    """Show a week day by day, with what may be done about it now."""
    return await _looked(turn, await _of(turn, week_id))


async def _looked(turn: Turn, week: TimesheetWeek, sentence: str = "", toast: str = "") -> Reply:
    """Show how a week stands now: in the place of the pressed card."""
    line, text = await _faced(turn, week)
    entries = await approval_queries.entries_of_week(turn.session, turn.actor, week)
    places: dict[date, dict[str, None]] = {}
    for one in entries:
        places.setdefault(one.entry.day, {})[one.customer or _("Own work")] = None
    days = [
        f"{formatting.day(day)}: {faces.hours(minutes)} · {', '.join(places.get(day, ()))}"
        for day, minutes in zip(line.days, line.worked, strict=True) if minutes
    ]  # fmt: skip
    parts = [text, *days, _state_of(line), sentence]
    card = Card("\n".join(part for part in parts if part), _buttons(turn, line), toast=toast)
    return Reply(card, subjects=[], edits=True)


def _buttons(turn: Turn, line: WeekLine) -> tuple[tuple[Button, ...], ...]:
    status = line.status
    if status.week_id is None:
        return ()
    if status.state == WeekState.SUBMITTED and _decides(turn, line):
        return decide_buttons(status.week_id, line.sight)[:1]
    if status.state == WeekState.APPROVED and _decides(turn, line):
        return ((Button(_("Open again…"), press("week-open", status.week_id)),),)
    if status.staff_id == turn.actor.id and status.state in (WeekState.OPEN, WeekState.REJECTED):
        again = status.state == WeekState.REJECTED
        return (send_buttons(status.week_id, again=again)[0][:1],)
    return ()


def _state_of(line: WeekLine) -> str:
    status = line.status
    if status.state == WeekState.APPROVED:
        return f"{faces.DONE} " + _("Approved by {name}").format(name=status.by or "Apuri")
    if status.state == WeekState.REJECTED:
        return _("Sent back: “{text}”").format(text=status.comment)
    return ""


async def _said(
    turn: Turn, week: TimesheetWeek, sentence: str, rows: tuple[tuple[Button, ...], ...],
    *, edits: bool,
) -> Reply:  # fmt: skip
    _line, text = await _faced(turn, week, faces.DONE)
    return Reply(Card(f"{text}\n{sentence}", rows), subjects=[], edits=edits)


async def _faced(turn: Turn, week: TimesheetWeek, sign: str = "") -> tuple[WeekLine, str]:
    """Return a week with the lines that head its card."""
    await turn.session.flush()
    line = await approval_queries.line_of(turn.session, week)
    key = (week.staff_id, week.monday)
    sums = (await week_sums(turn.session, [key])).get(key, WeekSums())
    head = f"{_head(line.name, week.monday)}: {total_words(line)}"
    more = [" · ".join(notes_on(line)), sums_words(sums)]
    return line, "\n".join([f"{sign} {head}".strip(), *(part for part in more if part)])


def _head(name: str, monday: date) -> str:
    week = _("Week {number}").format(number=number(monday))
    return f"{name} · {week}"


async def _of(turn: Turn, week_id: UUID | None) -> TimesheetWeek:
    if week_id is None:
        raise NotFound
    return await approval_queries.get_week(turn.session, turn.actor, week_id)

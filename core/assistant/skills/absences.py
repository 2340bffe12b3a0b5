"""Sick days, holidays and other absences: written down, never booked on a customer.

A button carries all of what it would write down (`abs::kind.first.last.part`), so that nothing is
retyped and no question has to be kept.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from core.assistant import cards
from core.assistant.faces import ASKING, DONE, NEEDED, UNDONE
from core.assistant.turns import Reply, Turn, press_of, skill
from core.errors import NotFound
from core.kit.formatting import hours
from core.kit.i18n import _, ngettext
from core.language.reading import Leave, Reading
from core.outbound.cards import Button, Card, press
from core.timesheets import absence_queries, absences
from core.timesheets.absence_words import KINDS, how_long, kind_words
from core.timesheets.absences import days_text
from core.timesheets.models import Absence, AbsenceKind
from core.timesheets.norm_queries import norms
from core.timesheets.norms import days_between
from core.timesheets.presence_queries import minutes_by_day

HALF = "h"
_DAY = "%Y%m%d"
ASKED_KINDS = tuple(kind for kind in KINDS if kind != AbsenceKind.OTHER)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written down; `part`: '' whole days, `h` half of each, else minutes."""

    kind: str
    first: date
    last: date
    part: str = ""

    @property
    def button(self) -> str:
        return press("abs", None, f"{self.kind}.{self.first:{_DAY}}.{self.last:{_DAY}}.{self.part}")

    @property
    def days(self) -> str:
        return days_text(self.first, self.last)


def plan_of(argument: str) -> Plan | None:
    """Return what a button would write down; None when it is malformed."""
    kind, _sep, rest = argument.partition(".")
    first, _sep, rest = rest.partition(".")
    last, _sep, part = rest.partition(".")
    try:
        days = [datetime.strptime(one, _DAY).date() for one in (first, last)]  # noqa: DTZ007
    except ValueError:
        return None
    if (kind and kind not in KINDS) or not (part in ("", HALF) or part.isdecimal()):
        return None
    return Plan(kind, days[0], days[1], part)


@skill("absence")
async def absence(turn: Turn, reading: Reading) -> Reply:
    """Write an absence down when it is sure; else ask with everything that was understood."""
    leave = reading.leave
    if leave is None:
        return _not_mine()
    part = HALF if leave.half else str(leave.minutes or "")
    plans = [Plan(leave.kind or "", first, last, part) for first, last in leave.options]
    if not plans:
        return _ask_days(turn, leave, part)
    if len(plans) > 1:
        return _ask(plans[0].kind, _("which days?"), [(one.days, one) for one in plans])
    if not leave.sure:
        sentence = _("{days}. Shall I write this down for you?").format(days=plans[0].days)
        return _ask(plans[0].kind, sentence, [(_("Write it down"), plans[0])])
    return await carry_out(turn, plans[0])


def _not_mine() -> Reply:
    sentence = _(
        "I write down only your own absence, by itself. Nothing was booked. "
        "If you also worked, write the work in a message of its own."
    )
    return Reply(Card(f"{NEEDED} {sentence}"), subjects=[])


def _ask_days(turn: Turn, leave: Leave, part: str) -> Reply:
    """Offer today and tomorrow; other days are written."""
    offered = []
    for step, word in ((0, _("Today")), (1, _("Tomorrow"))):
        day = turn.today + timedelta(days=step)
        offered.append((word, Plan(leave.kind or "", day, day, part)))
    example = turn.today + timedelta(days=7 - turn.today.weekday())
    sentence = _("which days? Write them, for example {days}.").format(
        days=days_text(example, example + timedelta(days=4))
    )
    return _ask(leave.kind or "", sentence, offered)


def _ask(kind: str, question: str, offered: list[tuple[str, Plan]]) -> Reply:
    words = kind_words(kind) if kind else _("Away")
    rows = [(Button(label, plan.button),) for label, plan in offered]
    rows.append((Button(_("Cancel"), press("absno")),))
    return Reply(Card(f"{ASKING} {words} · {question}", tuple(rows)), subjects=[])


def ask_kind(plan: Plan, more: tuple[tuple[Button, ...], ...] = ()) -> Card:
    """Return the card that asks why somebody is away."""
    buttons = [Button(kind_words(kind), replace(plan, kind=kind).button) for kind in ASKED_KINDS]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    other = Button(kind_words(AbsenceKind.OTHER), replace(plan, kind="other").button)
    rows[-1] = (*rows[-1], other) if len(rows[-1]) == 1 else rows[-1]
    rows += [(other,)] if other not in rows[-1] else []
    text = _("{days}: why are you away?").format(days=plan.days)
    return Card(f"{ASKING} {text}", (*rows, *more))


@press_of("abs")
async def written_down(turn: Turn, _subject: UUID | None, argument: str) -> Reply:
    """Write down what the button carries, or ask why."""
    plan = plan_of(argument)
    if plan is None:
        return Reply()
    reply = await carry_out(turn, plan)
    reply.edits = True
    return reply


@press_of("absno")
async def cancelled(_turn: Turn, _subject: UUID | None, _argument: str) -> Reply:
    """Nothing is written down."""
    text = _("Cancelled. Nothing was written down.")
    return Reply(Card(f"{UNDONE} {text}"), subjects=[], edits=True)


async def carry_out(turn: Turn, plan: Plan) -> Reply:
    """Ask why, or write the absence down: in the place of what an edited message wrote before."""
    if not plan.kind:
        return Reply(ask_kind(plan, ((Button(_("Cancel"), press("absno")),),)), subjects=[])
    minutes = await _minutes(turn, plan)
    before = await _standing(turn)
    if before is not None:
        row = await absences.correct_absence(
            turn.session, turn.actor, before, kind=plan.kind, first_day=plan.first,
            last_day=plan.last, day_minutes=minutes,
        )  # fmt: skip
    else:
        row = await absences.log_absence(
            turn.session, turn.actor, kind=plan.kind, first_day=plan.first, last_day=plan.last,
            day_minutes=minutes, said=turn.text,
        )  # fmt: skip
    return await _shown(turn, row)


async def _minutes(turn: Turn, plan: Plan) -> int | None:
    """Return the minutes of each day that are off; what fills the day is a whole one."""
    if not plan.part:
        return None
    last = min(plan.last, plan.first + absences.LONGEST)  # what is longer is refused below
    known = await norms(turn.session, [turn.actor.staff_id], plan.first, last)
    days = days_between(plan.first, last)
    whole = max((known.of(turn.actor.staff_id, day) for day in days), default=0)
    if plan.part == HALF:
        return whole // 2 or None
    minutes = int(plan.part)
    return None if 0 < whole <= minutes else minutes


async def _standing(turn: Turn) -> UUID | None:
    """Return the absence that an edited message wrote down before and that still stands."""
    if not turn.incoming.is_edit or turn.card is None:
        return None
    for kind, identity in cards.subjects_of(turn.card):
        if kind == "absence":
            row = await absence_queries.get_absence(turn.session, turn.actor, identity)
            return row.id if row.removed_at is None else None
    return None


async def _shown(turn: Turn, row: Absence) -> Reply:
    """Return the card of an absence that counts."""
    known = await norms(turn.session, [row.staff_id], row.first_day, row.last_day)
    days = [one for one in days_between(row.first_day, row.last_day) if known.of(row.staff_id, one)]
    count = ngettext("{count} working day", "{count} working days", len(days))
    lines = [
        f"{DONE} {kind_words(row.kind)} · {days_text(row.first_day, row.last_day)}",
        f"{how_long(row)} · {count.format(count=len(days))}",
    ]
    worked = await _worked_too(turn, row)
    if worked:
        sentence = _("{hours} of work is logged for this time too. Put right what is wrong.")
        lines.append(f"{NEEDED} {sentence.format(hours=hours(worked))}")
    buttons = (
        Button(_("Undo"), press("absundo", row.id)), Button(_("Other reason"), press("abswhy", row.id))
    )  # fmt: skip
    return Reply(Card("\n".join(lines), (buttons,)), subjects=[("absence", row.id)])


async def _worked_too(turn: Turn, row: Absence) -> int:
    """Return the minutes logged on days that are off as a whole."""
    if row.day_minutes is not None or row.first_day > turn.today:
        return 0
    done = await minutes_by_day(turn.session, row.staff_id, row.first_day, row.last_day)
    return sum(done.values())


@press_of("absundo")
async def undone(turn: Turn, absence_id: UUID | None, _argument: str) -> Reply:
    """Take the absence back."""
    reply = await take_back(turn, absence_id) if absence_id else None
    if reply is None:
        raise NotFound
    reply.edits = True
    return reply


async def take_back(turn: Turn, absence_id: UUID) -> Reply | None:
    """Take an absence back; None when it does not count any more."""
    row = await absence_queries.get_absence(turn.session, turn.actor, absence_id)
    if row.removed_at is not None:
        return None
    await absences.remove_absence(turn.session, turn.actor, absence_id)
    days = days_text(row.first_day, row.last_day)
    text = f"{UNDONE} {kind_words(row.kind)} · {days}\n" + _("Removed. Nothing of this counts.")
    again = (Button(_("Bring back"), press("absredo", absence_id)),)
    return Reply(Card(text, (again,)), subjects=[("absence", absence_id)])


@press_of("absredo")
async def brought_back(turn: Turn, absence_id: UUID | None, _argument: str) -> Reply:
    """Bring the absence back."""
    if absence_id is None:
        raise NotFound
    reply = await _shown(turn, await absences.restore_absence(turn.session, turn.actor, absence_id))
    reply.edits = True
    return reply


@press_of("abswhy")
async def other_reason(turn: Turn, absence_id: UUID | None, argument: str) -> Reply:
    """Ask for another reason, or change to the one the button carries."""
    if absence_id is None:
        raise NotFound
    row = await absence_queries.get_absence(turn.session, turn.actor, absence_id)
    if argument in KINDS:
        row = await absences.correct_absence(turn.session, turn.actor, row.id, kind=argument)
    if argument:
        reply = await _shown(turn, row)
        reply.edits = True
        return reply
    buttons = [Button(kind_words(kind), press("abswhy", row.id, str(kind))) for kind in KINDS]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    keep = (Button(_("Leave it"), press("abswhy", row.id, "-")),)
    text = _("{days}: why are you away?").format(days=days_text(row.first_day, row.last_day))
    card = Card(f"{ASKING} {text}", (*rows, keep))
    return Reply(card, subjects=[("absence", row.id)], edits=True)

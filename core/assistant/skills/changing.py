"""The change menus of a booked card: customer, project, day, minutes, note, whether charged."""

import base64
import binascii
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from core.assistant import booking, faces, options, questions
from core.assistant.faces import Row
from core.assistant.models import Card as RememberedCard
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.skills import confirming
from core.assistant.skills.correcting import corrected, current, stale
from core.assistant.turns import Reply, Turn, press_of
from core.kit.i18n import N_, _
from core.kit.ids import new_id, parse_id
from core.kit.text import shorten
from core.language.reading import Ask, Draft, Entry, Option
from core.outbound.cards import Button, Card, press
from core.timesheets.errors import Doubtful
from core.timesheets.models import TimeEntry

STEPS = (-30, -15, 15, 30)
_NUMBER = re.compile(r"[+-]?\d{1,4}", re.ASCII)
BEST = 3
KINDS_SHOWN = 6
_SLOTS: dict[str, Ask] = {"c": "customer", "p": "project", "d": "date", "a": "amount",
                          "m": "duration"}  # fmt: skip
_MENUS: dict[str, str] = {
    "c": N_("Choose the customer."), "p": N_("Choose the project."), "d": N_("Choose the day."),
    "t": N_("Choose the kind of work."),
}  # fmt: skip


def short(identity: UUID) -> str:
    """Return an id as 22 characters, so that two ids fit into a button."""
    return base64.urlsafe_b64encode(identity.bytes).decode().rstrip("=")


def long(text: str) -> UUID | None:
    """Return the id of 22 characters, or None."""
    try:
        return UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except (ValueError, binascii.Error):
        return None


@press_of("chg")
async def change(turn: Turn, card_id: UUID | None, argument: str) -> Reply:
    """Show what may be changed; of several rows first which one."""
    card, rows, fresh = await current(turn, card_id)
    at = _row_number(argument, rows)
    if not fresh or any(row.removed_at for row in rows):
        return await stale(turn, card, rows)
    if at is None:
        return await _which(turn, card, rows)
    return await _shown(turn, card, rows, _change_menu(turn, card, rows[at], at))


@press_of("cm")
async def menu(turn: Turn, card_id: UUID | None, argument: str) -> Reply:
    """Show the best answers for one thing to change, and other…"""
    card, rows, fresh = await current(turn, card_id)
    number, _dot, what = argument.partition(".")
    at = _row_number(number, rows)
    if not fresh or at is None or what not in _MENUS:
        return await stale(turn, card, rows)
    buttons = [
        Button(shorten(option.label, 40), press("set", card.id, f"{at}.{what}.{_value(option)}"))
        for option in _offers(turn, rows[at], what)
    ]
    rest = [Button(_("Other…"), press("ask", card.id, f"{at}.{what}"))] if what in _SLOTS else []
    rest = [] if what == "p" else rest
    rest.append(Button(_("Back"), press("show", card.id)))
    return await _shown(turn, card, rows, [*_pairs(buttons), tuple(rest)], _(_MENUS[what]))


@press_of("set")
async def set_slot(turn: Turn, card_id: UUID | None, argument: str) -> Reply:
    """Change one thing of one row at once."""
    card, rows, fresh = await current(turn, card_id)
    number, what, value = [*argument.split(".", 2), "", ""][:3]
    at = _row_number(number, rows)
    changes = None if at is None else _changes(turn, rows[at], what, value)
    if not fresh or at is None or changes is None:
        return await stale(turn, card, rows)
    reply = Reply(card_id=card.id, edits=True)
    subject = (faces.kind_of(rows[at]), rows[at].id)
    try:
        reply = await corrected(turn, subject, changes, reply)
    except Doubtful as doubtful:  # only hours are doubtful
        said = confirming.as_correction(turn, rows[at], "time", changes)
        return confirming.begin(turn, said, doubtful)
    if len(rows) > 1:
        made = booking.Made([*rows[:at], await booking.newest_row(
            turn.session, turn.actor, subject), *rows[at + 1 :]])  # fmt: skip
        reply = await booking.card_of(turn, made, reply)
    return reply


@press_of("note")
async def note(turn: Turn, card_id: UUID | None, argument: str) -> Reply:
    """Take the next message as the note of an entry."""
    return await _let_type(turn, card_id, argument or "0", "note", _("Write the note."))


@press_of("ask")
async def ask_other(turn: Turn, card_id: UUID | None, argument: str) -> Reply:
    """Let the person type what no button says."""
    number, _dot, what = argument.partition(".")
    slot = _SLOTS.get(what, "customer")
    return await _let_type(turn, card_id, number, slot, "")


async def note_written(turn: Turn, row: DraftRow) -> Reply:
    """Put a typed note onto its entry."""
    question = questions.kept(row)
    kind, identity = question.replaces[0]
    newest = await booking.newest_row(turn.session, turn.actor, (kind, identity))
    reply = await corrected(turn, (kind, newest.id), {"note": turn.text.strip()})
    questions.settle(row, reply.card_id.hex)
    return reply


async def _let_type(turn: Turn, card_id: UUID | None, number: str, slot: Any, words: str) -> Reply:
    card, rows, fresh = await current(turn, card_id)
    at = _row_number(number, rows)
    if not fresh or at is None:
        return await stale(turn, card, rows)
    row = rows[at]
    kind = {"time_entry": "time"}.get(faces.kind_of(row), faces.kind_of(row))
    entry = Entry(kind=kind)  # type: ignore[arg-type]
    question = Question(
        Draft("correct", (entry,), target=str(row.id)), [(slot, 0)] if slot != "note" else [],
        replaces=[(faces.kind_of(row), row.id)] if slot == "note" else [], typed=True,
    )  # fmt: skip
    draft = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel,
        text=faces.headline(booking.shown(turn, [row])[0], turn.names, turn.actor.id),
        said_at=turn.said_at,
    )  # fmt: skip
    turn.session.add(draft)
    questions.keep(draft, question)
    if slot == "note":
        draft.asking = "note"
    sentence = words or _(questions.TYPED[slot])
    text = f"{faces.ASKING} {draft.text}\n{sentence[:1].upper()}{sentence[1:]}"
    buttons = ((Button(_("Cancel"), press("cancel", draft.id)),),)
    return Reply(Card(text, buttons), subjects=[], draft_id=draft.id)


def _change_menu(turn: Turn, card: RememberedCard, row: Row, at: int) -> list[tuple[Button, ...]]:
    first = [Button(_("Customer"), press("cm", card.id, f"{at}.c"))]
    if row.customer_id is not None:
        first.append(Button(_("Project"), press("cm", card.id, f"{at}.p")))
    first.append(Button(_("Day"), press("cm", card.id, f"{at}.d")))
    lines = [tuple(first)]
    if isinstance(row, TimeEntry):
        steps = [
            Button(f"{step:+d} min".replace("-", "−"), press("set", card.id, f"{at}.m.{step}"))
            for step in STEPS if row.worked_minutes + step > 0
        ]  # fmt: skip
        lines.append(tuple(steps))
        if turn.names.alone.tasks:
            lines.append((Button(_("Kind of work"), press("cm", card.id, f"{at}.t")),))
    else:
        lines.append((Button(_("Amount"), press("ask", card.id, f"{at}.a")),))
    charged = row.billable is False
    bill = Button(
        _("Charge it") if charged else _("Do not charge"),
        press("set", card.id, f"{at}.b.{int(charged)}"),
    )
    lines.append((Button(_("Note"), press("note", card.id, str(at))), bill))
    lines.append((Button(_("Back"), press("show", card.id)),))
    return lines


def _offers(turn: Turn, row: Row, what: str) -> list[Option]:
    if what == "c":
        return options.recent_customers(turn, turn.names.of(row.customer_id))[:BEST]
    if what == "p":
        key = str(row.customer_id) if row.customer_id else None
        return options.projects(turn, Entry(customer_ref=key))
    if what == "t":
        return _kinds_of_work(turn, row)
    return [
        replace(option, value=str(back)) for back, option in enumerate(options.days(turn, Entry()))
        if turn.today - timedelta(days=back) != row.day
    ]  # fmt: skip


def _kinds_of_work(turn: Turn, row: Row) -> list[Option]:
    """Return other kinds of work, those the person did last first, and none."""
    now = getattr(row, "work_kind_id", None)
    lately = [str(one.work_kind_id) for one in turn.memory.saved if one.work_kind_id]
    known = [one for one in turn.names.alone.tasks if one.ref and one.ref != str(now)]
    known.sort(key=lambda one: lately.index(one.ref) if one.ref in lately else len(lately))
    found = [Option(one.name, one.name, one.ref) for one in known[:KINDS_SHOWN]]
    return [*found, Option(_("None"), options.NOBODY)] if now else found


def _value(option: Option) -> str:
    key = parse_id(option.ref or "")
    return short(key) if key else option.value


def _changes(turn: Turn, row: Row, what: str, value: str) -> dict[str, Any] | None:
    """Return the change a button asks for; None when it is malformed."""
    if what == "m" and isinstance(row, TimeEntry) and _NUMBER.fullmatch(value):
        return {"minutes": row.worked_minutes + int(value)}
    if what == "b" and value in ("0", "1"):
        return {"billable": value == "1"}
    if what == "d" and _NUMBER.fullmatch(value):
        return {"day": turn.today - timedelta(days=int(value))}
    if what == "p" and (value == options.NOBODY or long(value)):
        return {"project_id": long(value) if value != options.NOBODY else None}
    if what == "t" and (value == options.NOBODY or long(value)):
        return {"work_kind_id": long(value) if value != options.NOBODY else None}
    if what == "c" and (key := long(value)):
        return {"customer_id": key}
    return None


async def _which(turn: Turn, card: RememberedCard, rows: list[Row]) -> Reply:
    """Ask which of several rows is to be changed."""
    buttons = [
        Button(
            shorten(faces.headline(face, turn.names, turn.actor.id), 40),
            press("chg", card.id, str(at)),
        )
        for at, face in enumerate(booking.shown(turn, rows))
    ]
    lines = [(button,) for button in buttons]
    return await _shown(turn, card, rows, [*lines, (Button(_("Back"), press("show", card.id)),)])


async def _shown(
    turn: Turn, card: RememberedCard, rows: list[Row], buttons: list[tuple[Button, ...]],
    sentence: str = "",
) -> Reply:  # fmt: skip
    """Show the same card with other buttons under it."""
    reply = await booking.card_of(
        turn, booking.Made(rows), Reply(card_id=card.id, edits=True, draft_id=card.draft_id)
    )
    assert reply.card is not None
    text = f"{reply.card.text}\n{sentence}" if sentence else reply.card.text
    reply.card = Card(text, tuple(buttons))
    return reply


def _pairs(buttons: list[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def _row_number(text: str, rows: list[Row]) -> int | None:
    if not text and len(rows) == 1:
        return 0
    number = int(text) if _NUMBER.fullmatch(text) else -1
    return number if 0 <= number < len(rows) else None

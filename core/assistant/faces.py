"""How what was booked looks on a card: one place for signs, order of words and buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from uuid import UUID

from core.assistant.directory import Names
from core.assistant.turns import Subject
from core.expenses.models import Expense, Travel
from core.kit import clock, formatting
from core.kit.i18n import _, language, ngettext
from core.kit.money import Money
from core.outbound.cards import Button, Card, press
from core.timesheets.models import TimeEntry
from core.timesheets.rules import minutes_between

DONE, ASKING, RUNNING, STOPPED, UNDONE, NEEDED = "✓", "?", "▶", "■", "↺", "!"
Row = TimeEntry | Travel | Expense


@dataclass(frozen=True, slots=True)
class Shown:
    """A booked row as people read it; `start`, `end` are wall times, `pause` minutes between."""

    kind: str
    id: UUID
    staff_id: UUID
    day: date
    minutes: int = 0
    start: time | None = None
    end: time | None = None
    pause: int = 0
    metres: int = 0
    money: Money | None = None
    customer: str | None = None
    project: str | None = None
    work_kind: str | None = None
    billable: bool | None = None
    note: str = ""
    receipt: bool = False
    removed: bool = False

    @property
    def subject(self) -> Subject:
        return self.kind, self.id

    @property
    def place(self) -> tuple[object, ...]:
        """Rows of one place and day are shown together."""
        return self.staff_id, self.customer, self.project, self.day


@dataclass(frozen=True, slots=True)
class Day:
    """A day's total and what a working day should hold, in minutes."""

    day: date
    minutes: int
    target: int


def kind_of(row: Row) -> str:
    """Return the subject kind of a row."""
    if isinstance(row, TimeEntry):
        return "time_entry"
    return "travel" if isinstance(row, Travel) else "expense"


def shown(row: Row, names: Names, zone: str) -> Shown:
    """Return a booked row as people read it."""
    face = Shown(
        kind_of(row), row.id, row.staff_id, row.day, customer=names.of(row.customer_id),
        project=names.of(row.project_id), billable=row.billable, note=row.note,
        removed=row.removed_at is not None,
    )  # fmt: skip
    if isinstance(row, Travel):
        return replace(face, metres=row.metres)
    if isinstance(row, Expense):
        return replace(face, money=row.money, receipt=row.file_id is not None)
    face = replace(face, minutes=row.worked_minutes, work_kind=names.of(row.work_kind_id))
    if row.started_at is None or row.ended_at is None:
        return face
    return replace(
        face, start=clock.local(row.started_at, zone).time(),
        end=clock.local(row.ended_at, zone).time(),
        pause=minutes_between(row.started_at, row.ended_at) - row.worked_minutes,
    )  # fmt: skip


def hours(minutes: int) -> str:
    """Return minutes as hours where they are even quarters (7,5 h), else 1 h 40 min."""
    return formatting.hours(minutes) if minutes % 15 == 0 else formatting.span(minutes)


def wall(value: time) -> str:
    """Return a wall time; Finnish leaves out whole hours' minutes (7, 15.30)."""
    text = formatting.clock_time(value)
    return text.removesuffix(".00") if language() == "fi" else text


def between(start: time, end: time) -> str:
    """Return from when until when (klo 7–15.30)."""
    return _("{start}–{end}").format(start=wall(start), end=wall(end))


def amount(face: Shown) -> str:
    """Return how much it was: hours, kilometres or money."""
    if face.kind == "travel":
        return formatting.kilometres(face.metres)
    if face.money is not None:
        return formatting.money(face.money)
    return hours(face.minutes)


def headline(face: Shown, names: Names, owner: UUID | None) -> str:
    """Return amount, customer, project and kind of work, a colleague's name first."""
    parts = [] if face.staff_id == owner else [names.of(face.staff_id) or ""]
    parts += [amount(face), face.customer or _("Own work")]
    parts += [part for part in (face.project, face.work_kind) if part]
    if face.billable is not None:
        parts.append(_("charged") if face.billable else _("not charged"))
    return " · ".join(parts)


def details(face: Shown) -> str:
    """Return the day in full, from when until when, and the break."""
    text = formatting.day(face.day)
    if face.start is not None and face.end is not None:
        text = _("{day} {times}").format(day=text, times=between(face.start, face.end))
    if face.pause:
        text += ", " + _("break {span}").format(span=formatting.span(face.pause))
    return text


def total(day: Day, today: date) -> str:
    """Return the day's total beside what it should hold."""
    held, target = hours(day.minutes), hours(day.target)
    if not day.target:
        return _("That day {total} in all").format(total=held)
    if day.day == today:
        return _("Today {total} of {target}").format(total=held, target=target)
    return _("That day {total} of {target}").format(total=held, target=target)


def body(faces: Sequence[Shown], names: Names, owner: UUID | None, files: int = 0) -> list[str]:
    """Return the lines of what was booked; travel and costs stand beside the work they go with."""
    blocks: list[tuple[Shown, list[str]]] = []
    for face in faces:
        beside = next((one for one in blocks if one[0].place == face.place), None)
        if beside is None or face.kind == "time_entry":
            blocks.append((face, []))
        else:
            beside[1].append(amount(face))
    heads = [headline(face, names, owner) for face, _extra in blocks]
    rest = [" · ".join([details(face), *extra]) for face, extra in blocks]
    if len(set(rest)) == 1:
        lines = [*heads, rest[0]]
    else:
        lines = [line for pair in zip(heads, rest, strict=True) for line in pair]
    lines += [formatting.quoted(face.note) for face in faces if face.note]
    if files > 1:
        lines.append(ngettext("{count} file kept", "{count} files kept", files).format(count=files))
    elif any(face.receipt for face in faces):
        lines.append(_("Receipt kept"))
    elif files:
        lines.append(_("The file is kept with it"))
    return lines


def booked(
    faces: Sequence[Shown], names: Names, owner: UUID | None, *, card_id: UUID, today: date,
    day: Day | None = None, was: str = "", warnings: Sequence[str] = (), back: bool = False,
    files: int = 0,
) -> Card:  # fmt: skip
    """Return the card of what was booked; `was` says what a correction changed."""
    lines = body(faces, names, owner, files)
    lines[0] = f"{DONE} {lines[0]}"
    if was:
        lines[0] += " (" + _("was {before}").format(before=was) + ")"
    if day is not None:
        lines.append(total(day, today))
    lines += [f"{NEEDED} {warning}" for warning in warnings]
    return Card("\n".join(lines), buttons_of(faces, card_id, back=back))


def buttons_of(
    faces: Sequence[Shown], card_id: UUID, *, back: bool = False
) -> tuple[tuple[Button, ...], ...]:
    """Return undo and change, and for one entry of hours its note and whether it is charged."""
    undo = Button(_("Undo"), press("back" if back else "undo", card_id))
    first = (undo, Button(_("Change"), press("chg", card_id)))
    if len(faces) != 1 or faces[0].kind != "time_entry":
        return (first,)
    note = Button(
        _("Change the note") if faces[0].note else _("Add a note"), press("note", card_id)
    )
    charged = faces[0].billable is False
    label = _("Charge it") if charged else _("Do not charge")
    return first, (note, Button(label, press("set", card_id, f"0.b.{int(charged)}")))


def undone(faces: Sequence[Shown], names: Names, owner: UUID | None, card_id: UUID) -> Card:
    """Return the card of what was taken back, with the way to bring it back."""
    lines = body(faces, names, owner)
    lines[0] = f"{UNDONE} {lines[0]}"
    lines.append(_("Removed. Nothing of this counts."))
    return Card("\n".join(lines), ((Button(_("Bring back"), press("redo", card_id)),),))

"""From what was understood to rows: booking, correcting, taking back. Services do the work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.assistant import faces
from core.assistant.faces import Day, Row, Shown
from core.assistant.memory import Saved
from core.assistant.turns import Reply, Subject, Turn
from core.expenses import queries as expense_queries
from core.expenses import service as expenses
from core.expenses.models import Expense, Travel
from core.files.models import StoredFile
from core.files.queries import files_of
from core.files.service import attach
from core.kit import clock
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.money import from_amount, round_half_up
from core.language.reading import Entry
from core.timesheets import queries as time_queries
from core.timesheets import service as timesheets
from core.timesheets.models import TimeEntry

BOOKED = ("time_entry", "travel", "expense")
"""The kinds of subjects that are booked rows."""


@dataclass
class Made:
    """What was booked in one go; `totals` the day's minutes per (person, day) booked last.

    `files` counts those that came with it.
    """

    rows: list[Row] = field(default_factory=list)
    totals: dict[tuple[UUID, Any], int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    before: list[Row] = field(default_factory=list)
    files: int = 0

    @property
    def subjects(self) -> list[Subject]:
        return [(faces.kind_of(row), row.id) for row in self.rows]


def links(turn: Turn, entry: Entry) -> dict[str, Any]:
    """Return the ids an entry's refs stand for; a project of another customer was a guess."""
    customer, project = parse_id(entry.customer_ref or ""), parse_id(entry.project_ref or "")
    if customer is not None and project is not None:
        own = {key for key, _name in turn.names.projects.get(customer, ())}
        project = project if project in own else None
    return {"customer_id": customer, "project_id": project}


async def book_entries(
    turn: Turn, entries: Iterable[Entry], *, said: str, file_ids: Sequence[UUID] = ()
) -> Made:
    """Book what was understood, all or nothing in the turn's savepoint."""
    made, receipts = Made(files=len(file_ids)), list(file_ids)
    for entry in entries:
        await book_entry(turn, entry, made, said, receipts)
    for file_id in receipts:  # no cost took it: it stays with the first row
        if made.rows:
            kind, identity = made.subjects[0]
            await keep_file(turn, file_id, kind, identity)
    return made


async def keep_file(turn: Turn, file_id: UUID, kind: str, identity: UUID) -> None:
    """Let a file that came with the message belong to what was booked."""
    stored = await turn.session.get(StoredFile, file_id)
    if stored is not None:
        await attach(stored, subject_kind=kind, subject_id=identity)


async def files_kept(turn: Turn, rows: Sequence[Row]) -> int:
    """Return how many files are kept with rows."""
    found = 0
    for kind in BOOKED:
        ids = [row.id for row in rows if faces.kind_of(row) == kind]
        found += sum(map(len, (await files_of(turn.session, kind, ids)).values()))
    return found


async def book_entry(turn: Turn, entry: Entry, made: Made, said: str, receipts: list[UUID]) -> None:
    """Book one entry and add it to what was made."""
    common: dict[str, Any] = {
        **links(turn, entry), "billable": entry.billable, "note": entry.note or "", "said": said,
        "staff_id": parse_id(entry.person_ref or ""), "day": entry.date or turn.today,
    }  # fmt: skip
    if entry.kind == "travel":
        metres = metres_of(entry.km)
        made.rows.append(
            await expenses.log_travel(turn.session, turn.actor, metres=metres, **common)
        )
    elif entry.kind == "expense":
        money = from_amount(entry.amount or 0, entry.currency or turn.names.company.currency)
        receipt = receipts.pop(0) if receipts else None
        expense = await expenses.log_expense(
            turn.session, turn.actor, amount_minor=money.minor, currency=money.currency,
            file_id=receipt, **common,
        )  # fmt: skip
        if receipt is not None:
            await keep_file(turn, receipt, "expense", expense.id)
        made.rows.append(expense)
    else:
        booked = await timesheets.book(
            turn.session, turn.actor, minutes=entry.minutes, start=entry.start, end=entry.end,
            work_kind_id=parse_id(entry.task_ref or ""), confirmed=turn.confirmed, **common,
        )  # fmt: skip
        note_booked(turn, made, booked)


def note_booked(turn: Turn, made: Made, booked: timesheets.Booked) -> None:
    """Add a booked entry, its day's total and what it overlaps."""
    entry = booked.entry
    made.rows.append(entry)
    made.totals[entry.staff_id, entry.day] = booked.day_minutes
    for other in booked.overlaps:
        if other.started_at is not None and other.ended_at is not None:
            start, end = (clock.local(moment, turn.actor.zone).time()
                          for moment in (other.started_at, other.ended_at))  # fmt: skip
            times = faces.between(start, end)
            sentence = _("Overlaps {times} {customer}")
            customer = turn.names.of(other.customer_id) or _("Own work")
            warning = sentence.format(times=times, customer=customer)
            if warning not in made.warnings:
                made.warnings.append(warning)


def metres_of(km: Decimal | None) -> int:
    """Return kilometres as metres, half-up."""
    return round_half_up((km or Decimal(0)) * 1000)


def changes_of(turn: Turn, entry: Entry) -> dict[str, Any]:
    """Return the changed slots of a correction as the services name them."""
    found: dict[str, Any] = {}
    if entry.customer_ref or entry.internal:
        found["customer_id"] = parse_id(entry.customer_ref or "")
    if entry.project_ref:
        found["project_id"] = parse_id(entry.project_ref)
    said = {"day": entry.date, "billable": entry.billable, "note": entry.note}
    found |= {name: value for name, value in said.items() if value is not None}
    if entry.kind == "travel" and entry.km is not None:
        found["metres"] = metres_of(entry.km)
    elif entry.kind == "expense" and entry.amount is not None:
        money = from_amount(entry.amount, entry.currency or turn.names.company.currency)
        found |= {"amount_minor": money.minor, "currency": money.currency}
    elif entry.kind == "time":
        if entry.task_ref:
            found["work_kind_id"] = parse_id(entry.task_ref)
        for name in ("minutes", "start", "end"):
            if (value := getattr(entry, name)) is not None:
                found[name] = value
    return found


async def correct(turn: Turn, subject: Subject, changes: dict[str, Any]) -> Made:
    """Correct one row; `before` holds the one it took the place of."""
    kind, identity = subject
    made = Made(before=[await row_of(turn.session, turn.actor, subject)])
    if kind == "time_entry":
        note_booked(turn, made, await timesheets.correct(
            turn.session, turn.actor, identity, confirmed=turn.confirmed, **changes))  # fmt: skip
    elif kind == "travel":
        made.rows.append(
            await expenses.correct_travel(turn.session, turn.actor, identity, **changes)
        )
    else:
        made.rows.append(
            await expenses.correct_expense(turn.session, turn.actor, identity, **changes)
        )
    return made


async def take_back(turn: Turn, subjects: Iterable[Subject]) -> list[Row]:
    """Remove rows; what was removed before stays so."""
    rows: list[Row] = []
    for kind, identity in subjects:
        if kind == "time_entry":
            rows.append(await timesheets.remove_entry(turn.session, turn.actor, identity))
        elif kind == "travel":
            rows.append(await expenses.remove_travel(turn.session, turn.actor, identity))
        elif kind == "expense":
            rows.append(await expenses.remove_expense(turn.session, turn.actor, identity))
    return rows


async def bring_back(turn: Turn, subjects: Iterable[Subject]) -> list[Row]:
    """Restore removed rows."""
    rows: list[Row] = []
    for kind, identity in subjects:
        if kind == "time_entry":
            rows.append(await timesheets.restore_entry(turn.session, turn.actor, identity))
        elif kind == "travel":
            rows.append(await expenses.restore_travel(turn.session, turn.actor, identity))
        elif kind == "expense":
            rows.append(await expenses.restore_expense(turn.session, turn.actor, identity))
    return rows


async def row_of(session: AsyncSession, actor: Actor, subject: Subject) -> Row:
    """Return the row of a subject; raises NotFound."""
    kind, identity = subject
    if kind == "time_entry":
        return await time_queries.get_entry(session, actor, identity)
    if kind == "travel":
        return await expense_queries.get_row(session, actor, Travel, identity)
    return await expense_queries.get_row(session, actor, Expense, identity)


async def newest_row(session: AsyncSession, actor: Actor, subject: Subject) -> Row:
    """Return what took the place of a subject at last; raises NotFound when hidden."""
    row = await row_of(session, actor, subject)
    if row.superseded_at is None:
        return row
    if isinstance(row, TimeEntry):
        return await time_queries.newest_of(session, row.id)
    if isinstance(row, Travel):
        return await expense_queries.newest_of(session, Travel, row.id)
    return await expense_queries.newest_of(session, Expense, row.id)


async def standing(turn: Turn, subjects: Iterable[Subject]) -> list[Saved]:
    """Return the booked rows of a card as they stand now; those taken back are left out."""
    rows = [await newest_row(turn.session, turn.actor, one) for one in subjects if one[0] in BOOKED]
    return [_as_saved(row) for row in rows if row.removed_at is None]


def _as_saved(row: Row) -> Saved:
    amount, currency = 0, None
    if isinstance(row, TimeEntry):
        amount = row.worked_minutes
    elif isinstance(row, Travel):
        amount = row.metres
    else:
        amount, currency = row.amount_minor, row.currency
    timed = row if isinstance(row, TimeEntry) else None
    return Saved(
        faces.kind_of(row), row.id, row.day, amount, currency,
        timed.started_at if timed else None, timed.ended_at if timed else None,
        row.customer_id, row.project_id, timed.work_kind_id if timed else None, row.billable,
    )  # fmt: skip


def shown(turn: Turn, rows: Iterable[Row]) -> list[Shown]:
    """Return rows as people read them."""
    return [faces.shown(row, turn.names, turn.actor.zone) for row in rows]


async def day_of(turn: Turn, rows: Sequence[Row], made: Made | None = None) -> Day | None:
    """Return the day's total when all rows are one person's of one day and hold hours."""
    keys = {(row.staff_id, row.day) for row in rows}
    if len(keys) != 1 or not any(isinstance(row, TimeEntry) for row in rows):
        return None
    ((staff_id, day),) = keys
    minutes = made.totals.get((staff_id, day)) if made else None
    if minutes is None:
        minutes = await time_queries.day_total(turn.session, staff_id, day)
    return Day(day, minutes, turn.ground.norm(day) if staff_id == turn.actor.id else 0)


async def card_of(
    turn: Turn, made: Made, reply: Reply, *, was: str = "", back: bool = False
) -> Reply:
    """Put the card of what was made (or what a card shows now) onto a reply."""
    seen = shown(turn, made.rows)
    if all(face.removed for face in seen):
        reply.card = faces.undone(seen, turn.names, turn.actor.id, reply.card_id)
    else:
        reply.card = faces.booked(
            seen, turn.names, turn.actor.id, card_id=reply.card_id, today=turn.today,
            day=await day_of(turn, made.rows, made), was=was, warnings=made.warnings, back=back, files=made.files,
        )  # fmt: skip
    reply.subjects = made.subjects
    return reply


async def replace_rows(turn: Turn, entries: Sequence[Entry], *, said: str) -> Made:
    """Put what an edited message now says in the place of what it booked before.

    Rows of the same kind are corrected in order, those left over taken back, new ones added.
    """
    made = Made()
    left = [await newest_row(turn.session, turn.actor, one) for one in turn.replaces]
    for entry in entries:
        kind = {"time": "time_entry"}.get(entry.kind, entry.kind)
        old = next((row for row in left if faces.kind_of(row) == kind), None)
        if old is None or old.removed_at is not None:
            await book_entry(turn, entry, made, said, [])
            continue
        left.remove(old)
        changes = {**_whole(turn, entry), "said": said}
        corrected = await correct(turn, (kind, old.id), changes)
        made.rows += corrected.rows
        made.before += corrected.before
        made.totals |= corrected.totals
        made.warnings += corrected.warnings
    removed = await take_back(turn, [(faces.kind_of(row), row.id) for row in left])
    for row in removed:
        made.totals.pop((row.staff_id, row.day), None)
    return made


def _whole(turn: Turn, entry: Entry) -> dict[str, Any]:
    """Return every slot of an entry as changes: what is not said any more is cleared."""
    found: dict[str, Any] = {
        **links(turn, entry),
        "billable": entry.billable,
        **changes_of(turn, entry),
    }
    if entry.kind == "time":
        found |= {"start": entry.start, "end": entry.end, "minutes": entry.minutes,
                  "work_kind_id": parse_id(entry.task_ref or "")}  # fmt: skip
        if found["minutes"] is None:
            found.pop("minutes")
    return found

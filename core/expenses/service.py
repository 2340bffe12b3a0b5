"""Booking, correcting and removing travel and expenses."""

from datetime import date
from typing import Any, TypedDict, TypeVar, Unpack
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.events.bus import plain, record
from core.expenses import errors, events, policies, queries
from core.expenses.models import Expense, Travel
from core.kit import clock
from core.kit.formatting import day as day_text
from core.kit.formatting import kilometres
from core.kit.text import storable
from core.work.changing import check_project

Row = TypeVar("Row", Travel, Expense)
LONGEST_METRES = 2_000_000


class RowFields(TypedDict, total=False):
    """What a journey or cost may carry. `billable` None: nobody said."""

    customer_id: UUID | None
    project_id: UUID | None
    task_id: UUID | None
    billable: bool | None
    note: str
    said: str


class TravelChanges(RowFields, total=False):
    """What a correction of a journey may change."""

    day: date
    metres: int


class ExpenseChanges(RowFields, total=False):
    """What a correction of a cost may change."""

    day: date
    amount_minor: int
    currency: str
    file_id: UUID | None


CARRIED = tuple(RowFields.__annotations__)
TRAVEL = ("day", "metres", *CARRIED)
EXPENSE = ("day", "amount_minor", "currency", "file_id", *CARRIED)


async def log_travel(
    session: AsyncSession, actor: Actor, *, day: date, metres: int, staff_id: UUID | None = None,
    **fields: Unpack[RowFields],
) -> Travel:  # fmt: skip
    """Book a journey of so many metres on a day; raises NoDistance, DistanceTooLong, FutureDay."""
    staff_id = staff_id or actor.staff_id
    require(policies.can_log_for(actor, staff_id))
    travel = Travel(staff_id=staff_id, channel=actor.channel, day=day, metres=metres, **fields)
    await _add(session, actor, travel)
    await record(session, actor, events.TravelLogged(**_travel_facts(travel)))
    return travel


async def log_expense(
    session: AsyncSession, actor: Actor, *, day: date, amount_minor: int, currency: str,
    staff_id: UUID | None = None, file_id: UUID | None = None, **fields: Unpack[RowFields],
) -> Expense:  # fmt: skip
    """Book a cost in minor units; `file_id` is the receipt. Raises NoAmount, FutureDay."""
    staff_id = staff_id or actor.staff_id
    require(policies.can_log_for(actor, staff_id))
    expense = Expense(
        staff_id=staff_id, channel=actor.channel, day=day, amount_minor=amount_minor,
        currency=currency, file_id=file_id, **fields,
    )  # fmt: skip
    await _add(session, actor, expense)
    await record(session, actor, events.ExpenseLogged(**_expense_facts(expense)))
    return expense


async def correct_travel(
    session: AsyncSession, actor: Actor, travel_id: UUID, **changes: Unpack[TravelChanges]
) -> Travel:
    """Put a corrected journey in the place of one; the old one stays as history."""
    before = await _load(session, actor, Travel, travel_id)
    after = await _supersede(session, actor, before, TRAVEL, dict(changes))
    fact = events.TravelCorrected(
        **_travel_facts(after), before_id=before.id, changes=_differences(before, after, TRAVEL)
    )
    await record(session, actor, fact)
    return after


async def correct_expense(
    session: AsyncSession, actor: Actor, expense_id: UUID, **changes: Unpack[ExpenseChanges]
) -> Expense:
    """Put a corrected cost in the place of one; the old one stays as history."""
    before = await _load(session, actor, Expense, expense_id)
    after = await _supersede(session, actor, before, EXPENSE, dict(changes))
    fact = events.ExpenseCorrected(
        **_expense_facts(after), before_id=before.id, changes=_differences(before, after, EXPENSE)
    )
    await record(session, actor, fact)
    return after


async def remove_travel(session: AsyncSession, actor: Actor, travel_id: UUID) -> Travel:
    """Take a journey back; twice changes nothing."""
    travel = await _load(session, actor, Travel, travel_id, removed=True)
    if travel.removed_at is None:
        await ensure_open(session, actor, travel.staff_id, travel.day)
        travel.removed_at = clock.now()
        await record(session, actor, events.TravelRemoved(**_travel_facts(travel)))
    return travel


async def restore_travel(session: AsyncSession, actor: Actor, travel_id: UUID) -> Travel:
    """Bring a removed journey back."""
    travel = await _load(session, actor, Travel, travel_id, removed=True)
    if travel.removed_at is not None:
        await ensure_open(session, actor, travel.staff_id, travel.day)
        travel.removed_at = None
        await record(session, actor, events.TravelRestored(**_travel_facts(travel)))
    return travel


async def remove_expense(session: AsyncSession, actor: Actor, expense_id: UUID) -> Expense:
    """Take a cost back; twice changes nothing."""
    expense = await _load(session, actor, Expense, expense_id, removed=True)
    if expense.removed_at is None:
        await ensure_open(session, actor, expense.staff_id, expense.day)
        expense.removed_at = clock.now()
        await record(session, actor, events.ExpenseRemoved(**_expense_facts(expense)))
    return expense


async def restore_expense(session: AsyncSession, actor: Actor, expense_id: UUID) -> Expense:
    """Bring a removed cost back."""
    expense = await _load(session, actor, Expense, expense_id, removed=True)
    if expense.removed_at is not None:
        await ensure_open(session, actor, expense.staff_id, expense.day)
        expense.removed_at = None
        await record(session, actor, events.ExpenseRestored(**_expense_facts(expense)))
    return expense


async def _load(
    session: AsyncSession, actor: Actor, table: type[Row], row_id: UUID, *, removed: bool = False
) -> Row:
    row = await queries.get_row(session, actor, table, row_id, lock=True)
    require(policies.can_change(actor, row))
    if row.superseded_at is not None:
        raise errors.RowOutdated
    if row.removed_at is not None and not removed:
        raise errors.RowRemoved
    return row


async def _supersede(
    session: AsyncSession,
    actor: Actor,
    before: Row,
    fields: tuple[str, ...],
    changes: dict[str, Any],
) -> Row:
    values = {name: getattr(before, name) for name in fields} | changes
    if values["customer_id"] != before.customer_id and "project_id" not in changes:
        values["project_id"] = None
    table = type(before)
    after = table(
        staff_id=before.staff_id, channel=actor.channel, supersedes_id=before.id, **values
    )
    await _add(session, actor, after, before)
    return after


async def ensure_open(session: AsyncSession, actor: Actor, staff_id: UUID, *days: date) -> None:
    """Refuse days that are locked: the hours' weeks and periods, which stand beside us, hold here.

    Who puts an installation together hands the rule over in `session.info`.
    """
    if refuse_locked := session.info.get("ensure_open"):
        await refuse_locked(session, staff_id, days, actor=actor)


async def _add(
    session: AsyncSession, actor: Actor, row: Travel | Expense, before: Row | None = None
) -> None:
    """Check what was said and store the row."""
    if isinstance(row, Travel):
        if row.metres <= 0:
            raise errors.NoDistance
        if row.metres > LONGEST_METRES:
            raise errors.DistanceTooLong(distance=kilometres(row.metres))
    elif row.amount_minor == 0:
        raise errors.NoAmount
    if row.day > clock.today(actor.zone):
        raise errors.FutureDay(day=day_text(row.day))
    days = {row.day} if before is None else {row.day, before.day}
    await ensure_open(session, actor, row.staff_id, *days)
    row.customer_id = await check_project(session, row.project_id, row.customer_id)
    row.note, row.said = storable(row.note or ""), storable(row.said or "")
    if before is not None:
        before.superseded_at = clock.now()
    session.add(row)
    await session.flush()


def _differences(before: Row, after: Row, fields: tuple[str, ...]) -> dict[str, list[Any]]:
    return {
        name: [plain(getattr(before, name)), plain(getattr(after, name))]
        for name in fields
        if name != "said" and getattr(before, name) != getattr(after, name)
    }


def _travel_facts(travel: Travel) -> dict[str, Any]:
    return {
        "travel_id": travel.id, "staff_id": travel.staff_id, "day": travel.day,
        "metres": travel.metres, "customer_id": travel.customer_id,
    }  # fmt: skip


def _expense_facts(expense: Expense) -> dict[str, Any]:
    return {
        "expense_id": expense.id, "staff_id": expense.staff_id, "day": expense.day,
        "amount_minor": expense.amount_minor, "currency": expense.currency,
        "customer_id": expense.customer_id,
    }  # fmt: skip

"""Hours: exporting what they hold about a person, and erasing what people wrote.

Days, minutes, customers and the reasons of absences stay under the member's id: pay and invoices
rest on them, and bookkeeping and working-time law keep them. The words do not. Which columns hold
words, each column says itself (`info["personal"]`).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import plain
from core.fields.privacy import erase_values
from core.timesheets.models import (
    Absence,
    BillingRule,
    Endorsement,
    EndorsementLine,
    HoursCheck,
    TimeBank,
    TimeBankMovement,
    TimeEntry,
    Timer,
    TimesheetWeek,
    WorkingTime,
)

OF_STAFF: tuple[tuple[str, type[Any]], ...] = (
    ("entries", TimeEntry), ("timers", Timer), ("weeks", TimesheetWeek), ("absences", Absence),
    ("working_times", WorkingTime),
)  # fmt: skip
"""What belongs to a member of staff, by the name it is exported under."""
OF_CUSTOMERS: tuple[tuple[str, type[Any]], ...] = (
    ("billing_rules", BillingRule), ("time_banks", TimeBank), ("endorsements", Endorsement),
)  # fmt: skip
KEPT = frozenset(("absences.kind",))
"""Words that stay: pay follows from the reason of an absence."""
ERASED = "–"
"""What stands in the place of a name that must not be empty."""


def personal(table: type[Any]) -> list[str]:
    """Return the columns of a table whose words are erased."""
    return [
        column.name for column in table.__table__.columns
        if column.info.get("personal", "none") != "none"
        and f"{table.__tablename__}.{column.name}" not in KEPT
    ]  # fmt: skip


def _plain(row: Any) -> dict[str, Any]:
    names = (attribute.key for attribute in sa.inspect(type(row)).column_attrs)
    return {name: plain(getattr(row, name)) for name in names}


async def _export(
    session: AsyncSession, tables: Sequence[tuple[str, type[Any]]], owner: str, owner_id: UUID
) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for name, table in tables:
        rows = await session.scalars(
            sa.select(table).where(getattr(table, owner) == owner_id).order_by(table.id)
        )
        found[name] = [_plain(row) for row in rows]
    return found


async def export_person(session: AsyncSession, staff_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Return everything of a staff member, corrected and removed rows too, oldest first."""
    return await _export(session, OF_STAFF, "staff_id", staff_id)


async def erase_person(session: AsyncSession, staff_id: UUID) -> int:
    """Erase a staff member's notes and words; return how many rows had any."""
    count = 0
    for _name, table in OF_STAFF:
        count += await _erase(session, table, table.staff_id == staff_id)
    await session.execute(sa.delete(HoursCheck).where(HoursCheck.staff_id == staff_id))
    return count


async def export_customer(
    session: AsyncSession, customer_id: UUID
) -> dict[str, list[dict[str, Any]]]:
    """Return a customer's rules, banks with their movements, and what they said of their hours."""
    found = await _export(session, OF_CUSTOMERS, "customer_id", customer_id)
    for name, table, parent in _PARTS:
        rows = await session.scalars(
            sa.select(table).where(_of_customer(table, parent, customer_id)).order_by(table.id)
        )
        found[name] = [_plain(row) for row in rows]
    return found


async def erase_customer(session: AsyncSession, customer_id: UUID) -> int:
    """Erase addresses, names and words that the hours of a customer hold; return how many rows."""
    count = 0
    for _name, table in OF_CUSTOMERS:
        count += await _erase(session, table, table.customer_id == customer_id)
    for _name, table, parent in _PARTS:
        count += await _erase(session, table, _of_customer(table, parent, customer_id))
    return count


_PARTS: tuple[tuple[str, type[Any], type[Any]], ...] = (
    ("bank_movements", TimeBankMovement, TimeBank),
    ("endorsement_lines", EndorsementLine, Endorsement),
)


def _of_customer(table: type[Any], parent: type[Any], customer_id: UUID) -> Any:
    link = table.bank_id if parent is TimeBank else table.endorsement_id
    return link.in_(sa.select(parent.id).where(parent.customer_id == customer_id))


async def _erase(session: AsyncSession, table: type[Any], where: Any) -> int:
    """Empty the words of some rows; a bank keeps a sign for its name."""
    names = personal(table)
    if not names:
        return 0
    values: dict[str, Any] = {name: _emptied(table, name) for name in names}
    some = sa.or_(*(_differs(getattr(table, name), value) for name, value in values.items()))
    if hasattr(table, "version"):
        values["version"] = table.version + 1
    erased = await session.execute(
        sa.update(table)
        .where(where, some)
        .values(**values)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    found = list(erased.scalars())
    await erase_values(session, found)
    return len(found)


def _emptied(table: type[Any], name: str) -> Any:
    """What stands in a column once its words are gone."""
    if isinstance(table.__table__.c[name].type, sa.JSON):
        return {}
    return ERASED if (table, name) == (TimeBank, "name") else ""


def _differs(column: Any, value: Any) -> Any:
    """Tell rows that hold something; JSON is compared as the text it is stored as."""
    if value == {}:
        return sa.cast(column, sa.Text) != "{}"
    return column != value

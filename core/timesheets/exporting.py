"""Hours as a table to take out: entries, days, customers and projects, or pay bases [N18].

Rows are read and written in chunks. What was taken out, by whom and over which period, is an event.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid
from core.events.bus import record
from core.kit.i18n import N_, _, language
from core.kit.sheets import Column, Form, Row, open_sheet
from core.kit.text import fold
from core.timesheets import bank_events, export_queries, pay_export, policies
from core.timesheets.payroll import Paid

MOST_DAYS = 3 * 366


class What(StrEnum):
    """The tables there are."""

    ENTRIES = "entries"
    DAYS = "days"
    CUSTOMERS = "customers"
    PAY = "pay"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to take out; both ends inclusive, empty `staff_ids`: everybody.

    Customer and project narrow no pay bases: pay knows people only.
    """

    what: What
    first: date
    last: date
    staff_ids: tuple[UUID, ...] = ()
    customer_id: UUID | None = None
    project_id: UUID | None = None
    approved_only: bool = False

    def check(self) -> None:
        """Raise Invalid for a period that is none or endless."""
        if self.last < self.first:
            raise Invalid(_("The last day cannot be before the first one."), field="last")
        if (self.last - self.first).days > MOST_DAYS:
            raise Invalid(_("Take out at most three years at a time."), field="first")


TITLES = {
    What.ENTRIES: N_("Hours by entry"), What.DAYS: N_("Hours by person and day"),
    What.CUSTOMERS: N_("Hours by customer and project"), What.PAY: N_("Pay bases"),
}  # fmt: skip


def columns(what: What) -> list[Column]:
    """Return a table's columns in the reader's words."""
    day, person = Column(_("Day"), "day", 12), Column(_("Person"), width=24)
    number = Column(_("Payroll number"), width=14)
    customer, project = Column(_("Customer"), width=28), Column(_("Project"), width=24)
    amounts = [
        Column(_("Worked"), "hours", 10), Column(_("Billed"), "hours", 10),
        Column(_("From time banks"), "hours", 16), Column(_("To be invoiced"), "hours", 16),
    ]  # fmt: skip
    if what is What.ENTRIES:
        return [
            day, person, number, Column(_("From"), "wall", 8), Column(_("Until"), "wall", 8),
            *amounts, customer, project, Column(_("Task"), width=24),
            Column(_("Kind of work"), width=18), Column(_("Billable"), width=10),
            Column(_("State"), width=12), Column(_("Note"), width=48),
        ]  # fmt: skip
    if what is What.DAYS:
        return [day, person, number, *amounts, Column(_("State"), width=12)]
    if what is What.CUSTOMERS:
        return [customer, project, *amounts]
    return [
        number, person, Column(_("Code"), width=10), Column(_("Pay basis"), width=32),
        Column(_("Quantity"), "number", 12), Column(_("Unit"), width=12),
        Column(_("From day"), "day", 12), Column(_("Through"), "day", 12),
    ]  # fmt: skip


async def rows(
    session: AsyncSession, actor: Actor, asked: Asked, paid: Sequence[Paid] = ()
) -> AsyncGenerator[list[Row]]:
    """Yield a table's rows in chunks, in the reader's words.

    `paid` are the period's journeys and costs, which stand beside hours and are handed over.
    """
    require(policies.can_export(actor))
    asked.check()
    if asked.what is What.PAY:
        everybody = replace(asked, customer_id=None, project_id=None)
        yield (await pay_export.pay(session, everybody, paid)).rows
        return
    if asked.what is What.ENTRIES:
        chunks = export_queries.entries(session, actor, asked)
    elif asked.what is What.DAYS:
        chunks = export_queries.days(session, asked)
    else:
        chunks = export_queries.customers(session, asked)
    async for chunk in chunks:
        yield chunk


async def write(
    session: AsyncSession, actor: Actor, asked: Asked, form: Form, path: Path,
    paid: Sequence[Paid] = (),
) -> int:  # fmt: skip
    """Write a table into a file; return how many rows it has. The file is written in threads."""
    sheet = open_sheet(
        path, form, columns(asked.what), title=_(TITLES[asked.what]), language=language()
    )
    count = 0
    try:
        async for chunk in rows(session, actor, asked, paid):
            await asyncio.to_thread(sheet.add, chunk)
            count += len(chunk)
    finally:
        await asyncio.to_thread(sheet.close)
    return count


async def note_export(
    session: AsyncSession, actor: Actor, asked: Asked, form: Form, count: int
) -> None:
    """Record that somebody took a table out."""
    require(policies.can_export(actor))
    await record(session, actor, bank_events.HoursExported(
        asked.what.value, form.value, asked.first, asked.last, count, len(asked.staff_ids),
        asked.customer_id, asked.approved_only,
    ))  # fmt: skip


def file_name(asked: Asked, form: Form, company: str) -> str:
    """Return what the file is called: company, table and period, in signs every system takes."""
    parts = [fold(company or "apuri"), fold(_(TITLES[asked.what])),
             f"{asked.first.isoformat()}_{asked.last.isoformat()}"]  # fmt: skip
    plain = "-".join("".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in part)
                     for part in parts)  # fmt: skip
    return f"{plain}.{form.value}"

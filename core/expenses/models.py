"""Kilometres and costs with their receipts."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Record, Versioned, link, words
from core.kit.money import Money


class Travel(Versioned, Record):
    """A distance in metres travelled on a day for a customer."""

    __tablename__ = "travels"
    __table_args__ = (sa.Index("ix_travels_staff_day", "staff_id", "day"),)
    staff_id: Mapped[UUID] = link("staff_members.id", index=False)
    day: Mapped[date]
    metres: Mapped[int]
    customer_id: Mapped[UUID | None] = link("customers.id")
    project_id: Mapped[UUID | None] = link("projects.id")
    task_id: Mapped[UUID | None] = link("tasks.id")
    billable: Mapped[bool | None]
    note: Mapped[str] = words("content", default="")
    said: Mapped[str] = words("content", default="")
    channel: Mapped[str] = words(default="panel")
    supersedes_id: Mapped[UUID | None] = link("travels.id", unique=True)
    superseded_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class Expense(Versioned, Record):
    """A cost as said, in minor units; `file_id` is the receipt's photo."""

    __tablename__ = "expenses"
    __table_args__ = (sa.Index("ix_expenses_staff_day", "staff_id", "day"),)
    staff_id: Mapped[UUID] = link("staff_members.id", index=False)
    day: Mapped[date]
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = words()
    customer_id: Mapped[UUID | None] = link("customers.id")
    project_id: Mapped[UUID | None] = link("projects.id")
    task_id: Mapped[UUID | None] = link("tasks.id")
    file_id: Mapped[UUID | None] = link("files.id")
    billable: Mapped[bool | None]
    note: Mapped[str] = words("content", default="")
    said: Mapped[str] = words("content", default="")
    channel: Mapped[str] = words(default="panel")
    supersedes_id: Mapped[UUID | None] = link("expenses.id", unique=True)
    superseded_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)

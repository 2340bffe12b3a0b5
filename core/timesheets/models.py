"""Time entries and running timers."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Record, Versioned, link, words


class TimeEntry(Versioned, Record):
    """Worked minutes of one person on one day (the day the work began in the worker's zone).

    A correction makes a new entry that supersedes this one; undo sets `removed_at`. Counted are
    entries with neither. `billable` None means nobody said.
    """

    __tablename__ = "time_entries"
    __table_args__ = (
        sa.Index("ix_time_entries_staff_day", "staff_id", "day"),
        sa.Index("ix_time_entries_customer_day", "customer_id", "day"),
    )
    staff_id: Mapped[UUID] = link("staff_members.id", index=False)
    day: Mapped[date]
    worked_minutes: Mapped[int]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    customer_id: Mapped[UUID | None] = link("customers.id", index=False)
    project_id: Mapped[UUID | None] = link("projects.id")
    task_id: Mapped[UUID | None] = link("tasks.id")
    work_kind_id: Mapped[UUID | None] = link("work_kinds.id")
    billable: Mapped[bool | None]
    note: Mapped[str] = words("content", default="")
    said: Mapped[str] = words("content", default="")  # the words it was understood from
    channel: Mapped[str] = words(default="panel")
    logged_by_id: Mapped[UUID | None] = link("staff_members.id")
    supersedes_id: Mapped[UUID | None] = link("time_entries.id", unique=True)
    superseded_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    @property
    def counts(self) -> bool:
        return self.superseded_at is None and self.removed_at is None


class Timer(Record):
    """A running clock; at most one per person runs. `ask_at`: when to ask whether it still does."""

    __tablename__ = "timers"
    __table_args__ = (
        sa.Index("uq_timers_running", "staff_id", unique=True,
                 sqlite_where=sa.text("stopped_at IS NULL"),
                 postgresql_where=sa.text("stopped_at IS NULL")),
        sa.Index("ix_timers_ask", "ask_at", sqlite_where=sa.text("stopped_at IS NULL"),
                 postgresql_where=sa.text("stopped_at IS NULL")),
    )  # fmt: skip
    staff_id: Mapped[UUID] = link("staff_members.id")
    started_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    ask_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    customer_id: Mapped[UUID | None] = link("customers.id")
    project_id: Mapped[UUID | None] = link("projects.id")
    task_id: Mapped[UUID | None] = link("tasks.id")
    work_kind_id: Mapped[UUID | None] = link("work_kinds.id")
    note: Mapped[str] = words("content", default="")
    entry_id: Mapped[UUID | None] = link("time_entries.id")


class HoursCheck(Record):
    """When a person's day is looked at next for missing hours; one row per person.

    `step` is 1 or 2: at most two reminders a day.
    """

    __tablename__ = "hours_checks"
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE", unique=True, index=False)
    day: Mapped[date]
    step: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime] = mapped_column(index=True)

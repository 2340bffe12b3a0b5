"""Time entries, timers, and what hours are measured by: rules, weeks, banks, absences."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.base import Archivable, Record, Versioned, json, link, words
from core.people.models import Customer
from core.staff.models import StaffMember
from core.work.models import Project


class TimeEntry(Versioned, Record):
    """Worked minutes of one person on one day (the day the work began in the worker's zone).

    A correction makes a new entry that supersedes this one; undo sets `removed_at`. Counted are
    entries with neither. `billable` None means nobody said. `billed_minutes` follow from a rule
    (`billing.billed`). A reversal has negative minutes, `reverses_id` and a reason as its note.
    """

    __tablename__ = "time_entries"
    __table_args__ = (
        sa.Index("ix_time_entries_staff_day", "staff_id", "day"),
        sa.Index("ix_time_entries_customer_day", "customer_id", "day"),
        sa.Index("ix_time_entries_day", "day", "id"),
    )
    staff_id: Mapped[UUID] = link("staff_members.id", index=False)
    day: Mapped[date]
    worked_minutes: Mapped[int]
    billed_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    billing_rule_id: Mapped[UUID | None] = link("billing_rules.id", index=False)
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
    reverses_id: Mapped[UUID | None] = link("time_entries.id", unique=True)
    invoiced_at: Mapped[datetime | None]
    custom: Mapped[dict[str, Any]] = json("content", default=dict, server_default="{}")

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

    `step` is 1 or 2 (at most two reminders a day), 3 when whoever approves hours is told.
    """

    __tablename__ = "hours_checks"
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE", unique=True, index=False)
    day: Mapped[date]
    step: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime] = mapped_column(index=True)


class Rounding(StrEnum):
    """Which way billed minutes go to the next whole step."""

    UP = "up"
    NEAREST = "nearest"
    DOWN = "down"


class BillingRule(Versioned, Archivable, Record):
    """How worked minutes become billed ones from `valid_from` on.

    The narrowest rule holds: the project's, the customer's, the company's (neither set); among
    those the latest that is valid on the day. A rule is never changed once entries follow from
    it: a newer one takes its place. `travel_percent`: share of travelling time that is billed.
    """

    __tablename__ = "billing_rules"
    __table_args__ = (
        sa.Index("ix_billing_rules_scope", "customer_id", "project_id", "valid_from"),
    )
    customer_id: Mapped[UUID | None] = link("customers.id", index=False)
    project_id: Mapped[UUID | None] = link("projects.id")
    valid_from: Mapped[date]
    step_minutes: Mapped[int] = mapped_column(default=1)
    rounding: Mapped[str] = words(default=Rounding.UP)
    minimum_minutes: Mapped[int] = mapped_column(default=0)
    travel_percent: Mapped[int] = mapped_column(default=100)
    note: Mapped[str] = words("content", default="")
    customer: Mapped[Customer | None] = relationship(lazy="raise", viewonly=True)
    project: Mapped[Project | None] = relationship(lazy="raise", viewonly=True)


class WeekState(StrEnum):
    """Where a person's week stands; a week without a row is open."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"


class TimesheetWeek(Versioned, Record):
    """A person's week on its way to approval; `minutes` as they were at the last step.

    `ask_at`: when the person is asked next to send it, or approvers (sent) to decide; `asked_at`:
    when the person was asked last.
    """

    __tablename__ = "timesheet_weeks"
    __table_args__ = (
        sa.UniqueConstraint("staff_id", "monday"),
        sa.Index("ix_timesheet_weeks_state", "state", "monday"),
        sa.Index("ix_timesheet_weeks_ask", "ask_at", sqlite_where=sa.text("ask_at IS NOT NULL"),
                 postgresql_where=sa.text("ask_at IS NOT NULL")),
    )  # fmt: skip
    staff_id: Mapped[UUID] = link("staff_members.id", index=False)
    monday: Mapped[date]
    state: Mapped[str] = words(default=WeekState.OPEN)
    minutes: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = link("staff_members.id", index=False)
    comment: Mapped[str] = words("content", default="")
    ask_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]


class WorkingTime(Versioned, Record):
    """What a person is to work from a day on: minutes per weekday, Monday first.

    `opening_balance` (minutes, may be negative) is what the person brings along on that day.
    """

    __tablename__ = "working_times"
    __table_args__ = (sa.UniqueConstraint("staff_id", "valid_from"),)
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE", index=False)
    valid_from: Mapped[date]
    minutes: Mapped[list[int]] = json()
    opening_balance: Mapped[int | None]
    staff: Mapped[StaffMember] = relationship(lazy="raise", viewonly=True)


class AbsenceKind(StrEnum):
    """Why somebody is not at work."""

    VACATION = "vacation"
    SICK = "sick"
    SICK_CHILD = "sick_child"
    PARENTAL = "parental"
    BALANCE = "balance"  # time off for hours done before
    TRAINING = "training"
    UNPAID = "unpaid"
    OTHER = "other"


class Absence(Versioned, Record):
    """Days off, both ends inclusive; `day_minutes` None: whole working days."""

    __tablename__ = "absences"
    __table_args__ = (sa.Index("ix_absences_staff_days", "staff_id", "first_day", "last_day"),)
    staff_id: Mapped[UUID] = link("staff_members.id", index=False)
    kind: Mapped[str] = words("content")
    first_day: Mapped[date]
    last_day: Mapped[date]
    day_minutes: Mapped[int | None]
    note: Mapped[str] = words("content", default="")
    said: Mapped[str] = words("content", default="")
    logged_by_id: Mapped[UUID | None] = link("staff_members.id", index=False)
    removed_at: Mapped[datetime | None]


class TimeBank(Versioned, Archivable, Record):
    """Hours a customer bought in advance; work is debited from it instead of being invoiced.

    The balance is the sum of its movements, kept in `balance_minutes` with every one of them. It
    never falls below zero, but where `may_overdraw` and no other bank has minutes left.
    `tells_customer`: the customer gets a mail too when the balance falls below `alert_below`.
    """

    __tablename__ = "time_banks"
    customer_id: Mapped[UUID] = link("customers.id")
    project_id: Mapped[UUID | None] = link("projects.id")
    name: Mapped[str] = words("content")
    valid_from: Mapped[date]
    expires_on: Mapped[date | None]  # the last day on which it may be used
    balance_minutes: Mapped[int] = mapped_column(default=0)
    alert_below: Mapped[int] = mapped_column(default=0)  # minutes; 0: never
    tells_customer: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    may_overdraw: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    alerted_at: Mapped[datetime | None]
    expired_at: Mapped[datetime | None] = mapped_column(index=True)


class MovementKind(StrEnum):
    """Why a time bank's balance moved."""

    PURCHASE = "purchase"
    DEBIT = "debit"
    RETURN = "return"
    EXPIRY = "expiry"
    ADJUSTMENT = "adjustment"


class TimeBankMovement(Record):
    """One line of a bank's ledger, never changed; `minutes` are signed."""

    __tablename__ = "time_bank_movements"
    __table_args__ = (sa.Index("ix_time_bank_movements_bank", "bank_id", "id"),)
    bank_id: Mapped[UUID] = link("time_banks.id", index=False)
    kind: Mapped[str] = words()
    minutes: Mapped[int]
    balance: Mapped[int]
    day: Mapped[date]
    entry_id: Mapped[UUID | None] = link("time_entries.id")
    actor_id: Mapped[UUID | None] = link("staff_members.id", index=False)
    note: Mapped[str] = words("content", default="")


class PayUnit(StrEnum):
    """What a pay basis counts."""

    HOURS = "hours"
    DAYS = "days"
    KILOMETRES = "kilometres"
    MONEY = "money"


class PayBasis(Versioned, Archivable, Record):
    """A code of the payroll program and which rows of ours it gathers (the admin's mapping).

    `what`: work, absence, travel or expense. `conditions` narrow it: work_kind_id, absence_kind,
    days (weekday, saturday, sunday), from and until (wall times). Of the bases with
    `is_supplement` false the first in order that fits takes a minute; supplements come on top.
    """

    __tablename__ = "pay_bases"
    code: Mapped[str] = words(unique=True)
    name: Mapped[str] = words()
    position: Mapped[int] = mapped_column(default=100)
    what: Mapped[str] = words()
    unit: Mapped[str] = words(default=PayUnit.HOURS)
    is_supplement: Mapped[bool] = mapped_column(default=False)
    from_time: Mapped[time | None]
    until_time: Mapped[time | None]
    conditions: Mapped[dict[str, Any]] = json(default=dict)


class Endorsement(Record):
    """A customer is asked by a signed, expiring link to look through the hours of a period."""

    __tablename__ = "endorsements"
    customer_id: Mapped[UUID] = link("customers.id")
    project_id: Mapped[UUID | None] = link("projects.id", index=False)
    first_day: Mapped[date]
    last_day: Mapped[date]
    address: Mapped[str] = words("contact", default="")
    language: Mapped[str] = words(default="fi")
    asked_by_id: Mapped[UUID | None] = link("staff_members.id", index=False)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # withdrawn
    opened_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = words("identity", default="")


class EndorsementLine(Record):
    """The customer's word on one entry: confirmed or disputed, with their comment."""

    __tablename__ = "endorsement_lines"
    __table_args__ = (
        sa.UniqueConstraint("endorsement_id", "entry_id"),
        sa.Index("ix_endorsement_lines_state", "state"),  # the few disputed ones
    )
    endorsement_id: Mapped[UUID] = link("endorsements.id", ondelete="CASCADE", index=False)
    entry_id: Mapped[UUID] = link("time_entries.id")
    worked_minutes: Mapped[int]
    billed_minutes: Mapped[int]
    state: Mapped[str] = words(default="open")
    comment: Mapped[str] = words("content", default="")
    said_at: Mapped[datetime | None]

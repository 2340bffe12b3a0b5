"""Workflows and their stages, projects, tasks, reminders, kinds of work."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.base import Archivable, Record, Versioned, json, link, words


class StageKind(StrEnum):
    """What standing in a stage means."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    LOST = "lost"


class Workflow(Versioned, Archivable, Record):
    """A company's own process."""

    __tablename__ = "workflows"
    name: Mapped[str] = words(unique=True)
    is_default: Mapped[bool] = mapped_column(default=False)
    stages: Mapped[list["Stage"]] = relationship(
        back_populates="workflow", order_by="Stage.position", lazy="raise"
    )

    def __str__(self) -> str:
        return self.name


class Stage(Versioned, Archivable, Record):
    """A step of a workflow."""

    __tablename__ = "stages"
    __table_args__ = (sa.UniqueConstraint("workflow_id", "name"),)
    workflow_id: Mapped[UUID] = link("workflows.id", index=False)
    name: Mapped[str] = words()
    position: Mapped[int] = mapped_column(default=100)
    kind: Mapped[str] = words(default=StageKind.OPEN)
    workflow: Mapped[Workflow] = relationship(back_populates="stages", lazy="raise")

    def __str__(self) -> str:
        return self.name


project_members = sa.Table(
    "project_members",
    Record.metadata,
    sa.Column("project_id", sa.ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("staff_id", sa.ForeignKey("staff_members.id", ondelete="CASCADE"),
              primary_key=True, index=True),
)  # fmt: skip


class Project(Versioned, Archivable, Record):
    """A customer's larger work. `aliases` are other spoken names.

    With `members_only` just the attached people (`project_members`) may log hours on it.
    """

    __tablename__ = "projects"
    name: Mapped[str] = words("content")
    aliases: Mapped[list[str]] = json("content", default=list)
    customer_id: Mapped[UUID | None] = link("customers.id")
    responsible_id: Mapped[UUID | None] = link("staff_members.id", default=None)
    closed_at: Mapped[datetime | None]
    budget_minutes: Mapped[int | None]
    members_only: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    def __str__(self) -> str:
        return self.name


class WorkKind(Versioned, Archivable, Record):
    """A kind of work an entry may carry (measuring, fault finding, travelling)."""

    __tablename__ = "work_kinds"
    name: Mapped[str] = words(unique=True)
    is_travel: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    def __str__(self) -> str:
        return self.name


class Task(Versioned, Archivable, Record):
    """A piece of work moving through a workflow. `due_time` is wall time in the doer's zone.

    `remind_at` is the next moment at which the doer is told that it is due.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        sa.Index("ix_tasks_doer", "doer_id", "closed_at", "due_on"),
        sa.Index("ix_tasks_remind", "remind_at", sqlite_where=sa.text("closed_at IS NULL"),
                 postgresql_where=sa.text("closed_at IS NULL")),
    )  # fmt: skip
    number: Mapped[str] = words(unique=True)
    title: Mapped[str] = words("content")
    description: Mapped[str] = words("content", default="")
    workflow_id: Mapped[UUID] = link("workflows.id")
    stage_id: Mapped[UUID] = link("stages.id")
    customer_id: Mapped[UUID | None] = link("customers.id")
    person_id: Mapped[UUID | None] = link("persons.id")
    project_id: Mapped[UUID | None] = link("projects.id")
    contact_request_id: Mapped[UUID | None] = link("contact_requests.id")
    doer_id: Mapped[UUID | None] = link("staff_members.id", index=False)
    responsible_id: Mapped[UUID | None] = link("staff_members.id")
    team_id: Mapped[UUID | None] = link("teams.id")
    due_on: Mapped[date | None] = mapped_column(index=True)
    due_time: Mapped[time | None]
    remind_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    stage: Mapped[Stage] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Reminder(Record):
    """Somebody is to be reminded at `remind_at`; once, by the channels they chose."""

    __tablename__ = "reminders"
    __table_args__ = (
        sa.Index(
            "ix_reminders_due",
            "remind_at",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )
    staff_id: Mapped[UUID] = link("staff_members.id")
    task_id: Mapped[UUID | None] = link("tasks.id")
    text: Mapped[str] = words("content", default="")
    remind_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

"""Workflows and their stages, projects, tasks, reminders, kinds of work."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db.base import Archivable, Record, Versioned, json, link, words
from core.kit import clock


class StageKind(StrEnum):
    """What standing in a stage means."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    LOST = "lost"


class StageColor(StrEnum):
    """The colours of stages, project statuses and activity types; each theme shades them."""

    BLUE = "blue"
    TEAL = "teal"
    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    PURPLE = "purple"
    GREY = "grey"


class Workflow(Versioned, Archivable, Record):
    """A company's own process; `template` names what it was copied from (`templates.py`)."""

    __tablename__ = "workflows"
    name: Mapped[str] = words(unique=True)
    about: Mapped[str] = words(default="", server_default="")
    template: Mapped[str | None] = words(default=None)
    is_default: Mapped[bool] = mapped_column(default=False)
    stages: Mapped[list["Stage"]] = relationship(
        back_populates="workflow", order_by="Stage.position", lazy="raise"
    )

    def __str__(self) -> str:
        return self.name


class Stage(Versioned, Archivable, Record):
    """A step of a workflow and its rules.

    `moves_to` holds the ids of the stages a task may go on to (None: any). `required` names fields
    that must be filled on entry (a task's own or `custom.<key>`). `sees_all`/`uses_all` False:
    only whom a `StageRight` names may see tasks here, or move them in and out. `signing_role_ids`:
    roles each of which signs before a task leaves. `entry_template`: message to the customer's
    person on entry, by language: {"fi": {"subject": …, "body": …}}.
    """

    __tablename__ = "stages"
    __table_args__ = (sa.UniqueConstraint("workflow_id", "name"),)
    workflow_id: Mapped[UUID] = link("workflows.id", index=False)
    name: Mapped[str] = words()
    position: Mapped[int] = mapped_column(default=100)
    kind: Mapped[str] = words(default=StageKind.OPEN)
    color: Mapped[str] = words(default="", server_default="")  # a name of `StageColor`
    wip_limit: Mapped[int | None]
    required: Mapped[list[str]] = json(default=list, server_default="[]")
    moves_to: Mapped[list[str] | None] = json(default=None)
    default_doer_id: Mapped[UUID | None] = link("staff_members.id", index=False, default=None)
    entry_template: Mapped[dict[str, Any] | None] = json(default=None)
    sees_all: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    uses_all: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    signing_role_ids: Mapped[list[str]] = json(default=list, server_default="[]")
    workflow: Mapped[Workflow] = relationship(back_populates="stages", lazy="raise")

    def __str__(self) -> str:
        return self.name


class StageRight(Record):
    """A team or a role that may see, or also use, a limited stage."""

    __tablename__ = "stage_rights"
    __table_args__ = (sa.UniqueConstraint("stage_id", "team_id", "role_id"),)
    stage_id: Mapped[UUID] = link("stages.id", ondelete="CASCADE", index=False)
    team_id: Mapped[UUID | None] = link("teams.id", ondelete="CASCADE", default=None)
    role_id: Mapped[UUID | None] = link("roles.id", ondelete="CASCADE", default=None)
    may_use: Mapped[bool] = mapped_column(default=False)


project_members = sa.Table(
    "project_members",
    Record.metadata,
    sa.Column("project_id", sa.ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("staff_id", sa.ForeignKey("staff_members.id", ondelete="CASCADE"),
              primary_key=True, index=True),
)  # fmt: skip


group_members = sa.Table(
    "group_members",
    Record.metadata,
    sa.Column("group_id", sa.ForeignKey("project_groups.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("staff_id", sa.ForeignKey("staff_members.id", ondelete="CASCADE"),
              primary_key=True, index=True),
)  # fmt: skip


class ProjectGroup(Versioned, Archivable, Record):
    """People who always may serve a customer and work on its projects."""

    __tablename__ = "project_groups"
    name: Mapped[str] = words(unique=True)
    customer_id: Mapped[UUID | None] = link("customers.id", default=None)
    team_id: Mapped[UUID | None] = link("teams.id", index=False, default=None)

    def __str__(self) -> str:
        return self.name


class ProjectStatus(Versioned, Archivable, Record):
    """A step of the company's projects, in order; `is_closed` ends one."""

    __tablename__ = "project_statuses"
    name: Mapped[str] = words(unique=True)
    position: Mapped[int] = mapped_column(default=100)
    color: Mapped[str] = words(default="", server_default="")
    is_closed: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        return self.name


class Project(Versioned, Archivable, Record):
    """A customer's larger work. `aliases` are other spoken names.

    With `members_only` just the attached people (`project_members`) may log hours on it.
    """

    __tablename__ = "projects"
    __table_args__ = (
        sa.Index("ix_projects_name", "name", "id"),
        sa.Index("ix_projects_ends", "ends_on", "id"),
    )
    name: Mapped[str] = words("content")
    aliases: Mapped[list[str]] = json("content", default=list)
    customer_id: Mapped[UUID | None] = link("customers.id")
    responsible_id: Mapped[UUID | None] = link("staff_members.id", default=None)
    closed_at: Mapped[datetime | None]
    budget_minutes: Mapped[int | None]
    members_only: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    description: Mapped[str] = words("content", default="", server_default="")
    status_id: Mapped[UUID | None] = link("project_statuses.id", default=None)
    group_id: Mapped[UUID | None] = link("project_groups.id", default=None)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    tags: Mapped[list[str]] = json(default=list, server_default="[]")
    custom: Mapped[dict[str, Any]] = json("content", default=dict, server_default="{}")

    def __str__(self) -> str:
        return self.name


class WorkKind(Versioned, Archivable, Record):
    """A kind of work an entry may carry (measuring, fault finding, travelling)."""

    __tablename__ = "work_kinds"
    name: Mapped[str] = words(unique=True)
    is_travel: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    def __str__(self) -> str:
        return self.name


# What lists count and read along: rows are counted in these alone, so they bear what the
# conditions of lists ask for (who may see a task depends on its stage).
IS_OPEN = "closed_at IS NULL AND archived_at IS NULL"
IS_CLOSED = "closed_at IS NOT NULL AND archived_at IS NULL"


def _some(name: str, where: str, *columns: str) -> sa.Index:
    return sa.Index(name, *columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


class Task(Versioned, Archivable, Record):
    """A piece of work moving through a workflow. `due_time` is wall time in the doer's zone.

    `remind_at` is the next moment at which the doer is told that it is due. With `starts_at` and
    `ends_at` it is an event that reserves calendar time, else a to-do. Until `deferred_until` it
    is out of sight of its doer's lists; at `return_at` the doer is told that it is back. `percent`
    done is set by people (0 to 100). `handed_key` says what a recurrence gave to whom for which day.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        sa.Index("ix_tasks_doer", "doer_id", "closed_at", "due_on", "due_time", "id", "archived_at",
                 "deferred_until", "stage_id"),
        sa.Index("ix_tasks_responsible", "responsible_id", "closed_at", "id", "archived_at",
                 "stage_id", "due_on", "doer_id"),
        sa.Index("ix_tasks_team", "team_id", "closed_at", "id", "archived_at", "stage_id",
                 "due_on", "doer_id", "responsible_id"),
        sa.Index("ix_tasks_stage", "stage_id", "priority", "id", "closed_at", "archived_at",
                 "planned_minutes", "doer_id", "responsible_id", "team_id"),
        sa.Index("ix_tasks_due", "due_on", "id"),
        sa.Index("ix_tasks_moved", "stage_since", "id"),
        sa.Index("ix_tasks_priority", "priority", "id"),
        _some("ix_tasks_open", IS_OPEN, "id", "stage_id", "closed_at", "archived_at"),
        _some("ix_tasks_open_due", IS_OPEN, "due_on", "id", "stage_id"),
        _some("ix_tasks_closed", IS_CLOSED, "closed_at", "id", "stage_id"),
        sa.Index("ix_tasks_starts", "starts_at"),
        _some("ix_tasks_remind", "closed_at IS NULL AND remind_at IS NOT NULL", "remind_at"),
        sa.Index("ix_tasks_return", "return_at", sqlite_where=sa.text("return_at IS NOT NULL"),
                 postgresql_where=sa.text("return_at IS NOT NULL")),
        sa.Index("ix_tasks_handed", "handed_key", unique=True),
    )  # fmt: skip
    number: Mapped[str] = words(unique=True)
    title: Mapped[str] = words("content")
    description: Mapped[str] = words("content", default="")
    workflow_id: Mapped[UUID] = link("workflows.id")
    stage_id: Mapped[UUID] = link("stages.id", index=False)
    stage_since: Mapped[datetime | None] = mapped_column(default=clock.now)
    customer_id: Mapped[UUID | None] = link("customers.id")
    person_id: Mapped[UUID | None] = link("persons.id")
    project_id: Mapped[UUID | None] = link("projects.id")
    contact_request_id: Mapped[UUID | None] = link("contact_requests.id")
    doer_id: Mapped[UUID | None] = link("staff_members.id", index=False)
    responsible_id: Mapped[UUID | None] = link("staff_members.id", index=False)
    team_id: Mapped[UUID | None] = link("teams.id", index=False)
    due_on: Mapped[date | None]
    due_time: Mapped[time | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    deferred_until: Mapped[date | None]
    return_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    planned_minutes: Mapped[int | None]
    percent: Mapped[int] = mapped_column(default=0, server_default="0")
    priority: Mapped[int] = mapped_column(default=0, server_default="0")  # 1 urgent, 0, -1 low
    tags: Mapped[list[str]] = json(default=list, server_default="[]")
    custom: Mapped[dict[str, Any]] = json("content", default=dict, server_default="{}")
    recurrence_id: Mapped[UUID | None] = link("recurrences.id", default=None)
    handed_key: Mapped[str | None] = words(default=None)
    stage: Mapped[Stage] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_event(self) -> bool:
        return self.starts_at is not None


class SignOff(Record):
    """Somebody of a role signed a task in a stage that demands it; taken back, never deleted."""

    __tablename__ = "sign_offs"
    task_id: Mapped[UUID] = link("tasks.id")
    stage_id: Mapped[UUID] = link("stages.id", index=False)
    role_id: Mapped[UUID] = link("roles.id", index=False)
    staff_id: Mapped[UUID] = link("staff_members.id", index=False)
    comment: Mapped[str] = words("content", default="")
    withdrawn_at: Mapped[datetime | None]


class ChecklistItem(Record):
    """One line of a task's checklist."""

    __tablename__ = "checklist_items"
    task_id: Mapped[UUID] = link("tasks.id", ondelete="CASCADE")
    text: Mapped[str] = words("content")
    position: Mapped[int] = mapped_column(default=100)
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[UUID | None] = link("staff_members.id", index=False, default=None)


class TaskLinkKind(StrEnum):
    """How one task stands to another, read from the first to the second."""

    RELATED = "related"
    BLOCKS = "blocks"
    PART_OF = "part_of"
    DUPLICATES = "duplicates"


class TaskLink(Record):
    """One task stands in a relation to another."""

    __tablename__ = "task_links"
    __table_args__ = (sa.UniqueConstraint("from_task_id", "to_task_id", "kind"),)
    from_task_id: Mapped[UUID] = link("tasks.id", ondelete="CASCADE", index=False)
    to_task_id: Mapped[UUID] = link("tasks.id", ondelete="CASCADE")
    kind: Mapped[str] = words(default=TaskLinkKind.RELATED)


class ActivityType(Versioned, Archivable, Record):
    """A kind of act that the company counts (call, meeting, demo)."""

    __tablename__ = "activity_types"
    name: Mapped[str] = words(unique=True)
    color: Mapped[str] = words(default="", server_default="")
    position: Mapped[int] = mapped_column(default=100)

    def __str__(self) -> str:
        return self.name


class Activity(Versioned, Record):
    """A typed act on a task, directed to `staff_id`; the task's doer and responsible stay.

    `due_time` is wall time of that person; `remind_at` the moment at which they are told of it.
    """

    __tablename__ = "activities"
    __table_args__ = (
        sa.Index("ix_activities_staff", "staff_id", "done_at", "due_on"),
        sa.Index("ix_activities_done", "done_at", "staff_id"),
        sa.Index("ix_activities_remind", "remind_at",
                 sqlite_where=sa.text("done_at IS NULL"),
                 postgresql_where=sa.text("done_at IS NULL")),
    )  # fmt: skip
    type_id: Mapped[UUID | None] = link("activity_types.id", default=None)
    task_id: Mapped[UUID] = link("tasks.id", ondelete="CASCADE")
    staff_id: Mapped[UUID] = link("staff_members.id", index=False)
    given_by_id: Mapped[UUID | None] = link("staff_members.id", index=False, default=None)
    text: Mapped[str] = words("content", default="")
    due_on: Mapped[date | None]
    due_time: Mapped[time | None]
    remind_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    result: Mapped[str] = words("content", default="")
    removed_at: Mapped[datetime | None]


class Recurrence(Versioned, Archivable, Record):
    """An assignment handed out again and again by an RFC 5545 rule, to each resource its own task.

    `next_on` is the next day of the rule not yet handed out; a task is made `lead_days` before.
    `on_holiday`: "skip" leaves the day out, "after"/"before" moves it to a working day. With
    `paused_at` nothing is handed out, and the days of the pause are left out.
    """

    __tablename__ = "recurrences"
    __table_args__ = (sa.Index("ix_recurrences_next", "next_on"),)
    title: Mapped[str] = words("content")
    description: Mapped[str] = words("content", default="")
    workflow_id: Mapped[UUID | None] = link("workflows.id", index=False, default=None)
    customer_id: Mapped[UUID | None] = link("customers.id", default=None)
    project_id: Mapped[UUID | None] = link("projects.id", default=None)
    team_id: Mapped[UUID | None] = link("teams.id", index=False, default=None)
    staff_ids: Mapped[list[str]] = json(default=list)
    rule: Mapped[str] = words()  # RRULE without DTSTART
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    at_time: Mapped[time | None]
    planned_minutes: Mapped[int | None]
    lead_days: Mapped[int] = mapped_column(default=0)
    on_holiday: Mapped[str] = words(default="skip")
    next_on: Mapped[date | None]
    paused_at: Mapped[datetime | None]

    def __str__(self) -> str:
        return self.title


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

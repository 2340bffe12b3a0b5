"""What lists of time entries may show."""

from dataclasses import replace

import sqlalchemy as sa

from core.access.actor import Actor
from core.columns import Column, Kind, name_of
from core.columns.choices import CHANNELS
from core.kit.i18n import N_
from core.people.models import Customer
from core.staff.models import StaffMember
from core.timesheets.models import TimeEntry
from core.work.models import Project, Task, WorkKind
from core.work.stage_rights import is_hidden_task, sees_all

BILLABLE = sa.func.coalesce(TimeEntry.billable, TimeEntry.customer_id.is_not(None))
"""Without a word said, a customer's work is billed, one's own is not."""


def _task_in_sight(column: Column, actor: Actor) -> Column:
    """Leave out the title of a task that stands where the actor may not see it."""
    if sees_all(actor):
        return column
    hidden = is_hidden_task(actor, TimeEntry.task_id)
    return replace(column, value=sa.case((hidden, None), else_=column.value),
                   words=sa.case((hidden, None), else_=column.words))  # fmt: skip


COLUMNS = (
    Column("day", N_("Day"), Kind.DATE, TimeEntry.day, sort=TimeEntry.day, width="narrow"),
    Column("staff", N_("Employee"), Kind.REFERENCE, TimeEntry.staff_id,
           name_of(StaffMember, TimeEntry.staff_id), refers="staff"),
    Column("customer", N_("Customer"), Kind.REFERENCE, TimeEntry.customer_id,
           name_of(Customer, TimeEntry.customer_id), refers="customer",
           path="/app/customers/{id}"),
    Column("project", N_("Project"), Kind.REFERENCE, TimeEntry.project_id,
           name_of(Project, TimeEntry.project_id), refers="project", path="/app/projects/{id}"),
    Column("task", N_("Task"), Kind.REFERENCE, TimeEntry.task_id,
           name_of(Task, TimeEntry.task_id, "title"), refers="task", for_actor=_task_in_sight),
    Column("work_kind", N_("Kind of work"), Kind.REFERENCE, TimeEntry.work_kind_id,
           name_of(WorkKind, TimeEntry.work_kind_id), refers="work_kind"),
    Column("note", N_("Note"), Kind.TEXT, TimeEntry.note, width="wide", on_phone=False),
    Column("worked", N_("Worked"), Kind.MINUTES, TimeEntry.worked_minutes),
    Column("billed", N_("Billed"), Kind.MINUTES, TimeEntry.billed_minutes),
    Column("billable", N_("Billed to the customer"), Kind.YES_NO, BILLABLE),
    Column("invoiced", N_("Invoiced"), Kind.MOMENT, TimeEntry.invoiced_at),
    Column("channel", N_("Logged by way of"), Kind.CHOICE, TimeEntry.channel, choices=CHANNELS),
    Column("created", N_("Logged"), Kind.MOMENT, TimeEntry.created_at, sort=TimeEntry.id),
)  # fmt: skip

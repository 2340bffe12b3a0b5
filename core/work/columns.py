"""What lists of tasks and projects may show."""

from dataclasses import replace

from core.access.actor import Actor
from core.columns import Column, Kind, name_of
from core.columns.choices import PRIORITIES
from core.kit.i18n import N_
from core.people.models import Customer, Person
from core.staff.models import StaffMember, Team
from core.work.directing import is_directed_to
from core.work.models import Project, ProjectGroup, ProjectStatus, Stage, Task, Workflow


def _for_me(column: Column, actor: Actor) -> Column:
    return replace(column, value=is_directed_to(actor))


TASKS = (
    Column("number", N_("Number"), Kind.TEXT, Task.number, width="narrow"),
    Column("title", N_("Title"), Kind.TEXT, Task.title, width="wide"),
    Column("stage", N_("Stage"), Kind.REFERENCE, Task.stage_id, name_of(Stage, Task.stage_id),
           refers="stage", tone=name_of(Stage, Task.stage_id, "kind")),
    Column("workflow", N_("Workflow"), Kind.REFERENCE, Task.workflow_id,
           name_of(Workflow, Task.workflow_id), refers="workflow"),
    Column("is_open", N_("Is open"), Kind.YES_NO, Task.closed_at.is_(None), partial=True),
    Column("customer", N_("Customer"), Kind.REFERENCE, Task.customer_id,
           name_of(Customer, Task.customer_id), refers="customer", path="/app/customers/{id}"),
    Column("person", N_("Person"), Kind.REFERENCE, Task.person_id,
           name_of(Person, Task.person_id), refers="person", path="/app/persons/{id}"),
    Column("project", N_("Project"), Kind.REFERENCE, Task.project_id,
           name_of(Project, Task.project_id), refers="project", path="/app/projects/{id}"),
    Column("doer", N_("Doer"), Kind.REFERENCE, Task.doer_id, name_of(StaffMember, Task.doer_id),
           refers="staff"),
    Column("for_me", N_("Has an activity for me"), Kind.YES_NO, None, for_actor=_for_me),
    Column("responsible", N_("Responsible"), Kind.REFERENCE, Task.responsible_id,
           name_of(StaffMember, Task.responsible_id), refers="staff"),
    Column("team", N_("Team"), Kind.REFERENCE, Task.team_id, name_of(Team, Task.team_id),
           refers="team"),
    Column("due_on", N_("Due"), Kind.DATE, Task.due_on, sort=Task.due_on, nullable=True,
           ahead=True),
    Column("deferred_until", N_("Deferred until"), Kind.DATE, Task.deferred_until, ahead=True),
    Column("starts_at", N_("Begins"), Kind.MOMENT, Task.starts_at, ahead=True),
    Column("ends_at", N_("Ends"), Kind.MOMENT, Task.ends_at, ahead=True),
    Column("priority", N_("Priority"), Kind.CHOICE, Task.priority, sort=Task.priority,
           choices=PRIORITIES, stored=int),
    Column("percent", N_("Done, %"), Kind.PERCENT, Task.percent),
    Column("planned", N_("Planned hours"), Kind.MINUTES, Task.planned_minutes),
    Column("tags", N_("Tags"), Kind.TAGS, Task.tags, key="tags"),
    Column("stage_since", N_("In its stage since"), Kind.MOMENT, Task.stage_since,
           sort=Task.stage_since, nullable=True),
    Column("closed_at", N_("Finished"), Kind.MOMENT, Task.closed_at, sort=Task.closed_at,
           nullable=True),
    Column("created", N_("Created"), Kind.MOMENT, Task.created_at, sort=Task.id),
)  # fmt: skip

PROJECTS = (
    Column("name", N_("Name"), Kind.TEXT, Project.name, sort=Project.name, width="wide"),
    Column("customer", N_("Customer"), Kind.REFERENCE, Project.customer_id,
           name_of(Customer, Project.customer_id), refers="customer", path="/app/customers/{id}"),
    Column("status", N_("Status"), Kind.REFERENCE, Project.status_id,
           name_of(ProjectStatus, Project.status_id), refers="project_status"),
    Column("group", N_("Project group"), Kind.REFERENCE, Project.group_id,
           name_of(ProjectGroup, Project.group_id), refers="project_group"),
    Column("responsible", N_("Responsible"), Kind.REFERENCE, Project.responsible_id,
           name_of(StaffMember, Project.responsible_id), refers="staff"),
    Column("is_open", N_("In progress"), Kind.YES_NO, Project.closed_at.is_(None), partial=True),
    Column("starts_on", N_("Begins"), Kind.DATE, Project.starts_on, ahead=True),
    Column("ends_on", N_("Ends"), Kind.DATE, Project.ends_on, sort=Project.ends_on, nullable=True,
           ahead=True),
    Column("budget", N_("Budget, hours"), Kind.MINUTES, Project.budget_minutes),
    Column("members_only", N_("Only attached people log hours"), Kind.YES_NO,
           Project.members_only),
    Column("tags", N_("Tags"), Kind.TAGS, Project.tags, key="tags"),
    Column("created", N_("Created"), Kind.MOMENT, Project.created_at, sort=Project.id),
)  # fmt: skip

COLUMNS = {"task": TASKS, "project": PROJECTS}

"""Who may do what with work; pure."""

from uuid import UUID

from core.access.actor import Actor
from core.access.modules import Part
from core.access.permissions import Permission
from core.work.models import Activity, Reminder, Stage, Task
from core.work.stage_rights import NOBODY, Rights, groups_of, sees_all


def can_create_task(actor: Actor, doer_id: UUID | None) -> bool:
    """Everybody on the staff may write down work for themselves."""
    if actor.may(Permission.HANDLE_TASKS):
        return True
    return actor.has(Part.WORK) and actor.kind == "staff" and doer_id == actor.id


def can_see_task(actor: Actor, task: Task) -> bool:
    """Those whose work it is, their team, and whoever may see every team's.

    Beside this the task must stand where the actor may see it: `can_see_stage`.
    """
    if actor.may(Permission.SEE_ALL_TASKS):
        return True
    if actor.kind != "staff" or not actor.has(Part.WORK):
        return False
    return actor.id in (task.doer_id, task.responsible_id) or task.team_id in actor.team_ids


def can_change_task(actor: Actor, task: Task) -> bool:
    """Whoever handles tasks and sees it, and whoever does it or answers for it."""
    if not can_see_task(actor, task):
        return False
    if actor.may(Permission.HANDLE_TASKS):
        return True
    return actor.id in (task.doer_id, task.responsible_id)


def can_see_stage(actor: Actor, stage: Stage, rights: Rights = NOBODY) -> bool:
    """Everybody an open stage; whom it names a limited one; the system and the owner every one."""
    return stage.sees_all or sees_all(actor) or bool(rights.seeing & groups_of(actor))


def can_use_stage(actor: Actor, stage: Stage, rights: Rights = NOBODY) -> bool:
    """Move tasks into a stage and out of it: who sees it and, when that is limited, is named."""
    if sees_all(actor):
        return True
    may_use = stage.uses_all or bool(rights.using & groups_of(actor))
    return may_use and can_see_stage(actor, stage, rights)


def can_direct(actor: Actor, task: Task, staff_id: UUID) -> bool:
    """Direct an activity on a task one sees: to oneself always, to others who may change tasks."""
    return actor.kind == "system" or actor.id == staff_id or can_change_task(actor, task)


def can_change_activity(actor: Actor, task: Task, activity: Activity) -> bool:
    """Whoever gave it, and whoever may change the task."""
    gave = actor.kind == "staff" and actor.id == activity.given_by_id
    return gave or can_change_task(actor, task)


def can_finish_activity(actor: Actor, task: Task, activity: Activity) -> bool:
    """Whoever it is directed to, too."""
    own = actor.kind == "staff" and actor.id == activity.staff_id
    return own or can_change_activity(actor, task, activity)


def can_plan_recurring(actor: Actor) -> bool:
    """Recurring work is handed to others: whoever handles tasks."""
    return actor.may(Permission.HANDLE_TASKS)


def can_withdraw(actor: Actor, signer_id: UUID) -> bool:
    """Whoever signed, and whoever answers for the workflows."""
    return actor.id == signer_id or can_manage_workflows(actor)


def can_remind(actor: Actor, staff_id: UUID) -> bool:
    """Oneself always, others when one handles tasks."""
    own = actor.kind == "staff" and actor.id == staff_id
    return own or actor.may(Permission.HANDLE_TASKS)


def can_cancel_reminder(actor: Actor, reminder: Reminder) -> bool:
    """Whoever is to be reminded, or handles tasks."""
    return can_remind(actor, reminder.staff_id)


def can_edit_projects(actor: Actor) -> bool:
    """Projects belong to customers."""
    return actor.may(Permission.EDIT_CUSTOMERS)


def can_manage_workflows(actor: Actor) -> bool:
    """Workflows, stages and kinds of work are the company's own."""
    return actor.may(Permission.MANAGE_WORKFLOWS)

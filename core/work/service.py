"""Changing work: one door to what the activity modules beside it do."""

from core.work.activities import (
    change_activity,
    create_activity,
    finish_activity,
    remove_activity,
    reopen_activity,
)
from core.work.activity_types import archive_type, change_type, create_type, restore_type
from core.work.checklists import add_item, move_item, remove_item, rename_item, tick_item
from core.work.deferring import defer_task
from core.work.linking import link_tasks, unlink_tasks
from core.work.moving import complete_task, move_task, reopen_task
from core.work.project_groups import (
    archive_group,
    change_group,
    create_group,
    restore_group,
)
from core.work.project_statuses import (
    archive_status,
    change_status,
    create_status,
    restore_status,
)
from core.work.projects import (
    archive_project,
    change_project,
    close_project,
    create_project,
    reopen_project,
)
from core.work.recurring import (
    archive_recurrence,
    change_recurrence,
    create_recurrence,
    pause_recurrence,
    resume_recurrence,
)
from core.work.reminders import cancel_reminder, create_reminder
from core.work.signing_off import sign, withdraw
from core.work.stages import (
    archive_stage,
    change_stage,
    create_stage,
    order_stages,
    restore_stage,
    set_moves,
)
from core.work.tasks import archive_task, change_task, create_task
from core.work.work_kinds import archive_work_kind, change_work_kind, create_work_kind
from core.work.workflows import (
    archive_workflow,
    change_workflow,
    create_workflow,
    restore_workflow,
    seed_default_workflow,
)

__all__ = [
    "add_item", "archive_group", "archive_project", "archive_recurrence", "archive_stage",
    "archive_status", "archive_task", "archive_type", "archive_work_kind", "archive_workflow",
    "cancel_reminder", "change_activity", "change_group", "change_project", "change_recurrence",
    "change_stage", "change_status", "change_task", "change_type", "change_work_kind",
    "change_workflow", "close_project", "complete_task", "create_activity", "create_group",
    "create_project", "create_recurrence", "create_reminder", "create_stage", "create_status",
    "create_task", "create_type", "create_work_kind", "create_workflow", "defer_task",
    "finish_activity", "link_tasks", "move_item", "move_task", "order_stages",
    "pause_recurrence", "remove_activity", "remove_item", "rename_item", "reopen_activity",
    "reopen_project", "reopen_task", "restore_group", "restore_stage", "restore_status",
    "restore_type", "restore_workflow", "resume_recurrence", "seed_default_workflow",
    "set_moves", "sign", "tick_item", "unlink_tasks", "withdraw",
]  # fmt: skip

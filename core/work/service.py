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
from core.work.projects import (
    archive_project,
    archive_work_kind,
    change_project,
    change_work_kind,
    close_project,
    create_project,
    create_work_kind,
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
from core.work.tasks import archive_task, change_task, create_task
from core.work.workflows import (
    archive_stage,
    archive_workflow,
    change_stage,
    change_workflow,
    create_stage,
    create_workflow,
    seed_default_workflow,
)

__all__ = [
    "add_item", "archive_project", "archive_recurrence", "archive_stage", "archive_task",
    "archive_type", "archive_work_kind", "archive_workflow", "cancel_reminder", "change_activity",
    "change_project", "change_recurrence", "change_stage", "change_task", "change_type",
    "change_work_kind", "change_workflow", "close_project", "complete_task", "create_activity",
    "create_project", "create_recurrence", "create_reminder", "create_stage", "create_task",
    "create_type", "create_work_kind", "create_workflow", "defer_task", "finish_activity",
    "link_tasks", "move_item", "move_task", "pause_recurrence", "remove_activity", "remove_item",
    "rename_item", "reopen_activity", "reopen_project", "reopen_task", "restore_type",
    "resume_recurrence", "seed_default_workflow", "tick_item", "unlink_tasks",
]  # fmt: skip

"""Changing work: one door to what the activity modules beside it do."""

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
    "archive_project", "archive_stage", "archive_task", "archive_work_kind", "archive_workflow",
    "cancel_reminder", "change_project", "change_stage", "change_task", "change_work_kind",
    "change_workflow", "close_project", "complete_task", "create_project", "create_reminder",
    "create_stage", "create_task", "create_work_kind", "create_workflow", "move_task",
    "reopen_project", "reopen_task", "seed_default_workflow",
]  # fmt: skip

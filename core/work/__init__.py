"""Workflows, stages, tasks, projects, reminders."""

"""Changing hours: one door to what the activity modules beside it do."""

from core.timesheets.approving import (
    approve_week,
    approve_weeks,
    ask_reopening,
    recall_week,
    reject_week,
    reopen_week,
    submit_week,
)
from core.timesheets.entries import (
    Booked,
    book,
    correct,
    correct_entry,
    log_time,
    remove_entry,
    restore_entry,
)
from core.timesheets.missing import mark_day_off
from core.timesheets.timers import (
    drop_timer,
    keep_timer,
    restore_timer,
    start_timer,
    stop_timer,
)

__all__ = [
    "Booked", "approve_week", "approve_weeks", "ask_reopening", "book", "correct",
    "correct_entry", "drop_timer", "keep_timer", "log_time", "mark_day_off", "recall_week",
    "reject_week", "remove_entry", "reopen_week", "restore_entry", "restore_timer", "start_timer",
    "stop_timer", "submit_week",
]  # fmt: skip

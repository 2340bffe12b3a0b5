"""Changing hours: one door to what the activity modules beside it do."""

from core.timesheets.approving import approve_week, approve_weeks, reject_week, reopen_week
from core.timesheets.billing_rules import archive_billing_rule, set_billing_rule
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
from core.timesheets.objecting import object_to, say_why
from core.timesheets.reversing import reverse_entry
from core.timesheets.submitting import ask_reopening, recall_week, submit_week
from core.timesheets.timers import (
    drop_timer,
    keep_timer,
    restore_timer,
    start_timer,
    stop_timer,
)

__all__ = [
    "Booked", "approve_week", "approve_weeks", "archive_billing_rule", "ask_reopening", "book",
    "correct", "correct_entry", "drop_timer", "keep_timer", "log_time", "mark_day_off",
    "object_to", "recall_week", "reject_week", "remove_entry", "reopen_week", "restore_entry",
    "restore_timer", "reverse_entry", "say_why", "set_billing_rule", "start_timer", "stop_timer",
    "submit_week",
]  # fmt: skip

"""Changing hours: one door to what the activity modules beside it do."""

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
from core.timesheets.timers import drop_timer, keep_timer, start_timer, stop_timer

__all__ = [
    "Booked", "book", "correct", "correct_entry", "drop_timer", "keep_timer", "log_time",
    "mark_day_off", "remove_entry", "restore_entry", "start_timer", "stop_timer",
]  # fmt: skip

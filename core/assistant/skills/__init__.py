"""What the assistant can do, one module per domain; importing them registers them."""

from core.assistant.skills import (
    absences,
    activities,
    approving,
    asking,
    changing,
    contacts,
    correcting,
    discussing,
    helping,
    logging,
    missing,
    objecting,
    queries,
    receipts,
    requests,
    tasks,
    timers,
    undoing,
    weeks,
)

__all__ = [
    "absences", "activities", "approving", "asking", "changing", "contacts", "correcting", "discussing", "helping",
    "logging", "missing", "objecting", "queries", "receipts", "requests", "tasks", "timers", "undoing", "weeks",
]  # fmt: skip

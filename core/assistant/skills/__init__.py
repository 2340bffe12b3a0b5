"""What the assistant can do, one module per domain; importing them registers them."""

from core.assistant.skills import (
    absences,
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
    "absences", "approving", "asking", "changing", "contacts", "correcting", "discussing", "helping",
    "logging", "missing", "objecting", "queries", "receipts", "requests", "tasks", "timers", "undoing", "weeks",
]  # fmt: skip

"""What the assistant can do, one module per domain; importing them registers them."""

from core.assistant.skills import (
    absences,
    asking,
    changing,
    contacts,
    correcting,
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
)

__all__ = [
    "absences", "asking", "changing", "contacts", "correcting", "helping", "logging", "missing", "objecting",
    "queries", "receipts", "requests", "tasks", "timers", "undoing",
]  # fmt: skip

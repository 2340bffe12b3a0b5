"""What the assistant can do, one module per domain; importing them registers them."""

from core.assistant.skills import (
    asking,
    changing,
    contacts,
    correcting,
    helping,
    logging,
    missing,
    queries,
    receipts,
    requests,
    tasks,
    timers,
)

__all__ = [
    "asking", "changing", "contacts", "correcting", "helping", "logging", "missing", "queries",
    "receipts", "requests", "tasks", "timers",
]  # fmt: skip

"""The outbox: every message that leaves."""

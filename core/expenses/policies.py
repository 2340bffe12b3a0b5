"""Who may do what with travel and expenses; pure."""

from uuid import UUID

from core.access.actor import Actor
from core.access.permissions import Permission
from core.expenses.models import Expense, Travel


def can_log_for(actor: Actor, staff_id: UUID) -> bool:
    """Own costs with the right to log, others' with the right to log for them (never by SMS)."""
    if actor.kind == "staff" and actor.id == staff_id and actor.may(Permission.LOG_HOURS):
        return True
    return actor.channel != "sms" and actor.may(Permission.LOG_FOR_OTHERS)


def can_change(actor: Actor, row: Travel | Expense) -> bool:
    """Whoever could have logged it."""
    return can_log_for(actor, row.staff_id)

"""Who may do what with hours; pure."""

from uuid import UUID

from core.access.actor import Actor
from core.access.permissions import Permission
from core.timesheets.models import TimeEntry


def can_log_for(actor: Actor, staff_id: UUID) -> bool:
    """Own hours with the right to log, others' with the right to log for them.

    A text message proves too little for more than one's own hours.
    """
    if actor.kind == "staff" and actor.id == staff_id and actor.may(Permission.LOG_HOURS):
        return True
    return actor.channel != "sms" and actor.may(Permission.LOG_FOR_OTHERS)


def can_see_hours_of(actor: Actor, staff_id: UUID) -> bool:
    """Own hours, and everybody's with the right to see or approve them."""
    own = actor.kind == "staff" and actor.id == staff_id
    return own or actor.may(Permission.SEE_ALL_HOURS) or actor.may(Permission.APPROVE_HOURS)


def can_change(actor: Actor, entry: TimeEntry) -> bool:
    """Whoever could have logged it."""
    return can_log_for(actor, entry.staff_id)


def can_manage(actor: Actor) -> bool:
    """Time banks, pay bases and customers' endorsements: staff with the right."""
    return actor.kind != "customer" and actor.may(Permission.MANAGE_HOURS)


def can_export(actor: Actor) -> bool:
    """Taking hours out of the house: staff with the right."""
    return actor.kind != "customer" and actor.may(Permission.EXPORT_HOURS)


def can_see_banks(actor: Actor) -> bool:
    """What a customer has left: whoever sees everybody's hours or looks after the banks."""
    rights = (Permission.SEE_ALL_HOURS, Permission.MANAGE_HOURS, Permission.SEE_CUSTOMERS)
    return actor.kind != "customer" and any(actor.may(right) for right in rights)


def can_approve(actor: Actor, staff_id: UUID, own_allowed: bool) -> bool:
    """Whoever may approve hours; their own only if the company says so. Never by text message."""
    if actor.channel == "sms" or not actor.may(Permission.APPROVE_HOURS):
        return False
    return own_allowed or not (actor.kind == "staff" and actor.id == staff_id)


def can_set_working_times(actor: Actor) -> bool:
    """What people are to work is for whoever looks after hours; never by text message."""
    return actor.channel != "sms" and can_manage(actor)


def can_log_absence_for(actor: Actor, staff_id: UUID) -> bool:
    """Own absences are part of one's own hours; others' with the right to log for them."""
    return can_log_for(actor, staff_id) or can_set_working_times(actor)


def may_approve(actor: Actor) -> bool:
    """Whether there is anything to approve for the actor at all."""
    return actor.channel != "sms" and actor.may(Permission.APPROVE_HOURS)


def can_ask_endorsement(actor: Actor) -> bool:
    """Showing hours to their customer: whoever approves hours or looks after banks and rules."""
    rights = (Permission.APPROVE_HOURS, Permission.MANAGE_HOURS)
    return actor.kind != "customer" and any(actor.may(right) for right in rights)

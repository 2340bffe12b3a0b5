"""Who may see and change customers and persons."""

from core.access.actor import Actor
from core.access.permissions import Permission


def can_see(actor: Actor) -> bool:
    """Staff with the right, and the system."""
    return actor.kind != "customer" and actor.may(Permission.SEE_CUSTOMERS)


def can_edit(actor: Actor) -> bool:
    """Staff with the right, and the system."""
    return actor.kind != "customer" and actor.may(Permission.EDIT_CUSTOMERS)


def can_erase(actor: Actor) -> bool:
    """Erasing cannot be undone: whoever manages the settings, and the system."""
    return actor.kind != "customer" and actor.may(Permission.MANAGE_SETTINGS)

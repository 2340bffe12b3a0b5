"""Who may change the company's own fields."""

from core.access.actor import Actor
from core.access.permissions import Permission


def can_manage_fields(actor: Actor) -> bool:
    """Whoever changes the company's settings, and the system."""
    return actor.kind != "customer" and actor.may(Permission.MANAGE_SETTINGS)

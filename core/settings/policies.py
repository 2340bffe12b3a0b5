"""Who may change settings."""

from core.access.actor import Actor
from core.access.permissions import Permission


def can_change_settings(actor: Actor) -> bool:
    """Tell whether the actor may change the company's settings."""
    return actor.may(Permission.MANAGE_SETTINGS)

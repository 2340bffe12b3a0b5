"""Who may change the words of messages."""

from core.access.actor import Actor
from core.access.permissions import Permission


def can_write_templates(actor: Actor) -> bool:
    """Whoever manages the settings."""
    return actor.kind != "customer" and actor.may(Permission.MANAGE_SETTINGS)

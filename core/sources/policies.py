"""Who may change sources."""

from core.access.actor import Actor
from core.access.permissions import Permission


def can_manage_sources(actor: Actor) -> bool:
    """Tell whether the actor may connect and change sources."""
    return actor.may(Permission.MANAGE_SOURCES)

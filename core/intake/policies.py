"""Who may change how messages are routed."""

from core.access.actor import Actor
from core.access.permissions import Permission


def can_route(actor: Actor) -> bool:
    """Whoever connects sources also routes what comes from them."""
    return actor.kind != "customer" and actor.may(Permission.MANAGE_SOURCES)

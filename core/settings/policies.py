"""Who may change settings."""

from typing import Any

from core.access.actor import Actor
from core.access.permissions import Permission
from core.settings.keys import HOURS, Key


def can_change(actor: Actor, key: Key[Any]) -> bool:
    """Tell whether the actor may change one setting: those of hours belong to who manages hours."""
    if key.group == HOURS and actor.may(Permission.MANAGE_HOURS):
        return True
    return can_change_settings(actor)


def can_change_settings(actor: Actor) -> bool:
    """Tell whether the actor may change the company's settings."""
    return actor.may(Permission.MANAGE_SETTINGS)

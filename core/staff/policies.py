"""Who may do what to whom. Nobody gives a right that they do not have themselves."""

from collections.abc import Iterable

from core.access.actor import Actor
from core.access.permissions import Permission
from core.staff.models import Role, StaffMember

OWN_FIELDS = frozenset(
    ("name", "phone", "language", "zone", "channels", "quiet_from", "quiet_until", "morning_at")
)
"""What everybody may change about themselves."""


def can_manage_staff(actor: Actor) -> bool:
    """Tell whether the actor may invite people and change teams and roles."""
    return actor.may(Permission.MANAGE_STAFF)


def can_grant(actor: Actor, roles: Iterable[Role]) -> bool:
    """Tell whether the actor has every right of these roles."""
    return can_manage_staff(actor) and all(
        actor.may(permission) for role in roles for permission in role.allows
    )


def can_manage(actor: Actor, member: StaffMember) -> bool:
    """Tell whether the actor may change a member (roles loaded), who has no right they lack.

    Otherwise whoever may change a mail address could take over an owner's account.
    """
    return can_manage_staff(actor) and all(actor.may(right) for right in member.permissions)


def can_change(actor: Actor, member: StaffMember, names: Iterable[str]) -> bool:
    """Tell whether the actor may change these fields of a member."""
    if is_self(actor, member) and OWN_FIELDS.issuperset(names):
        return True
    return can_manage(actor, member)


def is_self(actor: Actor, member: StaffMember) -> bool:
    """Tell whether the actor is this member."""
    return actor.kind == "staff" and actor.id == member.id


def can_end_sessions(actor: Actor, member: StaffMember) -> bool:
    """Tell whether the actor may see and end a member's sessions and links."""
    return is_self(actor, member) or can_manage(actor, member)

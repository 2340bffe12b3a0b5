"""Who may do what with a contact request; pure. Seeing comes first: hidden equals absent."""

from core.access.actor import Actor
from core.access.permissions import Permission
from core.contact_requests.models import ContactRequest


def may_handle(actor: Actor) -> bool:
    """Staff with the right, and the system."""
    return actor.kind != "customer" and actor.may(Permission.HANDLE_REQUESTS)


def sees_all(actor: Actor) -> bool:
    """Tell whether the actor sees the requests of every team."""
    return actor.kind == "system" or (
        actor.kind == "staff" and actor.may(Permission.SEE_ALL_REQUESTS)
    )


def can_see(actor: Actor, request: ContactRequest) -> bool:
    """What `queries.visible_to` selects, for one loaded request."""
    if actor.kind == "customer":
        return actor.id is not None and request.person_id == actor.id
    if sees_all(actor) or (request.assignee_id is not None and request.assignee_id == actor.id):
        return True
    if request.team_id is not None:
        return request.team_id in actor.team_ids
    return request.assignee_id is None and may_handle(actor)


def can_handle(actor: Actor, request: ContactRequest) -> bool:
    """Assign, take, answer, close, reopen and mark."""
    return may_handle(actor) and can_see(actor, request)

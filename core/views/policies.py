"""Who may save, change and share views; pure. A view shows nothing that its reader may not see."""

from core.access.actor import Actor
from core.access.permissions import Permission
from core.views.models import SavedView


def can_save(actor: Actor) -> bool:
    """Everybody on the staff keeps views of their own."""
    return actor.kind == "staff"


def can_share_with_everybody(actor: Actor) -> bool:
    """Staff with the right; they choose what everybody's lists open with, too."""
    return actor.kind != "customer" and actor.may(Permission.SHARE_VIEWS)


def can_share(actor: Actor, view: SavedView) -> bool:
    """Whether the actor may show the view to whom it is shown: own teams, or everybody by right."""
    if view.for_everybody and not can_share_with_everybody(actor):
        return False
    return (
        view.team_id is None or view.team_id in actor.team_ids or (can_share_with_everybody(actor))
    )


def can_change(actor: Actor, view: SavedView) -> bool:
    """The owner; views of everybody, whoever may share with everybody."""
    if actor.kind == "staff" and view.owner_id == actor.id:
        return True
    return view.for_everybody and can_share_with_everybody(actor)

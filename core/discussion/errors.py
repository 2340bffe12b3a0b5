"""Refusals of discussions, notes and documents."""

from core.errors import DomainError
from core.kit.i18n import N_


class CannotSeeIt(DomainError):
    """Somebody mentioned may not see the thing: `names` says who."""

    code = "mentioned_cannot_see"
    message = N_(
        "{names} may not see this, so nothing was sent yet. Leave the name out, or give them the "
        "right to see it first."
    )


class WhoIsMeant(DomainError):
    """A first name that several bear; `choices` are the ways to write each."""

    code = "mention_unclear"
    message = N_("Several colleagues are called {name}. Write one of these: {choices}.")


class AlreadyRemoved(DomainError):
    """The comment was removed meanwhile."""

    code = "comment_removed"
    message = N_("This comment was removed.")

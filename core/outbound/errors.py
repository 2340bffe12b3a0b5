"""Refusals of the outbox."""

from core.errors import DomainError
from core.kit.i18n import N_


class AlreadyLeft(DomainError):
    """A message that is being sent or was sent cannot be stopped."""

    code = "already_left"
    message = N_("This message is already on its way.")


class NothingToRetry(DomainError):
    """Only what did not leave can be sent again."""

    code = "nothing_to_retry"
    message = N_("This message does not need to be sent again.")

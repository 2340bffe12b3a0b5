"""Refusals of the inbox."""

from core.errors import DomainError
from core.kit.i18n import N_


class LeaseLost(Exception):
    """A worker was too slow: another one has its items. Its transaction must not commit."""


class NotWaiting(DomainError):
    """Only what failed can be run again."""

    code = "not_waiting"
    message = N_("This message has already been handled.")

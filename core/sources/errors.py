"""Refusals about sources."""

from core.errors import DomainError
from core.kit.i18n import N_


class AddressTaken(DomainError):
    """Another source already has this address."""

    code = "address_taken"
    message = N_("Another source already uses {address}. Archive it first or change its address.")


class SecretsUnreadable(DomainError):
    """The stored credentials were encrypted with another key."""

    code = "secrets_unreadable"
    message = N_("The credentials of {name} cannot be read with this installation’s key. "
                 "Type them again.")  # fmt: skip

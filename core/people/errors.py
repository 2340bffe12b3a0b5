"""Refusals of people."""

from core.errors import DomainError
from core.kit.i18n import N_


class NameMissing(DomainError):
    """A customer, organisation or person without a name."""

    code = "name_missing"
    message = N_("Give a name.")


class NotAnAddress(DomainError):
    """`address` is no mail address."""

    code = "not_an_address"
    message = N_("“{address}” is not a mail address. It looks like name@example.com.")


class NotAPhoneNumber(DomainError):
    """`number` is no phone number."""

    code = "not_a_phone_number"
    message = N_("“{number}” is not a phone number. Give it with its country code, such as +358.")


class AddressTaken(DomainError):
    """`address` belongs to somebody else."""

    code = "address_taken"
    message = N_("The address {address} belongs to somebody else already.")


class AlreadyCustomer(DomainError):
    """`name` has a customer card."""

    code = "already_customer"
    message = N_("{name} is a customer already.")

"""Refusals about people who work here and their sign-in."""

from core.errors import DomainError
from core.kit.i18n import N_


class SignInRefused(DomainError):
    """Wrong address or password, or no access any more: never said which."""

    code = "sign_in_refused"
    message = N_("The mail address or the password is wrong.")


class Throttled(DomainError):
    """Too many attempts from this address or for this account."""

    code = "throttled"
    message = N_("Too many attempts. Try again in {minutes} minutes.")


class LinkSpent(DomainError):
    """The one-time link was used, has expired or never existed."""

    code = "link_spent"
    message = N_("This link has been used or has expired. Ask for a new one.")


class WeakPassword(DomainError):
    """Too short, too common or made of one's own address."""

    code = "weak_password"
    message = N_("Choose a password of at least {length} characters that is not a common one "
                 "and not your own name or address.")  # fmt: skip


class WrongPassword(DomainError):
    """The present password was asked and something else given."""

    code = "wrong_password"
    message = N_("Your present password was something else.")


class EmailTaken(DomainError):
    """Somebody here has this mail address."""

    code = "email_taken"
    message = N_("{email} already belongs to somebody who works here.")


class NameTaken(DomainError):
    """A team or role of this name exists."""

    code = "name_taken"
    message = N_("“{name}” exists already. Choose another name.")


class LastOwnerStays(DomainError):
    """Nobody could manage the installation any more."""

    code = "last_owner"
    message = N_("The last owner stays. Make somebody else an owner first.")


class OwnerExists(DomainError):
    """The first owner has been made."""

    code = "owner_exists"
    message = N_("This installation already has an owner. Sign in instead.")


class RoleInUse(DomainError):
    """Somebody has the role."""

    code = "role_in_use"
    message = N_("“{name}” is in use. Give its people another role first.")


class OwnerRoleStays(DomainError):
    """The owner role allows everything and always."""

    code = "owner_role"
    message = N_("The owner’s role allows everything and cannot be changed or removed.")


class AccountLinkedElsewhere(DomainError):
    """A chat account belongs to one person."""

    code = "linked_elsewhere"
    message = N_("This account is already linked to somebody else. They must unlink it first.")


class Deactivated(DomainError):
    """The person has no access any more."""

    code = "deactivated"
    message = N_("{name} has no access any more. Give the access back first.")


class CodeRefused(DomainError):
    """Neither a code of the app nor a recovery code."""

    code = "code_refused"
    message = N_(
        "This code is not right, or was used already. Wait for the next one and try again."
    )


class SecondFactorRequired(DomainError):
    """The role demands it."""

    code = "second_factor_required"
    message = N_("Your role demands a second factor: it cannot be taken away.")


class KeyBeyondRights(DomainError):
    """A key may not do what its maker may not."""

    code = "key_beyond_rights"
    message = N_("A key may only be given rights that you have yourself.")

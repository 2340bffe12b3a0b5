"""Refusals about travel and expenses."""

from core.errors import DomainError
from core.kit.i18n import N_


class NoDistance(DomainError):
    """A journey has a length."""

    code = "no_distance"
    message = N_("Say how many kilometres it was.")


class DistanceTooLong(DomainError):
    """Longer than anybody drives in a day."""

    code = "distance_too_long"
    message = N_("{distance} is more than anybody drives in a day. Check the number.")


class NoAmount(DomainError):
    """An expense has a sum."""

    code = "no_amount"
    message = N_("Say how much it cost.")


class FutureDay(DomainError):
    """Only what has happened is logged."""

    code = "future_day"
    message = N_("{day} is still to come. Log the cost when it has come up.")


class RowOutdated(DomainError):
    """Somebody corrected the row meanwhile."""

    code = "row_outdated"
    message = N_("This row was corrected meanwhile. Change the newer one.")


class RowRemoved(DomainError):
    """The row was taken back."""

    code = "row_removed"
    message = N_("This row was removed. Bring it back before changing it.")

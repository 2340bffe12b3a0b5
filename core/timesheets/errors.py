"""Refusals about hours, each with its way out."""

from core.errors import DomainError
from core.kit.i18n import N_


class NoMinutes(DomainError):
    """Nothing tells how long the work took."""

    code = "no_minutes"
    message = N_("Say how long it took, or from when until when.")


class ZeroMinutes(DomainError):
    """Work takes at least a minute."""

    code = "zero_minutes"
    message = N_("Work takes at least a minute. Say how long it took.")


class TooLong(DomainError):
    """One entry holds at most a day."""

    code = "too_long"
    message = N_("One entry holds at most 24 h. Split the work by the days it was done on.")


class DayFull(DomainError):
    """A day has only so many hours."""

    code = "day_full"
    message = N_("{day} would hold {hours}. Correct or remove what is there first.")


class FutureDay(DomainError):
    """Only finished work is logged."""

    code = "future_day"
    message = N_("{day} is still to come. Log the work when it is done.")


class LongerThanRange(DomainError):
    """Net time cannot exceed the time between start and end."""

    code = "longer_than_range"
    message = N_("{hours} does not fit between {start} and {end}.")


class EndBeforeStart(DomainError):
    """A timer ends after it began and not in the future."""

    code = "end_before_start"
    message = N_("The timer has run since {start}. Say a moment after that which is not ahead.")


class EntryOutdated(DomainError):
    """Somebody corrected the entry meanwhile."""

    code = "entry_outdated"
    message = N_("This entry was corrected meanwhile. Change the newer one.")


class EntryRemoved(DomainError):
    """The entry was taken back."""

    code = "entry_removed"
    message = N_("This entry was removed. Bring it back before changing it.")


class NoTimer(DomainError):
    """No clock runs."""

    code = "no_timer"
    message = N_("No timer is running.")


class TimerTooLong(DomainError):
    """A timer that ran for more than a day was forgotten."""

    code = "timer_too_long"
    message = N_("The timer has run since {start}, more than a day. Say when the work ended.")

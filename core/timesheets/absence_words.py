"""Absences as people read them."""

from core.kit import formatting
from core.kit.i18n import N_, _
from core.timesheets.models import Absence, AbsenceKind

KINDS: dict[str, str] = {
    AbsenceKind.VACATION: N_("On holiday"),
    AbsenceKind.SICK: N_("Sick"),
    AbsenceKind.SICK_CHILD: N_("Child is sick"),
    AbsenceKind.PARENTAL: N_("On parental leave"),
    AbsenceKind.BALANCE: N_("Time off in lieu"),
    AbsenceKind.TRAINING: N_("In training"),
    AbsenceKind.UNPAID: N_("On unpaid leave"),
    AbsenceKind.OTHER: N_("Away"),
}
"""What somebody who is away is or does, in the order people choose from."""


def kind_words(kind: str) -> str:
    """Return why somebody is away, in words."""
    return _(KINDS.get(kind, KINDS[AbsenceKind.OTHER]))


def choices() -> list[tuple[str, str]]:
    """Return the kinds to choose from with their words."""
    return [(str(kind), _(words)) for kind, words in KINDS.items()]


def how_long(absence: Absence) -> str:
    """Return what it takes of each day: `Whole days`, `3,75 h a day`."""
    if absence.day_minutes is None:
        one = absence.first_day == absence.last_day
        return _("Whole day") if one else _("Whole days")
    hours = formatting.hours(absence.day_minutes)
    return (
        hours if absence.first_day == absence.last_day else _("{hours} a day").format(hours=hours)
    )

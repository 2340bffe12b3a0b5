"""What people are to work: the norm of a day, holidays and absences taken into account; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from core.timesheets.models import Absence, AbsenceKind, WorkingTime
from core.timesheets.workdays import holiday_name, is_holiday

DEBITED = frozenset({AbsenceKind.BALANCE.value})
"""Kinds that are taken from the balance; every other absence stands for the work of its day."""


@dataclass(frozen=True, slots=True)
class Norms:
    """The norms, holidays and absences of some people within a period; all in whole minutes.

    `of` is the norm after holidays, `absent` how much of it absences take, `wanted` what is left
    to be worked. Somebody unknown is to work nothing.
    """

    first: date
    last: date
    country: str
    subdivision: str
    usual: dict[UUID, int]
    times: dict[UUID, Sequence[WorkingTime]]  # newest first
    absences: Sequence[Absence] = field(default=())

    def of(self, staff_id: UUID, day: date) -> int:
        """Return the norm of a day, 0 on holidays."""
        if is_holiday(day, self.country, self.subdivision):
            return 0
        return self.usual_week(staff_id, day)[day.weekday()]

    def usual_week(self, staff_id: UUID, day: date) -> Sequence[int]:
        """Return the minutes of each weekday, Monday first, as they hold on a day."""
        for time in self.times.get(staff_id, ()):
            if time.valid_from <= day:
                return time.minutes
        return [self.usual.get(staff_id, 0)] * 5 + [0, 0]

    def absences_of(self, staff_id: UUID, day: date) -> list[Absence]:
        """Return the absences of a person that touch a day, the oldest first."""
        return [
            one for one in self.absences
            if one.staff_id == staff_id and one.first_day <= day <= one.last_day
        ]  # fmt: skip

    def absent(self, staff_id: UUID, day: date) -> int:
        """Return how many minutes of a day's norm absences take: at most all of them."""
        norm = self.of(staff_id, day)
        parts = (norm if one.day_minutes is None else one.day_minutes
                 for one in self.absences_of(staff_id, day))  # fmt: skip
        return min(norm, sum(parts))

    def wanted(self, staff_id: UUID, day: date) -> int:
        """Return the minutes that are to be worked on a day."""
        return self.of(staff_id, day) - self.absent(staff_id, day)

    def missing(self, staff_id: UUID, day: date, worked: int) -> int:
        """Return the minutes a day lacks, at least 0."""
        return max(self.wanted(staff_id, day) - worked, 0)

    def total(self, staff_id: UUID, first: date, last: date) -> int:
        """Return the norm of several days, absences not taken off."""
        return sum(self.of(staff_id, day) for day in days_between(first, last))

    def wanted_total(self, staff_id: UUID, first: date, last: date) -> int:
        """Return what is to be worked in several days."""
        return sum(self.wanted(staff_id, day) for day in days_between(first, last))

    def holiday(self, day: date, language: str) -> str:
        """Return the name of a public holiday; '' for any other day."""
        return holiday_name(day, self.country, self.subdivision, language)

    def credited(self, staff_id: UUID, day: date) -> int:
        """Return the minutes of a day's absences that count as worked: all but time off."""
        norm = self.of(staff_id, day)
        left = norm
        for one in self.absences_of(staff_id, day):
            part = left if one.day_minutes is None else min(left, one.day_minutes)
            left -= 0 if one.kind in DEBITED else part
        return norm - left


@dataclass(frozen=True, slots=True)
class Balance:
    """A person's working-time balance at the end of `through`, in minutes.

    `balance` = opening + worked + absences - norm. `absences` are those that count as worked;
    time off for hours done before is not among them, so it lowers the balance.
    """

    since: date
    through: date
    opening: int
    worked: int
    norm: int
    absences: int

    @property
    def balance(self) -> int:
        return self.opening + self.worked + self.absences - self.norm


def balance_of(staff_id: UUID, norms: Norms, worked: dict[date, int], through: date) -> Balance:
    """Return how a person stands at the end of a day; `worked` minutes by day.

    `norms` must hold everything since `Balance.since`.
    """
    earliest = min(worked, default=through + timedelta(days=1))
    since, opening = _beginning(norms.times.get(staff_id, ()), through, earliest)
    days = list(days_between(since, through))
    return Balance(
        since, through, opening,
        worked=sum(minutes for day, minutes in worked.items() if since <= day <= through),
        norm=sum(norms.of(staff_id, day) for day in days),
        absences=sum(norms.credited(staff_id, day) for day in days),
    )  # fmt: skip


def _beginning(times: Sequence[WorkingTime], through: date, otherwise: date) -> tuple[date, int]:
    """Return the first day that is counted, and what the person brought along."""
    begun = [one for one in times if one.valid_from <= through]
    for one in begun:
        if one.opening_balance is not None:
            return one.valid_from, one.opening_balance
    return (begun[-1].valid_from if begun else otherwise), 0


def days_between(first: date, last: date) -> Iterable[date]:
    """Yield the days of a period, both ends inclusive."""
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)

"""What the checks and locks of hours say: refusals, and doubts that may be confirmed."""

from datetime import date
from uuid import UUID

from core.errors import DomainError
from core.kit.i18n import N_, _, use_language


class NotOnProject(DomainError):
    """Just the attached people log hours on such a project."""

    code = "not_on_project"
    message = N_("Only people who were added to {project} log hours on it. Ask {who} to add you.")


class WeekIsApproved(DomainError):
    """Nothing in an approved week changes; its [Ask] is `staff_id` and `monday`."""

    code = "week_approved"
    message = N_("Week {week} is approved ({who}, {when}). Ask for it to be opened.")

    def __init__(self, *, staff_id: UUID, monday: date, who: str, when: str) -> None:
        super().__init__(week=monday.isocalendar().week, who=who, when=when)
        self.staff_id, self.monday = staff_id, monday


class PeriodLocked(DomainError):
    """Somebody locked all days up to one."""

    code = "period_locked"
    message = N_("Hours through {day} are locked ({who}, {when}). What is booked changes only by a "
                 "reversal; log what is missing on a later day or ask {who}.")  # fmt: skip


class MonthLocked(PeriodLocked):
    """A past month locks by itself after some days of grace."""

    message = N_("Hours through {day} are locked: here a month locks {grace} days after its end. "
                 "What is booked changes only by a reversal; log what is missing on a later day.")  # fmt: skip


class EntryInvoiced(DomainError):
    """The customer has paid, or is to pay, just these minutes."""

    code = "entry_invoiced"
    message = N_(
        "These hours were invoiced ({when}). They change only by a reversal on their page."
    )


class Doubt(DomainError):
    """Something unusual rather than wrong; asked about once."""


class LongEntry(Doubt):
    """Longer than the company finds usual."""

    code = "over_hours"
    message = N_("{hours} is more than {limit} at once.")


class LongDay(Doubt):
    """Several entries make a day longer than the company finds usual."""

    code = "over_hours"
    message = N_("{day} would hold {hours}, more than {limit}.")


class Overlaps(Doubt):
    """Other work is booked for the same time."""

    code = "overlap"
    message = N_("It overlaps what is booked {times}: {customer}.")


class BudgetUsed(Doubt):
    """The project has no hours left."""

    code = "budget_used"
    message = N_("The budget of {project} is {budget}; this makes {total}.")


class Doubtful(DomainError):
    """Booked only when the person says so: once more with the `codes` in `confirmed`."""

    code = "doubtful"
    message = N_("{doubts} Book it anyway?")

    def __init__(self, *doubts: Doubt) -> None:
        super().__init__()
        self.doubts = doubts
        self.codes = frozenset(one.code for one in doubts)

    def sentence(self, language: str | None = None) -> str:
        """Return every doubt, then the question."""
        if language is not None:
            with use_language(language):
                return self.sentence()
        told = " ".join(one.sentence() for one in self.doubts)
        return _(self.message).format(doubts=told)


class NotLocked(DomainError):
    """What may still be changed needs no reversal."""

    code = "not_locked"
    message = N_("These hours may still be changed. Correct or remove them instead.")


class ReversedAlready(DomainError):
    """An entry is reversed once."""

    code = "reversed_already"
    message = N_("These hours were reversed before. Look at the reversal on their page.")


class ReversalFixed(DomainError):
    """A reversal is exactly what it takes back."""

    code = "reversal_fixed"
    message = N_("A reversal cannot be corrected. Remove it and reverse the hours again.")


class ReversalReasonMissing(DomainError):
    """Whoever reads the books later wants to know why."""

    code = "reversal_reason_missing"
    message = N_("Say why the hours are reversed.")


class NothingReversible(DomainError):
    """There is no open day to put the reversal on."""

    code = "nothing_reversible"
    message = N_("No day up to today is open for the reversal. Ask for this week to be opened.")


class RuleBackdated(DomainError):
    """A rule begins on a day that is not locked."""

    code = "rule_backdated"
    message = N_("Hours through {day} are locked. Let the rule begin after it.")

"""Refusals about hours, each with its way out."""

from core.errors import DomainError
from core.kit.i18n import N_
from core.timesheets import refusals

# what the checks and locks say stands apart; it is found here too
BudgetUsed = refusals.BudgetUsed
Doubt = refusals.Doubt
Doubtful = refusals.Doubtful
EntryInvoiced = refusals.EntryInvoiced
LongDay = refusals.LongDay
LongEntry = refusals.LongEntry
MonthLocked = refusals.MonthLocked
NotLocked = refusals.NotLocked
NotOnProject = refusals.NotOnProject
NothingReversible = refusals.NothingReversible
Overlaps = refusals.Overlaps
PeriodLocked = refusals.PeriodLocked
ReversalFixed = refusals.ReversalFixed
ReversalReasonMissing = refusals.ReversalReasonMissing
ReversedAlready = refusals.ReversedAlready
RuleBackdated = refusals.RuleBackdated
WeekIsApproved = refusals.WeekIsApproved


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


class TimerRuns(DomainError):
    """One clock runs at a time."""

    code = "timer_runs"
    message = N_("Another timer is running. Stop it first.")


class TimerTooLong(DomainError):
    """A timer that ran for more than a day was forgotten."""

    code = "timer_too_long"
    message = N_("The timer has run since {start}, more than a day. Say when the work ended.")


class WeekAlreadySubmitted(DomainError):
    """A week is sent once."""

    code = "week_already_submitted"
    message = N_("Week {week} waits for approval already.")


class WeekNotSubmitted(DomainError):
    """Only a week that was sent can be decided or taken back."""

    code = "week_not_submitted"
    message = N_("Week {week} of {name} does not wait for approval.")


class WeekAlreadyApproved(DomainError):
    """Somebody decided before."""

    code = "week_already_approved"
    message = N_("Week {week} of {name} is approved already ({by}, {day}).")


class WeekNotApproved(DomainError):
    """Only an approved week is opened again."""

    code = "week_not_approved"
    message = N_("Week {week} of {name} is not approved, so it is open already.")


class WeekEmpty(DomainError):
    """There is nothing to approve."""

    code = "week_empty"
    message = N_("Nothing is logged in week {week}. Log the hours or absences first.")


class WeekAhead(DomainError):
    """A week is sent when it has begun."""

    code = "week_ahead"
    message = N_("Week {week} has not begun. Send it when its work is done.")


class WeekNotOver(DomainError):
    """Asks before a week is sent early."""

    code = "week_not_over"
    message = N_("Week {week} lasts until {day}. Send it now only if no more work follows.")


class OwnWeek(DomainError):
    """Four eyes."""

    code = "own_week"
    message = N_("Nobody approves their own hours here. Another approver decides about them.")


class WeekHoursChanged(DomainError):
    """The approver decides about what they saw."""

    code = "week_hours_changed"
    message = N_("The week holds {now} now, not {seen}. Look at it again before approving.")


class WeekEntriesChanged(WeekHoursChanged):
    """The same total, but of other entries than the approver saw: another customer, another day."""

    code = "week_entries_changed"
    message = N_("Entries of the week have changed since. Look at it again before approving.")


class CommentMissing(DomainError):
    """Whoever sends back or opens again says why."""

    code = "comment_missing"
    message = N_("Say why, so that it can be put right.")


class NoHoursGiven(DomainError):
    """A purchase or adjustment moves at least a minute."""

    code = "no_hours_given"
    message = N_("Say how many hours.")


class ReasonNeeded(DomainError):
    """A balance is never corrected without a reason."""

    code = "reason_needed"
    message = N_("Write why the balance is corrected. The reason stays in the ledger.")


class BankBelowZero(DomainError):
    """An adjustment may not take more than there is."""

    code = "bank_below_zero"
    message = N_("Only {hours} are left, and this bank may not go below zero.")


class BankOver(DomainError):
    """An expired bank takes no purchases."""

    code = "bank_over"
    message = N_("This bank could be used until {day}. Give it a later last day first.")


class NothingToEndorse(DomainError):
    """The period has no hours of the customer."""

    code = "nothing_to_endorse"
    message = N_("{customer} has no hours to show between {first} and {last}.")


class TooManyRows(DomainError):
    """A customer looks through a page, not a book."""

    code = "too_many_rows"
    message = N_("More than {count} rows do not fit behind one link. Choose a shorter period.")


class LinkOver(DomainError):
    """The link has expired or was withdrawn."""

    code = "link_over"
    message = N_("This link cannot be answered any more.")


class NothingSaid(DomainError):
    """A customer's answer confirms or disputes at least one row."""

    code = "nothing_said"
    message = N_("Mark at least one row, or confirm them all.")


class CodeTaken(DomainError):
    """Each pay basis has a code of its own."""

    code = "code_taken"
    message = N_("Another pay basis has the code {code} already.")


class AbsenceOverlaps(DomainError):
    """A day is not taken off twice."""

    code = "absence_overlaps"
    message = N_("These days are off already: {days}. Change or remove that absence first.")


class AbsenceBackwards(DomainError):
    """An absence ends on the day it began on or later."""

    code = "absence_backwards"
    message = N_("The last day is before the first one. Say the days again.")


class AbsenceTooLong(DomainError):
    """An absence is written down for at most two years at once."""

    code = "absence_too_long"
    message = N_("One absence may last at most two years. Write it down in parts.")


class AbsencePartWrong(DomainError):
    """Part of a day is between a minute and a whole day."""

    code = "absence_part_wrong"
    message = N_("Say how many hours of each day the absence takes, at most 24.")


class WorkingTimeWrong(DomainError):
    """A working time has a norm for each of the seven weekdays."""

    code = "working_time_wrong"
    message = N_("Give each weekday’s working time from 0 to 24 hours.")


class CellChanged(DomainError):
    """What stands in a cell of the week is not what its writer saw."""

    code = "cell_changed"
    message = N_("Somebody changed this meanwhile: it holds {hours} now. Load the page again.")


class CellHasMany(DomainError):
    """Several entries of a day are changed one by one."""

    code = "cell_has_many"
    message = N_("Several entries stand here. Open them to change each.")

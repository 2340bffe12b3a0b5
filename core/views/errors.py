"""Refusals of lists and saved views."""

from core.errors import DomainError, NotFound
from core.kit.i18n import N_


class CriterionRefused(DomainError):
    """A criterion asks for what there is not, or for what the actor may not see."""

    code = "criterion_refused"
    message = N_("This list has no column that is called “{column}” for you. Remove the criterion.")


class CriterionUnclear(DomainError):
    """A criterion's value is missing or of another kind; `label` is the column's name."""

    code = "criterion_unclear"
    message = N_(
        "The criterion for “{label}” is not complete. Choose or write what to compare with."
    )


class CriteriaTooMany(DomainError):
    """A tree that nobody could read."""

    code = "criteria_too_many"
    message = N_("A list takes at most {limit} criteria in three levels.")


class ColumnRefused(DomainError):
    """A view shows, sorts or groups by what there is not."""

    code = "column_refused"
    message = N_("This list has no column that is called “{column}” for you.")


class NotSortable(DomainError):
    """No index carries the order."""

    code = "not_sortable"
    message = N_("The list cannot be sorted by “{label}”. Group or filter by it instead.")


class TooManyToGroup(DomainError):
    """Group heads of a list this long would take too long to count."""

    code = "too_many_to_group"
    message = N_("Narrow the list to {limit} rows to group it by “{label}”.")


class NothingToChange(DomainError):
    """The list is empty."""

    code = "nothing_to_change"
    message = N_("There is nothing in this list to change.")


class TooManyToChange(DomainError):
    """More than one change takes."""

    code = "too_many_to_change"
    message = N_("At most {limit} can be changed at a time. Narrow the list.")


class NoSuchList(NotFound):
    """There is no list of that name, or the company does without it."""

    code = "no_such_list"
    message = N_("There is no such list.")

"""Refusals of own fields."""

from core.errors import DomainError
from core.kit.i18n import N_


class LabelMissing(DomainError):
    """A field without a name."""

    code = "field_label_missing"
    message = N_("Give the field a name.")


class LabelTaken(DomainError):
    """Another field in use is called `label`."""

    code = "field_label_taken"
    message = N_("There is a field called {label} already. Two fields cannot share a name.")


class ChoicesMissing(DomainError):
    """A field of choices needs something to choose from."""

    code = "field_choices_missing"
    message = N_("Give at least one choice, each on its own line.")


class KindFixed(DomainError):
    """`label` holds values of its kind."""

    code = "field_kind_fixed"
    message = N_(
        "{label} has values already, so its kind stays. "
        "Make a new field of the other kind and put this one away."
    )


class FieldNeeded(DomainError):
    """`labels` must be filled in; `field` is where the form shows it."""

    code = "field_needed"
    message = N_("Fill in {labels}.")

    def __init__(self, labels: str, *, field: str = "") -> None:
        super().__init__(labels=labels)
        self.field = field


class TooManyFields(DomainError):
    """A form of a hundred fields is filled in by nobody."""

    code = "too_many_fields"
    message = N_("There are {most} fields already. Put away one that is not used.")

"""Why a task does not move: the rule, who may, and the way out. Values are plain words."""

from collections.abc import Mapping, Sequence

from core.errors import DomainError
from core.kit.i18n import N_, _, use_language

REQUIRABLE: Mapping[str, str] = {
    "doer_id": N_("doer"),
    "responsible_id": N_("responsible"),
    "team_id": N_("team"),
    "customer_id": N_("customer"),
    "person_id": N_("person"),
    "project_id": N_("project"),
    "due_on": N_("due date"),
    "starts_at": N_("time in the calendar"),
    "planned_minutes": N_("planned hours"),
    "description": N_("description"),
}
"""A task's own fields that a stage may demand, by attribute; own ones of the company beside."""


def listed(names: Sequence[str]) -> str:
    """Return names as one piece of a sentence."""
    return ", ".join(names)


class MoveNotAllowed(DomainError):
    """The workflow knows no such step. `onward` are the names of the stages it leads to."""

    code = "move_not_allowed"
    message = N_("From {here} a task goes on to: {onward}. Move it there first.")


class NothingFollows(DomainError):
    """No stage follows this one, or none that the actor sees."""

    code = "nothing_follows"
    message = N_(
        "From {here} a task goes no further. Whoever may change workflows can allow more steps."
    )


class MayNotLeave(DomainError):
    """Only some may move tasks out of a stage."""

    code = "may_not_leave"
    message = N_("Out of {stage} tasks are moved by: {names}. Ask one of them to move this one.")


class MayNotEnter(DomainError):
    """Only some may move tasks into a stage."""

    code = "may_not_enter"
    message = N_("Into {stage} tasks are moved by: {names}. Ask one of them to move this one.")


class OnlyOwnerMoves(DomainError):
    """A limited stage names nobody."""

    code = "only_owner_moves"
    message = N_("Only the owner moves tasks into {stage} and out of it. Ask the owner.")


class NobodySees(DomainError):
    """The stage that ends the work, or begins it, is hidden from the actor."""

    code = "stage_hidden"
    message = N_("Here the next step is taken by others: {names}. Ask one of them.")


class SignaturesMissing(DomainError):
    """Roles have to sign before the task goes on."""

    code = "signatures_missing"
    message = N_("Before the task goes on from {stage}, it is signed by: {roles}.")


class StageFull(DomainError):
    """The limit of a stage is reached."""

    code = "stage_full"
    message = N_(
        "{stage} is full: {count} of at most {limit} tasks. Move one of them on first, or ask "
        "somebody who may go over the limit: {names}."
    )


class StageOverLimit(DomainError):
    """The limit is reached, and whoever moves may go over it: a warning, no refusal."""

    code = "stage_over_limit"
    message = N_("{stage} is full: {count} of at most {limit} tasks. You may go over the limit.")


class FieldsMissing(DomainError):
    """The stage demands fields that are empty: keys of REQUIRABLE, and labels of own fields."""

    code = "fields_missing"
    message = N_("{stage} needs: {fields}. Fill them in first.")

    def __init__(self, stage: str, names: Sequence[str], labels: Sequence[str] = ()) -> None:
        super().__init__(stage=stage, names=tuple(names), labels=tuple(labels))

    def sentence(self, language: str | None = None) -> str:
        """Return the refusal with the fields' names in the reader's language."""
        if language is not None:
            with use_language(language):
                return self.sentence()
        own = [_(REQUIRABLE[name]) for name in self.values["names"]]
        fields = listed([*own, *self.values["labels"]])
        return _(self.message).format(stage=self.values["stage"], fields=fields)


class SeesOnly(DomainError):
    """Whoever sees a task need not be allowed to change it."""

    code = "sees_only"
    message = N_("You see this task but may not move it. Its doer or responsible may.")


class NothingToSign(DomainError):
    """The stage asks for no signature."""

    code = "nothing_to_sign"
    message = N_("Nobody has to sign in {stage}.")


class NotYourSignature(DomainError):
    """Only whoever has one of the roles signs."""

    code = "not_your_signature"
    message = N_("In {stage} it is signed by: {roles}. Ask somebody with that role.")


class AlreadySigned(DomainError):
    """Each role signs once."""

    code = "already_signed"
    message = N_("{name} has signed already as {role}.")


class NotSignedByYou(DomainError):
    """A signature is taken back by whoever gave it."""

    code = "not_signed_by_you"
    message = N_(
        "{name} signed this. Only they, or somebody who may change workflows, take it back."
    )

"""Refusals of contact requests."""

from core.errors import DomainError
from core.kit.i18n import N_


class RequestAlreadyClosed(DomainError):
    """`number` is closed."""

    code = "request_already_closed"
    message = N_("Request {number} is already closed.")


class RequestIsOpen(DomainError):
    """`number` is open."""

    code = "request_is_open"
    message = N_("Request {number} is open already.")


class RequestTakenByAnother(DomainError):
    """`name` has `number`."""

    code = "request_taken"
    message = N_("{name} has taken request {number} already.")


class RequestTakenByYou(DomainError):
    """The actor has `number`."""

    code = "request_yours"
    message = N_("Request {number} is yours already.")


class NothingToSend(DomainError):
    """An answer without words and files."""

    code = "nothing_to_send"
    message = N_("Write an answer first.")


class NowhereToAnswer(DomainError):
    """`number` came without a way to answer it."""

    code = "nowhere_to_answer"
    message = N_("Request {number} has no address to answer to. Add one to the customer first.")


class AnswerHasLeft(DomainError):
    """Undo came too late."""

    code = "answer_has_left"
    message = N_("The answer has already left.")


class DuplicateOfItself(DomainError):
    """`number` cannot be a duplicate of itself, or of one of its own duplicates."""

    code = "duplicate_of_itself"
    message = N_("Request {number} cannot be a duplicate of itself.")


class UnknownAssignee(DomainError):
    """The team or person does not work here any more."""

    code = "unknown_assignee"
    message = N_("Choose somebody who works here.")


class FilesNotByThisDoor(DomainError):
    """Text messages carry no files, Telegram one picture."""

    code = "files_not_by_this_door"
    message = N_("This customer can be sent files by mail only: here at most one picture.")

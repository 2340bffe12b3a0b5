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


class NobodyToWriteTo(DomainError):
    """The customer or person has no such address that works."""

    code = "nobody_to_write_to"
    message = N_("This address does not work any more. Choose another one.")


class ThreadChanged(DomainError):
    """The message would go into another thread than its writer was told."""

    code = "thread_changed"
    message = N_("Something changed meanwhile. Look at where this goes, and send it again.")


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


class MergedWithItself(DomainError):
    """`number` and the other one are the same, or are read together already."""

    code = "merged_with_itself"
    message = N_("Choose another request: {number} cannot be put together with itself.")


class AlreadyMerged(DomainError):
    """`number` is read with another request already."""

    code = "already_merged"
    message = N_("Request {number} is merged already. Separate it first.")


class RequestIsMerged(DomainError):
    """`number` cannot be opened by itself while it is read with `into`."""

    code = "request_is_merged"
    message = N_("Request {number} is merged into {into}. Separate it to open it again.")


class MoveIsUndone(DomainError):
    """Somebody took it back already."""

    code = "move_is_undone"
    message = N_("This has been taken back already.")


class NoMessageChosen(DomainError):
    """Nothing was ticked."""

    code = "no_message_chosen"
    message = N_("Tick the messages first.")


class EverythingWouldLeave(DomainError):
    """A request keeps at least one message."""

    code = "everything_would_leave"
    message = N_("Request {number} would be left empty. Merge it with the other request instead.")


class NothingOfTheCustomer(DomainError):
    """A request begins with what somebody asked."""

    code = "nothing_of_the_customer"
    message = N_("Tick at least one message of the customer.")

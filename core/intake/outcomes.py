"""What became of a message."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Result(StrEnum):
    """What became of a message."""

    OPENED = "opened"  # a new request
    JOINED = "joined"  # added to an open one
    REOPENED = "reopened"  # added to one that was closed
    ATTACHED = "attached"  # added without changing anything: machines, spam
    REPEATED = "repeated"  # the same message came before, perhaps through another mailbox
    IGNORED = "ignored"  # recorded in the audit only


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the message of an inbox item; `acknowledged` when an answer was queued."""

    item_id: UUID
    result: Result
    reason: str = ""
    conversation_id: UUID | None = None
    message_id: UUID | None = None
    request_id: UUID | None = None
    number: str | None = None
    acknowledged: bool = False

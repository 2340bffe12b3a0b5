"""What happened to contact requests. Words of customers are in their messages, not here."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class RequestEvent(Event):
    """A fact about one request."""

    subject_kind: ClassVar[str] = "contact_request"
    subject_field: ClassVar[str] = "request_id"
    request_id: UUID
    number: str


@dataclass(frozen=True)
class RequestOpened(RequestEvent):
    """Somebody asked something; directed to a team or a person, or to nobody yet."""

    channel: str
    team_id: UUID | None = None
    assignee_id: UUID | None = None


@dataclass(frozen=True)
class RequestAssigned(RequestEvent):
    """Directed to a team, a person, both or (all None) nobody."""

    team_id: UUID | None = None
    assignee_id: UUID | None = None
    previous_assignee_id: UUID | None = None


@dataclass(frozen=True)
class RequestTaken(RequestEvent):
    """Somebody took it upon themselves."""

    staff_id: UUID


@dataclass(frozen=True)
class RequestReleased(RequestEvent):
    """Whoever had it gave it back to the team."""

    staff_id: UUID


@dataclass(frozen=True)
class RequestAnswered(RequestEvent):
    """An answer is on its way."""

    message_id: UUID


@dataclass(frozen=True)
class AnswerUndone(RequestEvent):
    """An answer was taken back before it left."""

    message_id: UUID


@dataclass(frozen=True)
class RequestClosed(RequestEvent):
    """Nothing more is to be done; `message_id` is the answer sent with it."""

    message_id: UUID | None = None


@dataclass(frozen=True)
class RequestReopened(RequestEvent):
    """Open again; `by_customer` when the customer's reply did it."""

    by_customer: bool = False


@dataclass(frozen=True)
class CustomerReplied(RequestEvent):
    """The customer wrote more."""

    message_id: UUID
    reopened: bool = False


@dataclass(frozen=True)
class RequestMarkedSpam(RequestEvent):
    """It was rubbish."""


@dataclass(frozen=True)
class RequestMarkedDuplicate(RequestEvent):
    """The same was asked in another request already."""

    original_id: UUID


@dataclass(frozen=True)
class FollowUpSet(RequestEvent):
    """It is to be looked at again."""

    at: datetime


@dataclass(frozen=True)
class FollowUpDue(RequestEvent):
    """The moment came, or (`unanswered`) nobody answered for too long; `count` times by now."""

    unanswered: bool
    count: int = 1


@dataclass(frozen=True)
class RequestChanged(RequestEvent):
    """`changes` maps a field to [before, after]: subject, tags, priority, customer."""

    changes: dict[str, list[object]]


@dataclass(frozen=True)
class RequestVerified(RequestEvent):
    """A person confirmed or corrected what was linked automatically."""

    customer_id: UUID | None = None


@dataclass(frozen=True)
class AnswerBounced(RequestEvent):
    """Our answer came back; `message_id` is the report. Passing troubles are not `permanent`."""

    message_id: UUID
    permanent: bool


@dataclass(frozen=True)
class RequestMerged(RequestEvent):
    """It is read with another request now, which gets all replies."""

    other_id: UUID
    other_number: str


@dataclass(frozen=True)
class RequestMergedHere(RequestEvent):
    """Another request is read with this one now."""

    other_id: UUID
    other_number: str


@dataclass(frozen=True)
class RequestSplit(RequestEvent):
    """`count` messages became a request of their own."""

    other_id: UUID
    other_number: str
    count: int


@dataclass(frozen=True)
class MessagesMoved(RequestEvent):
    """`count` messages went to another request."""

    other_id: UUID
    other_number: str
    count: int


@dataclass(frozen=True)
class MessagesMovedHere(RequestEvent):
    """`count` messages came from another request."""

    other_id: UUID
    other_number: str
    count: int


@dataclass(frozen=True)
class MoveUndone(RequestEvent):
    """A merge, split or move (`kind`) to the other request was taken back."""

    other_id: UUID
    other_number: str
    kind: str


@dataclass(frozen=True)
class SuggestionDismissed(RequestEvent):
    """Somebody said that the request it resembles is another matter."""

    other_id: UUID

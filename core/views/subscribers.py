"""Which facts change words that are searched, and whose the index follows at once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.events import RequestEvent
from core.discussion.events import DiscussionEvent
from core.events.bus import Event, Happened, Subscriber
from core.people import events as people
from core.work import activity_events, stage_events, task_events
from core.work.events import ProjectEvent, TaskEvent

AT_ONCE = ("panel", "api")
WORDLESS = frozenset((
    "TaskMoved", "TaskAssigned", "TaskCompleted", "TaskReopened", "TaskDue", "RequestAssigned",
    "RequestTaken", "RequestReleased", "RequestClosed", "FollowUpSet", "FollowUpDue", "Followed",
    "Unfollowed", "SuggestionDismissed", "AddressBounced", "DocumentsAdded", "DocumentRenamed",
    "DocumentArchived", "DocumentRestored",
))  # fmt: skip
"""Facts that change no word."""


async def index_now(session: AsyncSession, happened: Happened) -> None:
    """Write the index along with what somebody of the staff just did."""
    await _index_many(session, [happened])


async def _index_many(session: AsyncSession, facts: Sequence[Happened]) -> None:
    own = [one for one in facts if one.actor.kind == "staff" and one.actor.channel in AT_ONCE]
    if own:
        from core.views.indexing import refresh, touched_by  # mail in bulk needs none of it

        await refresh(session, touched_by(_read(one.event) for one in own))


index_now.many = _index_many  # type: ignore[attr-defined]


def _read(event: Event) -> tuple[str, str, UUID | None, Mapping[str, Any]]:
    return type(event).__name__, event.subject_kind, event.subject_id, vars(event)


def _kinds(base: type[Event]) -> Iterator[type[Event]]:
    for kind in base.__subclasses__():
        if kind.__name__ not in WORDLESS:
            yield kind
        yield from _kinds(kind)


FURTHER = (activity_events, stage_events, task_events)
"""Further modules of facts about tasks: loaded here, or they were not among the subclasses."""
SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    kind: [index_now]
    for kind in (
        *(one for base in (TaskEvent, ProjectEvent, RequestEvent, DiscussionEvent)
          for one in _kinds(base)),
        people.PersonAdded, people.PersonChanged, people.PersonErased, people.OrganisationAdded,
        people.OrganisationChanged, people.CustomerAdded, people.CustomerChanged,
        people.CustomerArchived, people.CustomerRestored,
    )
}  # fmt: skip

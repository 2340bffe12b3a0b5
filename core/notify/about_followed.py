"""Followers are told what happens with a thing: moved on, closed, opened, written to.

A task that is done has moved: that is told once.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests import events as requests
from core.db.among import is_among
from core.db.base import table_of
from core.discussion.models import Follower
from core.events.bus import Event, Happened, Subscriber
from core.kit.i18n import N_, _
from core.notify.about_comments import able, concerned_by, where_of
from core.notify.batching import Batched
from core.notify.recipients import Recipient
from core.notify.telling import Telling, tell_many
from core.work import events as work

Words = Callable[[Event], str]


def _moved(event: Event) -> str:
    assert isinstance(event, work.TaskMoved)
    return _("Moved: {before} → {after}").format(before=event.from_stage, after=event.to_stage)


def _plainly(sentence: str) -> Words:
    return lambda _event: _(sentence)


WORDS: Mapping[type[Event], Words] = {
    work.TaskMoved: _moved,
    work.ProjectClosedDown: _plainly(N_("Closed")),
    work.ProjectReopened: _plainly(N_("Reopened")),
    requests.RequestClosed: _plainly(N_("Closed")),
    requests.RequestReopened: _plainly(N_("Reopened")),
    requests.CustomerReplied: _plainly(N_("The customer wrote")),
}
"""What is told of, and how; a batch of facts that nobody follows costs one statement."""


async def followed(session: AsyncSession, happened: Sequence[Happened]) -> None:
    """Tell the followers of each thing, but those whose work it is: others tell them."""
    followers = await _followers(session, happened)
    for one in happened:
        if one.event.subject_id in followers and not _is_quiet(one.event):
            people = followers[one.event.subject_id] - {one.actor.id}
            await _tell(session, one, one.event.subject_id, people)


async def _tell(
    session: AsyncSession, happened: Happened, subject_id: UUID, people: set[UUID]
) -> None:
    event, by = happened.event, happened.actor.name
    others = people - await concerned_by(session, event.subject_kind, subject_id)
    seeing = await able(session, event.subject_kind, subject_id, others) if others else set()
    where = await where_of(session, event.subject_kind, subject_id) if seeing else None
    if where is None:
        return

    def values(_person: Recipient) -> Mapping[str, str]:
        return {"by": by, "where": where.words(), "what": WORDS[type(event)](event)}

    await tell_many(session, [
        Telling(
            staff_id, "followed", f"followed-{happened.record_id}", values, path=where.path,
            subject_kind=event.subject_kind, subject_id=subject_id,
        )
        for staff_id in sorted(seeing)
    ])  # fmt: skip


def _is_quiet(event: Event) -> bool:
    """A stage was put away and all its tasks moved: nobody is told of each."""
    return isinstance(event, work.TaskMoved) and event.quietly


_follower = table_of(Follower).c
_FOLLOWERS = sa.select(_follower.subject_id, _follower.staff_id).where(
    is_among(_follower.subject_kind, "kinds"), is_among(_follower.subject_id)
)


async def _followers(session: AsyncSession, happened: Sequence[Happened]) -> dict[UUID, set[UUID]]:
    """Return who follows each of these things, one statement: a batch is of one kind."""
    kinds = {one.event.subject_kind for one in happened}
    ids = {one.event.subject_id for one in happened if one.event.subject_id is not None}
    rows = await session.execute(_FOLLOWERS, {"kinds": list(kinds), "wanted": list(ids)})
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for subject_id, staff_id in rows:
        found[subject_id].add(staff_id)
    return found


FOLLOWED = Batched(followed)
SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {kind: [FOLLOWED] for kind in WORDS}

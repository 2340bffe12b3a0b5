"""Who is told what about contact requests."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests import events
from core.contact_requests.models import ContactRequest
from core.db.among import is_among
from core.db.base import table_of
from core.events.bus import Event, Happened, Subscriber
from core.kit import formatting
from core.kit.i18n import _
from core.kit.text import shorten
from core.notify import recipients
from core.notify.batching import Batched
from core.notify.recipients import Recipient
from core.notify.request_cards import settle, take_button
from core.notify.telling import Telling, tell_many
from core.outbound.events import MessageRefused
from core.people.reaching import mark_bounced
from core.staff.queries import names_of

PREVIEW = 160
_requests = table_of(ContactRequest).c
_TOLD = sa.select(
    _requests.id, _requests.number, _requests.subject, _requests.asker_name,
    _requests.asker_address, _requests.preview, _requests.waiting_since, _requests.opened_at,
    _requests.assignee_id, _requests.team_id,
).where(is_among(_requests.id))  # fmt: skip
Request = Any
"""What is told of a request: these columns of its row."""


async def _load(session: AsyncSession, ids: set[UUID]) -> Mapping[UUID, Request]:
    await session.flush()
    return {row.id: row for row in await session.execute(_TOLD, {"wanted": list(ids)})}


def _values(request: Request, by: str = "") -> Callable[[Recipient], dict[str, Any]]:
    facts = {
        "number": request.number, "subject": request.subject, "by": by, "team": "",
        "asker": request.asker_name or request.asker_address,
        "preview": shorten(request.preview, PREVIEW),
    }  # fmt: skip
    since = request.waiting_since or request.opened_at
    return lambda _person: {**facts, "since": formatting.ago(since)}


def _telling(
    staff_id: UUID, kind: str, one: Happened, request: Request, *, by: str = "",
    can_take: bool = False,
) -> Telling:  # fmt: skip
    return Telling(
        staff_id, kind, f"{kind}-{one.record_id}", _values(request, by),
        buttons=(lambda: take_button(request.id)) if can_take else tuple,
        path=f"/app/requests/{request.number}", subject_kind="contact_request",
        subject_id=request.id,
    )  # fmt: skip


def _not_oneself(people: set[UUID], actor: Actor) -> set[UUID]:
    return people - {actor.id} if actor.kind == "staff" and actor.id else people


async def _tell_those_concerned(
    session: AsyncSession, happened: Sequence[Happened], kind: str, *, can_take: bool = False
) -> None:
    """Tell whoever has each request; of one that nobody has, its team or all who handle any."""
    found = await _load(session, {_about(one).request_id for one in happened})
    pairs = [(one, found[_about(one).request_id]) for one in happened
             if _about(one).request_id in found]  # fmt: skip
    teams = {request.team_id for _one, request in pairs if request.assignee_id is None}
    handlers = await recipients.handlers(session, teams)
    tellings = []
    for one, request in pairs:
        people = {request.assignee_id} if request.assignee_id else handlers[request.team_id]
        for staff_id in sorted(_not_oneself(people, one.actor)):
            free = can_take and request.assignee_id is None
            tellings.append(_telling(staff_id, kind, one, request, can_take=free))
    await tell_many(session, tellings)


def _about(one: Happened) -> events.RequestEvent:
    assert isinstance(one.event, events.RequestEvent)
    return one.event


async def opened(session: AsyncSession, happened: Sequence[Happened]) -> None:
    """A new request: its team is told, with a button to take it."""
    await _tell_those_concerned(session, happened, "request_opened", can_take=True)


async def replied(session: AsyncSession, happened: Sequence[Happened]) -> None:
    """The customer wrote more."""
    await _tell_those_concerned(session, happened, "customer_replied")


async def due(session: AsyncSession, happened: Sequence[Happened]) -> None:
    """A follow-up is due: nobody answered, or its time has come."""
    late = [one for one in happened if _due(one).unanswered]
    back = [one for one in happened if not _due(one).unanswered]
    if late:
        await _tell_those_concerned(session, late, "request_unanswered")
    if back:
        await _tell_those_concerned(session, back, "request_back")


def _due(one: Happened) -> events.FollowUpDue:
    assert isinstance(one.event, events.FollowUpDue)
    return one.event


async def bounced(session: AsyncSession, happened: Sequence[Happened]) -> None:
    """An answer came back for good."""
    lasting = [one for one in happened
               if isinstance(one.event, events.AnswerBounced) and one.event.permanent]  # fmt: skip
    if lasting:
        await _tell_those_concerned(session, lasting, "answer_failed")


async def refused(session: AsyncSession, happened: Happened) -> None:
    """A message did not leave: its address is marked, whoever has the request is told."""
    event = happened.event
    assert isinstance(event, MessageRefused)
    if event.channel == "mail" and event.permanent:
        await mark_bounced(
            session, happened.actor, [event.address], reason=event.code, permanent=True
        )
    if event.about_kind != "contact_request" or event.about_id is None:
        return
    if event.kind not in ("reply", "acknowledgement"):
        return
    request = (await _load(session, {event.about_id})).get(event.about_id)
    if request is not None:
        fact = events.AnswerBounced(request.id, request.number, event.message_id, True)
        await bounced(session, [Happened(fact, happened.record_id, happened.actor)])


async def assigned(session: AsyncSession, happened: Happened) -> None:
    """Directed to somebody: they are told; the team's cards say who has it."""
    event = happened.event
    assert isinstance(event, events.RequestAssigned)
    request = (await _load(session, {event.request_id}))[event.request_id]
    if event.assignee_id is None:
        if event.team_id is not None:
            await opened(session, [happened])
        return
    names = await names_of(session, [event.assignee_id])
    await _settle_as_taken(session, happened, request, names.get(event.assignee_id, ""))
    if event.assignee_id != happened.actor.id:
        by = happened.actor.name
        await tell_many(
            session, [_telling(event.assignee_id, "request_assigned", happened, request, by=by)]
        )


async def taken(session: AsyncSession, happened: Happened) -> None:
    """Somebody took it: everybody's card says who."""
    event = happened.event
    assert isinstance(event, events.RequestTaken)
    request = (await _load(session, {event.request_id}))[event.request_id]
    names = await names_of(session, [event.staff_id])
    await _settle_as_taken(session, happened, request, names.get(event.staff_id, ""))


async def _settle_as_taken(
    session: AsyncSession, happened: Happened, request: Request, name: str
) -> None:
    await settle(
        session, request.id, once=happened.record_id,
        line=lambda: _("✓ {name} has taken it.").format(name=name),
    )  # fmt: skip


async def released(session: AsyncSession, happened: Happened) -> None:
    """Given back: the cards can take it again."""
    event = happened.event
    assert isinstance(event, events.RequestReleased)
    name = happened.actor.name
    await settle(
        session, event.request_id, once=happened.record_id, can_take=True,
        line=lambda: _("! {name} gave it back.").format(name=name),
    )  # fmt: skip


async def put_away(session: AsyncSession, happened: Happened) -> None:
    """Closed, spam or a duplicate: nothing is to be taken any more."""
    name = happened.actor.name
    await settle(
        session, _about(happened).request_id, once=happened.record_id,
        line=lambda: _("✓ {name} has closed it.").format(name=name),
    )  # fmt: skip


OPENED, REPLIED, DUE, BOUNCED = map(Batched, (opened, replied, due, bounced))


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    events.RequestOpened: [OPENED],
    events.RequestAssigned: [assigned],
    events.RequestTaken: [taken],
    events.RequestReleased: [released],
    events.RequestClosed: [put_away],
    events.RequestMarkedSpam: [put_away],
    events.RequestMarkedDuplicate: [put_away],
    events.CustomerReplied: [REPLIED],
    events.FollowUpDue: [DUE],
    events.AnswerBounced: [BOUNCED],
    MessageRefused: [refused],
}

"""Who deals with a request: assign, take, give back, link to a customer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.contact_requests import policies, queries
from core.contact_requests.errors import (
    RequestAlreadyClosed,
    RequestTakenByAnother,
    RequestTakenByYou,
    UnknownAssignee,
)
from core.contact_requests.events import (
    RequestAssigned,
    RequestChanged,
    RequestReleased,
    RequestTaken,
    RequestVerified,
)
from core.contact_requests.models import ContactRequest, RequestState
from core.errors import Invalid, check_version
from core.events.bus import plain, record
from core.fields.filling import set_values
from core.fields.models import Module
from core.kit.clock import now
from core.kit.i18n import _
from core.kit.text import shorten
from core.people import queries as people
from core.people.models import Person
from core.staff.models import StaffMember, Team

BEFORE_WORK = (RequestState.NEW, RequestState.VERIFY, RequestState.PENDING)


async def load(
    session: AsyncSession, actor: Actor, number: str, *, version: int | None = None
) -> ContactRequest:
    """Return a request to change, locked; refuses who may not handle it or saw another version."""
    request = await queries.get_request(session, actor, number, lock=True)
    require(policies.can_handle(actor, request))
    check_version(request.version, version)
    return request


async def check_assignee(
    session: AsyncSession, *, staff_id: UUID | None, team_id: UUID | None
) -> None:
    """Raise UnknownAssignee unless both work here (None is nobody)."""
    if staff_id is not None:
        works = sa.select(StaffMember.id).where(
            StaffMember.id == staff_id, StaffMember.deactivated_at.is_(None)
        )
        if await session.scalar(works) is None:
            raise UnknownAssignee
    if team_id is not None:
        in_use = sa.select(Team.id).where(Team.id == team_id, Team.archived_at.is_(None))
        if await session.scalar(in_use) is None:
            raise UnknownAssignee


async def assign(
    session: AsyncSession,
    actor: Actor,
    number: str,
    *,
    staff_id: UUID | None = None,
    team_id: UUID | None = None,
    version: int | None = None,
) -> ContactRequest:
    """Direct a request to a person, a team, both, or (both None) nobody."""
    request = await load(session, actor, number, version=version)
    if not request.is_open:
        raise RequestAlreadyClosed(number=request.number)
    await check_assignee(session, staff_id=staff_id, team_id=team_id)
    before = (request.assignee_id, request.team_id)
    if before == (staff_id, team_id):
        return request
    request.assignee_id, request.team_id = staff_id, team_id
    if staff_id is not None and request.state in BEFORE_WORK:
        request.state = RequestState.IN_WORK
    await record(session, actor, RequestAssigned(
        request.id, request.number, team_id, staff_id, before[0]
    ))  # fmt: skip
    return request


async def take(session: AsyncSession, actor: Actor, number: str) -> ContactRequest:
    """Take a request upon oneself; whoever comes second is told who has it."""
    request = await load(session, actor, number)
    me = actor.staff_id
    if not request.is_open:
        raise RequestAlreadyClosed(number=request.number)
    if request.assignee_id == me:
        raise RequestTakenByYou(number=request.number)
    if request.assignee_id is not None:
        name = await session.scalar(
            sa.select(StaffMember.name).where(StaffMember.id == request.assignee_id)
        )
        raise RequestTakenByAnother(name=name or "", number=request.number)
    request.assignee_id, request.unread = me, False
    if request.state in BEFORE_WORK:
        request.state = RequestState.IN_WORK
    await record(session, actor, RequestTaken(request.id, request.number, me))
    return request


async def release(session: AsyncSession, actor: Actor, number: str) -> ContactRequest:
    """Give a request back to its team."""
    request = await load(session, actor, number)
    had = request.assignee_id
    if had is None:
        return request
    request.assignee_id = None
    if request.state == RequestState.IN_WORK:
        request.state = RequestState.NEW
    await record(session, actor, RequestReleased(request.id, request.number, had))
    return request


async def change_request(
    session: AsyncSession,
    actor: Actor,
    number: str,
    *,
    version: int | None = None,
    subject: str | None = None,
    tags: Sequence[str] | None = None,
    priority: int | None = None,
    custom: Mapping[str, Any] | None = None,
) -> ContactRequest:
    """Change subject, tags, priority (1 urgent, 0 normal, -1 low) or own fields, by key."""
    request = await load(session, actor, number, version=version)
    wanted: dict[str, Any] = {}
    if subject is not None:
        wanted["subject"] = shorten(subject, 300)
        if not wanted["subject"]:
            raise Invalid(_("Give the request a subject."), field="subject")
    if priority is not None:
        wanted["priority"] = max(-1, min(1, priority))
    changes: dict[str, list[Any]] = {
        key: [plain(getattr(request, key)), plain(value)]
        for key, value in wanted.items()
        if getattr(request, key) != value
    }
    for key in changes:
        setattr(request, key, wanted[key])
    changes |= await set_values(session, actor, Module.REQUEST, request, custom, tags)
    if changes:
        await record(session, actor, RequestChanged(request.id, request.number, changes))
    return request


async def verify(
    session: AsyncSession,
    actor: Actor,
    number: str,
    *,
    customer_id: UUID | None,
    version: int | None = None,
) -> ContactRequest:
    """Confirm or correct the customer of a request; the asker belongs to it from now on."""
    request = await load(session, actor, number, version=version)
    if customer_id is not None:
        customer = await people.get_customer(session, actor, customer_id)
        person = await session.get(Person, request.person_id) if request.person_id else None
        if person is not None and person.organisation_id is None and customer.organisation_id:
            person.organisation_id = customer.organisation_id
    request.customer_id = customer_id
    if request.state == RequestState.VERIFY:
        request.state = RequestState.IN_WORK if request.assignee_id else RequestState.NEW
    await record(session, actor, RequestVerified(request.id, request.number, customer_id))
    return request


async def mark_read(session: AsyncSession, actor: Actor, number: str) -> None:
    """Note that somebody of the team has looked at it."""
    await session.execute(
        sa.update(ContactRequest)
        .where(
            ContactRequest.id.in_(
                queries.visible_to(actor)
                .where(ContactRequest.number == number.upper(), ContactRequest.unread)
                .with_only_columns(ContactRequest.id)
            )
        )
        .values(unread=False)
        .execution_options(synchronize_session=False)
    )


def touch(request: ContactRequest) -> None:
    """Note that something happened with it just now."""
    request.last_activity_at = now()

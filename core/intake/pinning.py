"""Mails that must go where they go: a change of the rules that breaks one is refused."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.contact_requests import queries as requests
from core.contact_requests.models import ContactRequest, RequestState
from core.errors import Invalid
from core.events.bus import record
from core.intake import past, policies, queries
from core.intake.errors import PinWouldBreak
from core.intake.events import MailPinned, MailUnpinned
from core.intake.models import RoutingPin, RoutingRule
from core.intake.past import PastMail
from core.intake.routing import Decision, route
from core.kit.i18n import _, ngettext
from core.staff.models import StaffMember, Team


@dataclass(frozen=True, slots=True)
class Broken:
    """A pinned mail that would go elsewhere: where it must go and where it would, in words."""

    number: str
    subject: str
    must: str
    would: str


def with_rule(rules: Sequence[RoutingRule], draft: RoutingRule) -> list[RoutingRule]:
    """Return the rules as they are tried once a rule is as in its draft."""
    others = [one for one in rules if one.id != draft.id]
    in_use = draft.active and draft.archived_at is None
    return sorted([*others, *([draft] if in_use else [])], key=lambda one: (one.position, one.id))


async def pin(session: AsyncSession, actor: Actor, number: str) -> RoutingPin:
    """Demand that the mail of a request always goes where the request is now.

    That is its team, else its person, or spam. Raises Invalid when nobody has it yet.
    """
    require(policies.can_route(actor))
    request = await requests.get_request(session, actor, number)
    wanted = _place_of(request)
    if not wanted:
        raise Invalid(_("Give the request to a team or a person first."))
    row = await pin_of(session, request.id)
    if row is None:
        row = RoutingPin(request_id=request.id)
        session.add(row)
    row.wanted, row.staff_id = wanted, actor.id if actor.kind == "staff" else None
    await session.flush()
    await record(session, actor, MailPinned(request.id, request.number, wanted))
    return row


def _place_of(request: ContactRequest) -> dict[str, Any]:
    if request.state == RequestState.SPAM:
        return {"state": "spam"}
    if request.team_id:
        return {"team_id": str(request.team_id)}
    return {"assignee_id": str(request.assignee_id)} if request.assignee_id else {}


async def unpin(session: AsyncSession, actor: Actor, number: str) -> None:
    """Let a mail go wherever the rules send it."""
    require(policies.can_route(actor))
    request = await requests.get_request(session, actor, number)
    if row := await pin_of(session, request.id):
        await session.delete(row)
        await record(session, actor, MailUnpinned(request.id, request.number))


async def pin_of(session: AsyncSession, request_id: UUID) -> RoutingPin | None:
    """Return the pin of a request, or None."""
    found: RoutingPin | None = await session.scalar(
        sa.select(RoutingPin).where(RoutingPin.request_id == request_id)
    )
    return found


async def guard(session: AsyncSession, draft: RoutingRule) -> None:
    """Raise PinWouldBreak, with the difference, when a rule as in its draft breaks a pin."""
    before = list(await queries.rules_in_use(session))
    broken = await broken_by(session, before, with_rule(before, draft))
    if not broken:
        return
    first = broken[0]
    more = ""
    if others := len(broken) - 1:
        words = ngettext(
            "{count} other pinned mail too.", "{count} other pinned mails too.", others
        )
        more = words.format(count=others)
    raise PinWouldBreak(number=first.number, must=first.must, would=first.would, more=more)


async def broken_by(
    session: AsyncSession, before: Sequence[RoutingRule], after: Sequence[RoutingRule]
) -> list[Broken]:
    """Return the pinned mails that go right now and would not any more."""
    pins = {row.request_id: row.wanted for row in await session.scalars(sa.select(RoutingPin))}
    mails = await past.mails_of(session, pins)
    lost = await asyncio.to_thread(_lost, mails, pins, before, after)
    if not lost:
        return []
    names = await _names(session, [
        place for mail, decision in lost for place in (pins[mail.request_id], decision.place)
    ])  # fmt: skip
    return [
        Broken(mail.number, mail.subject, _where(pins[mail.request_id], names),
               _where(decision.place, names))
        for mail, decision in lost
    ]  # fmt: skip


def _lost(
    mails: Sequence[PastMail],
    pins: dict[UUID, dict[str, Any]],
    before: Sequence[RoutingRule],
    after: Sequence[RoutingRule],
) -> list[tuple[PastMail, Decision]]:
    lost = []
    for mail in mails:
        wanted, new = pins[mail.request_id], route(after, mail.facts)
        if not holds(wanted, new) and holds(wanted, route(before, mail.facts)):
            lost.append((mail, new))
    return lost


def holds(wanted: dict[str, Any], decision: Decision) -> bool:
    """Tell whether the rules send a mail where its pin says, and nowhere that hides it."""
    place = decision.place
    if "state" not in wanted and place.get("state"):
        return False
    return all(place.get(name) == value for name, value in wanted.items())


async def _names(session: AsyncSession, places: Collection[dict[str, Any]]) -> dict[str, str]:
    wanted = {UUID(one[name]) for one in places for name in ("team_id", "assignee_id")
              if one.get(name)}  # fmt: skip
    names: dict[str, str] = {}
    for table in (Team, StaffMember):
        rows = await session.execute(sa.select(table.id, table.name).where(table.id.in_(wanted)))
        names |= {str(identity): name for identity, name in rows}
    return names


def _where(place: dict[str, Any], names: dict[str, str]) -> str:
    if place.get("state") == "spam":
        return _("spam")
    if place.get("state") == "ignored":
        return _("nowhere: no request")
    gone = _("somebody who is gone")
    told = [names.get(place[name], gone) for name in ("team_id", "assignee_id") if place.get(name)]
    return " · ".join(told) or _("nobody")

"""Reading routing rules, and what intake looks up."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.contact_requests.models import ContactRequest
from core.contact_requests.queries import IS_OPEN
from core.errors import NotFound
from core.intake import policies
from core.intake.models import RoutingRule
from core.staff.models import StaffMember, Team


async def rules_in_use(session: AsyncSession) -> Sequence[RoutingRule]:
    """Return the rules that are tried, in their order."""
    rows = await session.scalars(
        sa.select(RoutingRule)
        .where(RoutingRule.active, RoutingRule.archived_at.is_(None))
        .order_by(RoutingRule.position, RoutingRule.id)
    )
    return rows.all()


async def all_rules(session: AsyncSession, actor: Actor) -> Sequence[RoutingRule]:
    """Return every rule that is not archived, in the order they are tried."""
    require(policies.can_route(actor))
    rows = await session.scalars(
        sa.select(RoutingRule)
        .where(RoutingRule.archived_at.is_(None))
        .order_by(RoutingRule.position, RoutingRule.id)
    )
    return rows.all()


async def get_rule(
    session: AsyncSession, actor: Actor, rule_id: UUID, *, lock: bool = False
) -> RoutingRule:
    """Return a rule; raises NotFound."""
    query = sa.select(RoutingRule).where(RoutingRule.id == rule_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None or not policies.can_route(actor):
        raise NotFound
    return found


async def conversations_of_numbers(
    session: AsyncSession, numbers: Collection[str]
) -> dict[str, UUID]:
    """Return the conversations of request numbers."""
    if not numbers:
        return {}
    rows = await session.execute(
        sa.select(ContactRequest.number, ContactRequest.conversation_id).where(
            ContactRequest.number.in_(numbers)
        )
    )
    return {row.number: row.conversation_id for row in rows}


async def existing(
    session: AsyncSession, *, team_ids: Collection[UUID], staff_ids: Collection[UUID]
) -> tuple[set[UUID], set[UUID]]:
    """Return which of these teams are in use and which of these people work here."""
    teams = staff = set[UUID]()
    if team_ids:
        teams = set(
            await session.scalars(
                sa.select(Team.id).where(Team.id.in_(team_ids), Team.archived_at.is_(None))
            )
        )
    if staff_ids:
        staff = set(
            await session.scalars(
                sa.select(StaffMember.id).where(
                    StaffMember.id.in_(staff_ids), StaffMember.deactivated_at.is_(None)
                )
            )
        )
    return teams, staff


async def open_counts(session: AsyncSession, staff_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many open requests each of these people has."""
    rows = await session.execute(
        sa.select(ContactRequest.assignee_id, sa.func.count())
        .where(ContactRequest.assignee_id.in_(staff_ids), IS_OPEN)
        .group_by(ContactRequest.assignee_id)
    )
    return {row[0]: int(row[1]) for row in rows if row[0]}

"""Choosing somebody of a team: in turn, or whoever has the fewest open requests."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.permissions import Permission
from core.intake import queries
from core.intake.models import RoutingRule
from core.intake.routing import Spread
from core.staff.queries import actors_for, members_by_team


@dataclass(slots=True)
class Choice:
    """A new request that waits for somebody to be chosen; `row` gets the assignee and trace."""

    spread: Spread
    row: dict[str, Any]


async def choose(session: AsyncSession, choices: Sequence[Choice]) -> None:
    """Set the assignee of every waiting row; a team in which nobody may handle requests keeps it."""
    if not choices:
        return
    members = await members_by_team(session, {one.spread.team_id for one in choices})
    everybody = {staff_id for team in members.values() for staff_id in team}
    actors = await actors_for(session, everybody)
    able = {one for one, actor in actors.items() if actor.may(Permission.HANDLE_REQUESTS)}
    busy = Counter[UUID]()
    if any(one.spread.way == "least_busy" for one in choices):
        busy.update(await queries.open_counts(session, able))
    turns = await _take_turns(session, choices)
    for one in choices:
        team = [staff_id for staff_id in members.get(one.spread.team_id, ()) if staff_id in able]
        if not team:
            continue
        if one.spread.way == "least_busy":
            chosen = min(team, key=lambda staff_id: (busy[staff_id], team.index(staff_id)))
        else:
            chosen = team[turns[one.spread.rule_id] % len(team)]
            turns[one.spread.rule_id] += 1
        busy[chosen] += 1
        one.row["assignee_id"] = chosen
        one.row["routing_trace"].append({"chosen": str(chosen), "way": one.spread.way})


async def _take_turns(session: AsyncSession, choices: Sequence[Choice]) -> dict[UUID, int]:
    """Move each rule's turn on by as many as it spreads now; return where it stood."""
    used = Counter(one.spread.rule_id for one in choices if one.spread.way == "round_robin")
    turns: dict[UUID, int] = {}
    table: Any = RoutingRule.__table__
    for rule_id, count in sorted(used.items()):
        moved = await session.scalar(
            sa.update(table)
            .where(table.c.id == rule_id)
            .values(turn=table.c.turn + count)
            .returning(table.c.turn)
        )
        turns[rule_id] = (moved or count) - count
    return turns

"""The names that routing rules speak of."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.ids import parse_id
from core.people.queries import names_of
from core.sources.queries import all_sources
from core.staff.queries import active_members, active_teams
from core.work.queries import workflows


async def names_in(session: AsyncSession, customers: Collection[str] = ()) -> dict[str, str]:
    """Return the names of sources, teams, people, workflows, stages and these customers by id."""
    rows: list[Any] = [
        *await active_teams(session), *await active_members(session),
        *await workflows(session, archived=True), *await all_sources(session),
    ]  # fmt: skip
    rows += [stage for row in rows if hasattr(row, "stages") for stage in row.stages]
    ids = {found for one in customers if (found := parse_id(one))}
    known = await names_of(session, list(ids)) if ids else {}
    return {
        **{str(row.id): row.name for row in rows},
        **{str(identity): name for identity, name in known.items()},
    }

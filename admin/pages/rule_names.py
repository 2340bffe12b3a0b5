"""The names that rules speak of, by id: of what may be meant now, and of these customers."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.small_rows import rows
from core.kit.ids import parse_id
from core.people.models import Customer
from core.sources.models import Source
from core.staff.models import StaffMember, Team
from core.work.models import Stage, Workflow


async def names_in(session: AsyncSession, customers: Collection[str] = ()) -> dict[str, str]:
    """Return the names of sources, teams, people, workflows, stages and these customers by id."""
    ids = {found for one in customers if (found := parse_id(one))}
    lists = [
        rows("team", Team.id, Team.name).where(Team.archived_at.is_(None)),
        rows("person", StaffMember.id, StaffMember.name).where(
            StaffMember.deactivated_at.is_(None)
        ),
        rows("workflow", Workflow.id, Workflow.name),
        rows("stage", Stage.id, Stage.name),
        rows("source", Source.id, Source.name).where(Source.archived_at.is_(None)),
    ]
    if ids:
        lists.append(rows("customer", Customer.id, Customer.name).where(Customer.id.in_(ids)))
    told = await session.execute(sa.union_all(*lists))
    return {str(row.id): row.words for row in told}

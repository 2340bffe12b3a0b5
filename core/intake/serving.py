"""New requests of a customer that a project group serves go to the group's team.

Rules come first: whatever they said stays. Only who is known to be the customer counts, not who was
guessed to be.
"""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.models import RequestState
from core.intake.work import Work


async def direct(session: AsyncSession, work: Work) -> None:
    """Give rows without a place to the teams of their customers' groups; one statement, or none."""
    spread = {id(one.row) for one in work.choices}
    waiting = [
        (one.known.customer_id, row) for one in work.opened
        if (row := one.case.row) is not None and one.known.customer_id is not None
        and id(row) not in spread and _has_no_place(row)
    ]  # fmt: skip
    if not waiting:
        return
    from core.work.project_queries import teams_of_customers  # most who write are no customers yet

    teams: dict[UUID, tuple[UUID, str]] = await teams_of_customers(
        session, {customer_id for customer_id, _row in waiting}
    )
    for customer_id, row in waiting:
        if found := teams.get(customer_id):
            row["team_id"], name = found
            row["routing_trace"].append({"group": name, "actions": {"team_id": str(found[0])}})


def _has_no_place(row: dict[str, Any]) -> bool:
    is_new = row["state"] in (RequestState.NEW, RequestState.IN_WORK)
    return is_new and row["team_id"] is None and row["assignee_id"] is None

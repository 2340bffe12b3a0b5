"""Telling whoever approves hours who still lacks some of an earlier day."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import Event, Happened, Subscriber
from core.kit import formatting
from core.notify.recipients import Recipient
from core.notify.telling import Telling, tell_many
from core.staff.queries import names_of
from core.timesheets.missing_events import HoursMissingToManager

KIND = "hours_missing_manager"


async def to_manager(session: AsyncSession, happened: Happened) -> None:
    """One message of a day, with a line for each person by name."""
    event = happened.event
    assert isinstance(event, HoursMissingToManager)
    names = await names_of(session, [staff_id for staff_id, _minutes in event.lines])
    people = sorted((names.get(staff_id, ""), minutes) for staff_id, minutes in event.lines)

    def values(_person: Recipient) -> dict[str, Any]:
        lines = (f"{name}: {formatting.hours(minutes)}" for name, minutes in people)
        return {
            "day": formatting.day(event.day), "count": len(people), "lines": "\n".join(lines),
        }  # fmt: skip

    await tell_many(session, [Telling(
        event.manager_id, KIND, f"hours-missing-manager-{happened.record_id}", values,
        path="/app/hours/approvals", subject_kind="staff", subject_id=event.manager_id,
    )])  # fmt: skip


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    HoursMissingToManager: [to_manager],
}

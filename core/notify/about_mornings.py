"""The morning's message: today's jobs in order, where they are, whom to call, and a start button."""

from collections.abc import Mapping, Sequence
from datetime import time
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import NotFound
from core.events.bus import Event, Happened, Subscriber
from core.kit import formatting
from core.kit.i18n import _
from core.kit.text import shorten
from core.notify.telling import Rows, Telling, tell_many
from core.outbound.cards import Button, press
from core.people.queries import Place, places_of
from core.staff.queries import actor_for
from core.timesheets.events import MorningCame
from core.work.activity_queries import ActivityLine, my_activities
from core.work.queries import TaskLine, tasks_due

SHOWN = 8
WITH_BUTTONS = 4
MAP = "https://www.openstreetmap.org/search?query="


async def morning_came(session: AsyncSession, happened: Happened) -> None:
    """Tell a person the jobs and activities of their day; nothing when there is none."""
    event = happened.event
    assert isinstance(event, MorningCame)
    try:
        actor = await actor_for(session, event.staff_id)
    except NotFound:  # no longer works here
        return
    jobs = sorted(await tasks_due(session, actor, event.day, limit=SHOWN), key=_by_the_clock)
    acts = await my_activities(session, actor, until=event.day, limit=SHOWN)
    if not jobs and not acts:
        return
    places = await places_of(
        session, {one.task.customer_id for one in jobs if one.task.customer_id}
    )
    await tell_many(session, [Telling(
        event.staff_id, "morning", f"morning-{event.staff_id}-{event.day}",
        lambda _person: {
            "day": formatting.day(event.day), "count": len(jobs) + len(acts),
            "jobs": "\n".join([*(line for job in jobs for line in _lines(job, places)),
                               *(_act_line(one) for one in acts)]),
        },
        buttons=lambda: _buttons(jobs, places), path="/app/tasks",
        subject_kind="staff", subject_id=event.staff_id,
    )])  # fmt: skip


def _by_the_clock(job: TaskLine) -> tuple[bool, time]:
    """Those with a time of the day first; the others in the order in which they are due."""
    return job.task.due_time is None, job.task.due_time or time()


def _lines(job: TaskLine, places: Mapping[UUID, Place]) -> list[str]:
    wall = formatting.clock_time(job.task.due_time) if job.task.due_time else ""
    what = ": ".join(part for part in (job.customer, shorten(job.task.title, 80)) if part)
    place = _place(job, places)
    reach = " · ".join(part for part in (place.address, place.phone) if part)
    return [line for line in (f"{wall} {what}".strip(), reach) if line]


def _act_line(one: ActivityLine) -> str:
    """Return an activity that is directed to the person, on one line."""
    wall = formatting.clock_time(one.activity.due_time) if one.activity.due_time else ""
    what = ": ".join(part for part in (one.type, shorten(one.activity.text, 80)) if part)
    about = f"{one.task_number} {shorten(one.task_title, 50)}"
    told = " · ".join(part for part in (what, one.customer, about) if part)
    return f"{wall} {told}".strip()


def _place(job: TaskLine, places: Mapping[UUID, Place]) -> Place:
    found = places.get(job.task.customer_id) if job.task.customer_id else None
    return found or Place()


def _buttons(jobs: Sequence[TaskLine], places: Mapping[UUID, Place]) -> Rows:
    """Return a start button for each of the first jobs, beside it the map where there is one."""
    rows = []
    for job in jobs[:WITH_BUTTONS]:
        name = shorten(job.customer or job.task.title, 30)
        row = [Button(_("▶ Start: {name}").format(name=name), press("begin", job.task.id))]
        address = _place(job, places).address
        if address:
            row.append(Button(_("Map"), url=MAP + quote(address)))
        rows.append(tuple(row))
    return tuple(rows)


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    MorningCame: [morning_came],
}

"""What the frame around every page shows: rooms, small counts, the running timer."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.contact_requests.queries import count_of_box
from core.kit import clock
from core.notify.queries import count_of_unread
from core.settings.queries import load_company
from core.timesheets.queries import running_timer
from core.work.queries import count_of_due


@dataclass(frozen=True, slots=True)
class TimerChip:
    """The actor's running timer: since when, and for whom in a few words."""

    started_at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame's own data; counts are 0 when nothing waits."""

    company: str
    notices: int = 0
    requests: int = 0
    tasks: int = 0
    timer: TimerChip | None = None
    has_settings: bool = False


CONSOLE_RIGHTS = (
    Permission.MANAGE_STAFF,
    Permission.MANAGE_SETTINGS,
    Permission.MANAGE_SOURCES,
    Permission.MANAGE_WORKFLOWS,
    Permission.SEE_AUDIT,
    Permission.MANAGE_HOURS,
)


async def load_frame(session: AsyncSession, actor: Actor) -> Frame:
    """Return the frame of an actor: three queries."""
    company = await load_company(session)
    counts = sa.select(
        count_of_unread(actor),
        count_of_box(actor, "mine"),
        count_of_due(actor, clock.today(actor.zone)),
    )
    notices, requests, tasks = (await session.execute(counts)).one()
    return Frame(
        company=company.name or "Apuri",
        notices=notices,
        requests=requests,
        tasks=tasks,
        timer=await _timer(session, actor),
        has_settings=may_configure(actor),
    )


async def _timer(session: AsyncSession, actor: Actor) -> TimerChip | None:
    running = await running_timer(session, actor.staff_id)
    if running is None:
        return None
    words = " · ".join(name for name in (running.customer, running.project) if name)
    return TimerChip(running.timer.started_at, words or running.timer.note)


def may_configure(actor: Actor) -> bool:
    """Tell whether the actor has anything to do in the configuration console."""
    return any(actor.may(right) for right in CONSOLE_RIGHTS)


def bare_frame(actor: Actor) -> Frame:
    """Return a frame without counts, for pages that must not touch the database."""
    return Frame("Apuri", has_settings=may_configure(actor))

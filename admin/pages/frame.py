"""What the frame around every page shows: rooms, small counts, the running timer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.contact_requests.queries import count_of_box
from core.kit import clock
from core.notify.queries import count_of_unread
from core.settings.keys import COMPANY_NAME
from core.settings.queries import value_of
from core.timesheets.queries import beside_running_timer
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
    Permission.USE_API,
)


async def load_frame(session: AsyncSession, actor: Actor) -> Frame:
    """Return the frame of an actor: one query of counts, the company's name and the clock."""
    asked = beside_running_timer(
        actor.staff_id,
        value_of(COMPANY_NAME).label("company"),
        count_of_unread(actor).label("notices"),
        count_of_box(actor, "mine").label("requests"),
        count_of_due(actor, clock.today(actor.zone)).label("tasks"),
    )
    row = (await session.execute(asked)).one()
    return Frame(
        company=COMPANY_NAME.read(row.company) or "Apuri",
        notices=row.notices,
        requests=row.requests,
        tasks=row.tasks,
        timer=_timer(row),
        has_settings=may_configure(actor),
    )


def _timer(row: Any) -> TimerChip | None:
    if row.started_at is None:
        return None
    words = " · ".join(name for name in (row.customer, row.project) if name)
    return TimerChip(row.started_at, words or row.note)


def may_configure(actor: Actor) -> bool:
    """Tell whether the actor has anything to do in the configuration console."""
    return any(actor.may(right) for right in CONSOLE_RIGHTS)


def bare_frame(actor: Actor) -> Frame:
    """Return a frame without counts, for pages that must not touch the database."""
    return Frame("Apuri", has_settings=may_configure(actor))

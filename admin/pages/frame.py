"""What the frame around every page shows: rooms, small counts, the running timer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.settings.queries import load_company


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
)


async def load_frame(session: AsyncSession, actor: Actor) -> Frame:
    """Return the frame of an actor."""
    company = await load_company(session)
    return Frame(
        company=company.name or "Apuri",
        has_settings=any(actor.may(right) for right in CONSOLE_RIGHTS),
    )


def bare_frame(actor: Actor) -> Frame:
    """Return a frame without counts, for pages that must not touch the database."""
    return Frame("Apuri", has_settings=any(actor.may(right) for right in CONSOLE_RIGHTS))

"""What follows from facts of other domains: a running clock ends with its owner's access."""

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.errors import DomainError
from core.events.bus import Happened
from core.staff.events import MemberDeactivated
from core.timesheets import timers


async def end_timer(session: AsyncSession, happened: Happened) -> None:
    """Stop the clock and book its time; where a rule forbids booking, stop it without."""
    event = happened.event
    assert isinstance(event, MemberDeactivated)
    actor = system("the person’s access ended", happened.actor.channel)
    try:
        async with session.begin_nested():
            await timers.stop_timer_of(session, actor, event.staff_id)
    except DomainError:
        await timers.drop_timer_of(session, actor, event.staff_id)


SUBSCRIPTIONS = {MemberDeactivated: [end_timer]}

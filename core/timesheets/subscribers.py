"""What follows from facts: a running clock ends with its owner's access, banks pay what is approved."""

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.errors import DomainError
from core.events.bus import Event, Happened, Subscriber
from core.staff.events import MemberDeactivated
from core.timesheets import billing_rules, debiting, timers
from core.timesheets.events import (
    EntryEvent,
    TimeRemoved,
    TimeRestored,
    TimeReversed,
    WeekApproved,
    WeekReopened,
)
from core.timesheets.models import TimeEntry
from core.work.events import WorkKindTravelSet


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


async def debit_banks(session: AsyncSession, happened: Happened) -> None:
    """Take an approved week's billed minutes from its customers' time banks."""
    event = happened.event
    assert isinstance(event, WeekApproved)
    await debiting.debit_week(session, happened.actor, event.staff_id, event.monday)


async def return_to_banks(session: AsyncSession, happened: Happened) -> None:
    """Put back what time banks paid of a week that may change again."""
    event = happened.event
    assert isinstance(event, WeekReopened)
    await debiting.return_week(session, happened.actor, event.staff_id, event.monday)


async def return_reversed(session: AsyncSession, happened: Happened) -> None:
    """Put back what time banks paid of work that was reversed."""
    event = happened.event
    assert isinstance(event, TimeReversed)
    await debiting.return_entry(session, happened.actor, event.entry_id)


async def bill_travelling(session: AsyncSession, happened: Happened) -> None:
    """Bill open entries of a kind of work anew that is travelling now, or is so no more."""
    event = happened.event
    assert isinstance(event, WorkKindTravelSet)
    await billing_rules.bill_again(session, TimeEntry.work_kind_id == event.work_kind_id)


async def follow_reversal(session: AsyncSession, happened: Happened) -> None:
    """A reversal that is taken back or brought back moves the banks' minutes again."""
    event = happened.event
    assert isinstance(event, EntryEvent)
    entry = await session.get(TimeEntry, event.entry_id)  # just changed: no statement
    if entry is None or entry.reverses_id is None:
        return
    if isinstance(event, TimeRemoved):
        await debiting.reversal_removed(session, happened.actor, entry)
    else:
        await debiting.return_entry(session, happened.actor, entry.reverses_id)


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    MemberDeactivated: [end_timer],
    WeekApproved: [debit_banks],
    WeekReopened: [return_to_banks],
    TimeReversed: [return_reversed],
    TimeRemoved: [follow_reversal],
    TimeRestored: [follow_reversal],
    WorkKindTravelSet: [bill_travelling],
}

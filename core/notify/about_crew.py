"""Hours that one person booked for another: the one is told and may object, then the other is."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import Event, Happened, Subscriber
from core.kit import formatting
from core.kit.i18n import _
from core.notify.recipients import Recipient
from core.notify.telling import Telling, tell_many
from core.outbound.cards import Button, press
from core.people import queries as people
from core.timesheets.events import (
    EntryEvent,
    HoursObjected,
    TimeCorrected,
    TimeLogged,
    TimeRemoved,
    TimeRestored,
    TimeReversed,
)
from core.work.models import Project

_WHAT: dict[type[Event], str] = {
    TimeCorrected: "changed", TimeRemoved: "removed", TimeReversed: "removed",
}  # fmt: skip


async def hours_by_other(session: AsyncSession, happened: Happened) -> None:
    """Somebody booked, changed, removed or reversed another person's hours."""
    event = happened.event
    assert isinstance(event, EntryEvent)
    if happened.actor.kind != "staff" or happened.actor.id == event.staff_id:
        return
    what = _WHAT.get(type(event), "booked")
    place = await _place(session, event)
    await tell_many(session, [Telling(
        event.staff_id, "hours_by_other", f"hours-by-other-{happened.record_id}",
        lambda _person: {**_values(event, place), "what": what, "by": happened.actor.name},
        buttons=lambda: _buttons(event.entry_id) if what == "booked" else (),
        path=f"/app/hours/{event.entry_id}", subject_kind="time_entry", subject_id=event.entry_id,
    )])  # fmt: skip


async def hours_objected(session: AsyncSession, happened: Happened) -> None:
    """A person took back what was booked for them, or says why."""
    event = happened.event
    assert isinstance(event, HoursObjected)
    if event.booked_by_id is None:
        return
    place = await _place(session, event)

    def values(_person: Recipient) -> dict[str, Any]:
        return {**_values(event, place), "by": happened.actor.name, "reason": event.reason}

    await tell_many(session, [Telling(
        event.booked_by_id, "hours_objected", f"hours-objected-{happened.record_id}", values,
        path=f"/app/hours/{event.entry_id}", subject_kind="time_entry", subject_id=event.entry_id,
    )])  # fmt: skip


def _buttons(entry_id: UUID) -> tuple[tuple[Button, ...], ...]:
    return ((Button(_("Object"), press("object", entry_id)),),)


async def _place(session: AsyncSession, event: EntryEvent) -> list[str]:
    """Return the names of the customer and the project of an entry."""
    names = await people.names_of(session, [event.customer_id]) if event.customer_id else {}
    found = [names.get(event.customer_id, "")] if event.customer_id else []
    project = await session.get(Project, event.project_id) if event.project_id else None
    return [*filter(None, found), *([project.name] if project else [])]


def _values(event: EntryEvent, place: list[str]) -> dict[str, Any]:
    hours = formatting.hours(event.minutes)
    return {"work": " · ".join([hours, *place]), "day": formatting.day(event.day)}


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    TimeLogged: [hours_by_other],
    TimeCorrected: [hours_by_other],
    TimeRemoved: [hours_by_other],
    TimeRestored: [hours_by_other],
    TimeReversed: [hours_by_other],
    HoursObjected: [hours_objected],
}

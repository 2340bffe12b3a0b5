"""Objecting to hours that somebody else booked for one: they are taken back, whoever did is told."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.events.bus import record
from core.kit.text import storable
from core.timesheets import events, queries
from core.timesheets.entries import remove_entry
from core.timesheets.models import TimeEntry


async def object_to(session: AsyncSession, actor: Actor, entry_id: UUID) -> TimeEntry:
    """Take back what somebody else booked for the actor; twice changes nothing.

    Raises NotFound for anything else, and what locks an entry.
    """
    booked = await _booked_by_another(session, actor, entry_id)
    entry = await queries.newest_of(session, booked.id)
    if entry.removed_at is None:
        entry = await remove_entry(session, actor, entry.id)
        await record(session, actor, _objected(entry, booked))
    return entry


async def say_why(session: AsyncSession, actor: Actor, entry_id: UUID, reason: str) -> None:
    """Tell whoever booked the hours why they were objected to."""
    booked = await _booked_by_another(session, actor, entry_id)
    entry = await queries.newest_of(session, booked.id)
    await record(session, actor, _objected(entry, booked, storable(reason).strip()))


async def _booked_by_another(session: AsyncSession, actor: Actor, entry_id: UUID) -> TimeEntry:
    booked = await queries.get_entry(session, actor, entry_id)
    if booked.staff_id != actor.staff_id or booked.logged_by_id in (None, actor.id):
        raise NotFound
    return booked


def _objected(entry: TimeEntry, booked: TimeEntry, reason: str = "") -> events.HoursObjected:
    return events.HoursObjected(
        entry.id, entry.staff_id, entry.day, entry.worked_minutes, entry.customer_id,
        entry.project_id, booked_by_id=booked.logged_by_id, reason=reason,
    )  # fmt: skip

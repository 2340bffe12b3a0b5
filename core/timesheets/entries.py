"""Booking, correcting and removing entries of hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypedDict, Unpack
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import NotFound
from core.events.bus import plain, record
from core.fields.filling import set_values
from core.fields.models import Module
from core.kit import clock, ids
from core.kit.text import storable
from core.staff.models import StaffMember
from core.timesheets import billing, checks, events, locking, policies, queries, rules
from core.timesheets.billing import Terms
from core.timesheets.cases import Near, load_case
from core.timesheets.errors import EntryOutdated, EntryRemoved, ReversalFixed
from core.timesheets.models import TimeEntry
from core.timesheets.rules import Worked


class EntryFields(TypedDict, total=False):
    """What an entry may carry besides its time. `billable` None: nobody said.

    `custom` is what was typed into the company's own fields, by key; a form gives it even empty,
    and only then required fields are demanded.
    """

    customer_id: UUID | None
    project_id: UUID | None
    task_id: UUID | None
    work_kind_id: UUID | None
    billable: bool | None
    custom: Mapping[str, Any] | None
    note: str
    said: str


class EntryChanges(EntryFields, total=False):
    """What a correction may change; `start` and `end` are local wall times, None clears them."""

    day: date
    minutes: int
    start: time | None
    end: time | None


CARRIED = tuple(name for name in EntryFields.__annotations__ if name != "custom")
SHOWN = ("day", "worked_minutes", "started_at", "ended_at", *CARRIED[:-1])


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry as it was stored, its day's total with it, and what it overlaps (a warning)."""

    entry: TimeEntry
    day_minutes: int
    overlaps: tuple[Near, ...] = ()
    before: TimeEntry | None = None


async def log_time(
    session: AsyncSession, actor: Actor, *, day: date, minutes: int | None = None,
    start: time | None = None, end: time | None = None, staff_id: UUID | None = None,
    confirmed: frozenset[str] = frozenset(), **fields: Unpack[EntryFields],
) -> TimeEntry:  # fmt: skip
    """Book finished work; see `book`."""
    booked = await book(
        session, actor, day=day, minutes=minutes, start=start, end=end, staff_id=staff_id,
        confirmed=confirmed, **fields,
    )  # fmt: skip
    return booked.entry


async def book(
    session: AsyncSession, actor: Actor, *, day: date, minutes: int | None = None,
    start: time | None = None, end: time | None = None, staff_id: UUID | None = None,
    confirmed: frozenset[str] = frozenset(), **fields: Unpack[EntryFields],
) -> Booked:  # fmt: skip
    """Book finished work of one's own or a colleague (`staff_id`).

    `minutes` net; `start`, `end` wall times in the worker's zone, an end not after the start is on
    the next day. Raises what `rules` and `checks` refuse; Doubtful unless `confirmed` has its codes.
    """
    staff_id = staff_id or actor.staff_id
    require(policies.can_log_for(actor, staff_id))
    zone = await zone_of(session, actor, staff_id)
    work = rules.worked(day, minutes, start, end, zone)
    return await store(session, actor, staff_id, work, zone, fields, confirmed=confirmed)


async def store(
    session: AsyncSession, actor: Actor, staff_id: UUID, work: Worked, zone: str,
    fields: EntryFields, before: TimeEntry | None = None,
    *, confirmed: frozenset[str] = frozenset(), carried: Mapping[str, Any] | None = None,
) -> Booked:  # fmt: skip
    """Check and add an entry (in place of `before`) and record the fact.

    It begins with the own fields of `before`, or with `carried`, stored values by key.
    """
    links = links_of(fields)
    case = await load_case(session, staff_id, work, zone, links, before)
    overlaps = await checks.check(
        session, case, fields.get("customer_id"), fields.get("project_id"), confirmed
    )
    if case.project is not None:
        fields["customer_id"] = fields.get("customer_id") or case.project.customer_id
    typed = fields.pop("custom", None)
    entry = _new(actor, staff_id, work, fields)
    entry.custom = dict(carried or (before.custom if before is not None else {}))
    filled = await set_values(
        session, actor, Module.TIME_ENTRY, entry, typed, is_new=before is None
    )
    bill(entry, case.terms, is_travel=case.is_travel)
    if before is not None:
        entry.supersedes_id = before.id
        before.superseded_at = clock.now()
    session.add(entry)
    await record(session, actor, _fact_of(entry, before, filled))
    return Booked(entry, case.day_minutes, overlaps, before)


def links_of(fields: EntryFields) -> dict[str, UUID | None]:
    """Return the ids that an entry's fields name, as `load_case` wants them."""
    return {
        "project_id": fields.get("project_id"), "customer_id": fields.get("customer_id"),
        "work_kind_id": fields.get("work_kind_id"), "task_id": fields.get("task_id"),
    }  # fmt: skip


def bill(entry: TimeEntry, terms: Terms, *, is_travel: bool) -> None:
    """Set what the customer pays of an entry, and by which rule."""
    billable = billing.is_billable(entry.billable, entry.customer_id)
    entry.billed_minutes = billing.billed(
        entry.worked_minutes, terms, is_travel=is_travel, billable=billable
    )
    entry.billing_rule_id = terms.rule_id


async def correct_entry(
    session: AsyncSession, actor: Actor, entry_id: UUID,
    *, confirmed: frozenset[str] = frozenset(), **changes: Unpack[EntryChanges],
) -> TimeEntry:  # fmt: skip
    """Put a corrected entry in the place of one; see `correct`."""
    return (await correct(session, actor, entry_id, confirmed=confirmed, **changes)).entry


async def correct(
    session: AsyncSession, actor: Actor, entry_id: UUID,
    *, confirmed: frozenset[str] = frozenset(), **changes: Unpack[EntryChanges],
) -> Booked:  # fmt: skip
    """Put a corrected entry in the place of one; the old one stays as history.

    New minutes move the end, a new range keeps the break, another customer drops the project.
    Raises EntryOutdated, EntryRemoved, what locks the entry, and what `book` raises.
    """
    entry, zone = await _load_open(session, actor, entry_id)
    if entry.removed_at is not None:
        raise EntryRemoved
    if entry.worked_minutes < 0:
        raise ReversalFixed
    fields = EntryFields(**{name: getattr(entry, name) for name in CARRIED})  # type: ignore[typeddict-item]
    for name in (*CARRIED, "custom"):
        if name in changes:
            fields[name] = changes[name]  # type: ignore[literal-required]
    if changes.get("customer_id", entry.customer_id) != entry.customer_id:
        fields["project_id"] = changes.get("project_id")
    work = _work_again(entry, zone, changes)
    return await store(
        session, actor, entry.staff_id, work, zone, fields, entry, confirmed=confirmed
    )


async def remove_entry(session: AsyncSession, actor: Actor, entry_id: UUID) -> TimeEntry:
    """Take an entry back; twice changes nothing. Raises EntryOutdated and what locks it."""
    entry, _zone = await _load_open(session, actor, entry_id)
    if entry.removed_at is None:
        entry.removed_at = clock.now()
        await record(session, actor, events.TimeRemoved(**facts(entry)))
    return entry


async def restore_entry(session: AsyncSession, actor: Actor, entry_id: UUID) -> TimeEntry:
    """Bring a removed entry back.

    Raises DayFull when its day has no room any more, ReversalFixed for a reversal of what changed.
    """
    entry, zone = await _load_open(session, actor, entry_id)
    if entry.removed_at is not None:
        if entry.worked_minutes < 0 and not await _reverses_anything(session, entry):
            raise ReversalFixed
        total = await queries.day_total(session, entry.staff_id, entry.day)
        rules.check_day_total(entry.day, total + entry.worked_minutes, zone)
        entry.removed_at = None
        await record(session, actor, events.TimeRestored(**facts(entry)))
    return entry


async def _reverses_anything(session: AsyncSession, reversal: TimeEntry) -> bool:
    """Tell whether what a removed reversal took back still counts and was not reversed anew."""
    still = sa.select(TimeEntry.id).where(TimeEntry.id == reversal.reverses_id, *queries.COUNTS)
    return await session.scalar(still.with_for_update()) is not None


async def zone_of(session: AsyncSession, actor: Actor, staff_id: UUID) -> str:
    """Return the worker's zone; raises NotFound for somebody who does not work here."""
    if staff_id == actor.id:
        return actor.zone
    zone = await session.scalar(
        sa.select(StaffMember.zone).where(
            StaffMember.id == staff_id, StaffMember.deactivated_at.is_(None)
        )
    )
    if zone is None:
        raise NotFound
    return zone


async def load(session: AsyncSession, actor: Actor, entry_id: UUID) -> tuple[locking.Standing, str]:
    """Lock an entry to change it: how it stands, and the worker's zone. Raises EntryOutdated."""
    standing = await locking.load_standing(session, queries.one_entry(actor, entry_id))
    if standing is None:
        raise NotFound
    require(policies.can_change(actor, standing.entry))
    if standing.entry.superseded_at is not None:
        raise EntryOutdated
    return standing, await zone_of(session, actor, standing.entry.staff_id)


async def _load_open(
    session: AsyncSession, actor: Actor, entry_id: UUID
) -> tuple[TimeEntry, str]:  # fmt: skip
    standing, zone = await load(session, actor, entry_id)
    await locking.refuse_standing(session, standing, zone)
    return standing.entry, zone


def _new(actor: Actor, staff_id: UUID, work: Worked, fields: EntryFields) -> TimeEntry:
    entry = TimeEntry(
        id=ids.new_id(), staff_id=staff_id, day=work.day, worked_minutes=work.minutes, started_at=work.started_at,
        ended_at=work.ended_at, channel=actor.channel, logged_by_id=actor.id
        if actor.kind == "staff" else None, **fields,
    )  # fmt: skip
    entry.note = storable(fields.get("note", ""))
    entry.said = storable(fields.get("said", ""))
    return entry


def _work_again(entry: TimeEntry, zone: str, changes: EntryChanges) -> Worked:
    before = Worked(entry.day, entry.worked_minutes, entry.started_at, entry.ended_at)
    return rules.corrected(
        before, zone, day=changes.get("day", entry.day), minutes=changes.get("minutes"),
        start=changes.get("start", wall(entry.started_at, zone)),
        end=changes.get("end", wall(entry.ended_at, zone)),
        range_said="start" in changes or "end" in changes,
    )  # fmt: skip


def wall(moment: datetime | None, zone: str) -> time | None:
    """Return the wall time of a UTC moment."""
    return clock.local(moment, zone).time() if moment is not None else None


def facts(entry: TimeEntry) -> dict[str, Any]:
    """Return what every event of an entry says."""
    return {
        "entry_id": entry.id, "staff_id": entry.staff_id, "day": entry.day,
        "minutes": entry.worked_minutes, "customer_id": entry.customer_id,
        "project_id": entry.project_id,
    }  # fmt: skip


def _fact_of(
    entry: TimeEntry, before: TimeEntry | None, filled: Mapping[str, Any]
) -> events.EntryEvent:
    if before is None:
        return events.TimeLogged(**facts(entry))
    changes = {
        name: [plain(getattr(before, name)), plain(getattr(entry, name))]
        for name in SHOWN
        if getattr(before, name) != getattr(entry, name)
    }
    return events.TimeCorrected(**facts(entry), before_id=before.id, changes={**changes, **filled})

"""Who is told what about weeks of hours: the approvers of what waits, the person of what came."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.permissions import Permission
from core.events.bus import Event, Happened, Subscriber
from core.expenses.week_queries import WeekSums, week_sums
from core.kit import clock, formatting
from core.kit.i18n import _
from core.notify.recipients import Recipient
from core.notify.settling import settle_cards
from core.notify.telling import Rows, Telling, tell_many
from core.notify.week_words import notes_on, sums_words, total_words
from core.outbound.cards import Button, press
from core.settings.keys import OWN_APPROVAL
from core.settings.queries import get as setting
from core.staff.queries import holders_of, names_of
from core.timesheets import approval_queries
from core.timesheets.events import (
    WeekApproved,
    WeekEvent,
    WeekRecalled,
    WeekRejected,
    WeekReopened,
    WeekReopeningAsked,
    WeekSubmitted,
    WeeksWaiting,
    WeekToSubmit,
)
from core.timesheets.models import TimesheetWeek
from core.timesheets.week_lines import Sight, WeekLine

APPROVALS = "/app/hours/approvals"
SUBJECT = "timesheet_week"
ASKING = ("week_to_submit", "week_rejected", "week_reopened")
"""Notices that wait for the person to send their week."""
Values = Callable[[Recipient], dict[str, Any]]


async def week_submitted(session: AsyncSession, happened: Happened) -> None:
    """A week waits: every approver gets a card with what deserves a look, and buttons."""
    event = happened.event
    assert isinstance(event, WeekSubmitted)
    week = await session.get_one(TimesheetWeek, event.week_id)
    await session.flush()
    line = await approval_queries.line_of(session, week)
    if week.asked_at is not None:  # what asked the person to send it says that they did
        await settle_cards(
            session, SUBJECT, week.id, ASKING, once=happened.record_id, since=week.asked_at,
            line=lambda: _("Sent for approval."), kind="week_settled",
        )  # fmt: skip
    key = (event.staff_id, event.monday)
    sums = (await week_sums(session, [key])).get(key, WeekSums())
    await _tell_approvers(
        session,
        happened,
        "week_submitted",
        lambda _person: _of_line(line, sums),
        buttons=lambda: decide_buttons(event.week_id, line.sight),
    )


def decide_buttons(week_id: UUID, seen: Sight) -> Rows:
    """Return what an approver does with a week; approving holds for what was shown."""
    return (
        (Button(_("Approve"), press("week-ok", week_id, str(seen))),
         Button(_("Send back…"), press("week-no", week_id))),
        (Button(_("Look"), press("week-look", week_id)),),
    )  # fmt: skip


def send_buttons(week_id: UUID, *, again: bool = False) -> Rows:
    """Return what a person does with their own week."""
    label = _("Send again") if again else _("Send for approval")
    return ((Button(label, press("week-send", week_id)),
             Button(_("Look"), press("week-look", week_id))),)  # fmt: skip


async def week_recalled(session: AsyncSession, happened: Happened) -> None:
    """The person took it back: the approvers' cards say so."""
    await _settle(session, happened, lambda: _("Taken back by whoever sent it."))


async def week_approved(session: AsyncSession, happened: Happened) -> None:
    """Approved: every approver's card says by whom, the person gets one line."""
    await _settle(session, happened, lambda: _decided(happened, _("Approved by {name}, {day}")))
    await _tell_person(session, happened, "week_approved")


async def week_rejected(session: AsyncSession, happened: Happened) -> None:
    """Sent back: the person reads why and may send it again at once."""
    event = _about(happened)
    await _settle(session, happened, lambda: _decided(happened, _("Sent back by {name}, {day}")))
    await _tell_person(session, happened, "week_rejected",
                       buttons=lambda: send_buttons(event.week_id, again=True))  # fmt: skip


async def week_reopened(session: AsyncSession, happened: Happened) -> None:
    """Opened again: the person is told, and whoever was asked to need not any more."""
    await _settle(session, happened, lambda: _decided(happened, _("Opened by {name}, {day}")),
                  kinds=("week_reopening_asked",))  # fmt: skip
    await _tell_person(session, happened, "week_reopened")


async def week_reopening_asked(session: AsyncSession, happened: Happened) -> None:
    """A person asks for their approved week to be opened."""
    event = _about(happened)
    names = await names_of(session, [event.staff_id])
    values = {"name": names.get(event.staff_id, ""), "week": _number(event),
              "comment": event.comment}  # fmt: skip
    await _tell_approvers(
        session,
        happened,
        "week_reopening_asked",
        lambda _person: values,
        buttons=lambda: (
            (Button(_("Open the week"), press("week-open", event.week_id, "asked")),),
        ),
        path=f"{APPROVALS}?box=approved",
        once=f"week-reopening-{event.week_id}-{clock.today(happened.actor.zone)}",  # once a day
    )


async def week_to_submit(session: AsyncSession, happened: Happened) -> None:
    """A person's week is complete or over: sending it is one tap."""
    event = happened.event
    assert isinstance(event, WeekToSubmit)
    await tell_many(session, [Telling(
        event.staff_id, "week_to_submit", f"week-to-submit-{happened.record_id}",
        lambda _person: {
            "week": _number(event), "total": formatting.hours(event.minutes), "late": event.late,
            "norm": formatting.hours(event.norm) if event.norm else "",
        },
        buttons=lambda: send_buttons(event.week_id), path=_week_path(event),
        subject_kind=SUBJECT, subject_id=event.week_id,
    )])  # fmt: skip


async def weeks_waiting(session: AsyncSession, happened: Happened) -> None:
    """Weeks of earlier weeks still wait on a Monday: each approver is told once, in one line."""
    event = happened.event
    assert isinstance(event, WeeksWaiting)
    own_allowed = await setting(session, OWN_APPROVAL)
    waiting = await approval_queries.waiting_by_person(session)
    total = sum(waiting.values())
    tellings = []
    for staff_id in await holders_of(session, Permission.APPROVE_HOURS):
        count = total - (0 if own_allowed else waiting.get(staff_id, 0))
        if count:
            tellings.append(Telling(
                staff_id, "weeks_waiting", f"weeks-waiting-{event.day}",
                lambda _person, count=count: {"count": count}, path=APPROVALS,  # type: ignore[misc]
            ))  # fmt: skip
    await tell_many(session, tellings)


def _of_line(line: WeekLine, sums: WeekSums) -> dict[str, Any]:
    return {
        "name": line.name, "week": line.status.number, "total": total_words(line),
        "notes": " · ".join(notes_on(line)), "sums": sums_words(sums),
    }  # fmt: skip


async def _tell_approvers(
    session: AsyncSession, happened: Happened, kind: str, values: Values, *,
    buttons: Callable[[], Rows], path: str = APPROVALS, once: str = "",
) -> None:  # fmt: skip
    event = _about(happened)
    people: Collection[UUID] = await holders_of(session, Permission.APPROVE_HOURS)
    own_allowed = await setting(session, OWN_APPROVAL)
    sent_by_owner = happened.actor.id == event.staff_id
    left_out = set() if own_allowed and sent_by_owner else {happened.actor.id}
    left_out |= set() if own_allowed else {event.staff_id}
    await tell_many(session, [
        Telling(
            staff_id, kind, once or f"{kind}-{happened.record_id}", values, buttons=buttons, path=path,
            subject_kind=SUBJECT, subject_id=event.week_id,
        )
        for staff_id in people if staff_id not in left_out
    ])  # fmt: skip


async def _tell_person(
    session: AsyncSession, happened: Happened, kind: str, *, buttons: Callable[[], Rows] = tuple
) -> None:
    event = _about(happened)
    if event.staff_id == happened.actor.id:
        return
    values = {"week": _number(event), "by": happened.actor.name, "comment": event.comment}
    await tell_many(session, [Telling(
        event.staff_id, kind, f"{kind}-{happened.record_id}",
        lambda _person: {**values, "total": formatting.hours(event.minutes)}, buttons=buttons,
        path=_week_path(event), subject_kind=SUBJECT, subject_id=event.week_id,
    )])  # fmt: skip


async def _settle(
    session: AsyncSession, happened: Happened, line: Callable[[], str],
    kinds: tuple[str, ...] = ("week_submitted",),
) -> None:  # fmt: skip
    """Let the cards of the present round say what became of it."""
    event = _about(happened)
    week = await session.get_one(TimesheetWeek, event.week_id)
    since = week.submitted_at if kinds == ("week_submitted",) else week.created_at
    await settle_cards(
        session, SUBJECT, event.week_id, kinds, once=happened.record_id, line=line,
        kind="week_settled", since=since,
    )  # fmt: skip


def _decided(happened: Happened, sentence: str) -> str:
    day = clock.today(happened.actor.zone)
    return sentence.format(name=happened.actor.name, day=formatting.day(day))


def _about(happened: Happened) -> WeekEvent:
    assert isinstance(happened.event, WeekEvent)
    return happened.event


def _number(event: WeekEvent) -> int:
    return event.monday.isocalendar().week


def _week_path(event: WeekEvent) -> str:
    year, week, _day = event.monday.isocalendar()
    return f"/app/hours?week={year}-W{week:02}"


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    WeekSubmitted: [week_submitted],
    WeekRecalled: [week_recalled],
    WeekApproved: [week_approved],
    WeekRejected: [week_rejected],
    WeekReopened: [week_reopened],
    WeekReopeningAsked: [week_reopening_asked],
    WeekToSubmit: [week_to_submit],
    WeeksWaiting: [weeks_waiting],
}

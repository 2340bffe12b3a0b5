"""A week's way to approval: each step, and each refusal with its reason."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.errors import Changed, DomainError, NotAllowed, NotFound
from core.events.models import EventRecord
from core.settings import keys
from core.settings import service as settings
from core.startup import App
from core.timesheets import approval_queries, errors, service
from core.timesheets import queries as hours
from core.timesheets.models import Absence, Endorsement, EndorsementLine, TimesheetWeek
from core.timesheets.week_lines import FlagKind, Sight
from tests import make

MONDAY = date(2026, 3, 23)  # the week before the tests' Tuesday: week 13
THIS_MONDAY = date(2026, 3, 30)


async def people(session: AsyncSession) -> tuple[Actor, Actor]:
    """Matti, who logs, and Anna, who approves but logs nothing for others."""
    role = await make.a_role(session, "Boss", Permission.APPROVE_HOURS, Permission.LOG_HOURS)
    matti = await make.a_member(session, "Matti")
    anna = await make.a_member(session, "Anna", roles=[role])
    return make.actor_of(matti), make.actor_of(anna)


async def a_full_week(session: AsyncSession, actor: Actor, monday: date = MONDAY) -> None:
    for step in range(5):
        day = monday + timedelta(days=step)
        await service.log_time(session, actor, day=day, minutes=450)


async def facts(session: AsyncSession, name: str) -> list[dict[str, Any]]:
    rows = await session.scalars(sa.select(EventRecord).where(EventRecord.name == name))
    return [row.payload or {} for row in rows]


async def test_a_week_is_sent_approved_and_reopened(session: AsyncSession, clock: Any) -> None:
    matti, anna = await people(session)
    await a_full_week(session, matti)

    sent = await service.submit_week(session, matti, MONDAY + timedelta(days=2))
    assert (sent.monday, sent.state, sent.minutes) == (MONDAY, "submitted", 2250)
    approved = await service.approve_week(
        session, anna, matti.staff_id, MONDAY, version=sent.version, seen=Sight(2250)
    )
    assert (approved.state, approved.decided_by_id) == ("approved", anna.id)
    status = await approval_queries.week_state(session, matti.staff_id, MONDAY)
    assert (status.state, status.by, status.number) == ("approved", "Anna", 13)

    opened = await service.reopen_week(
        session, anna, matti.staff_id, MONDAY, comment=" Thursday is wrong. "
    )
    assert opened.state == "open"
    told = {"staff_id": str(matti.id), "monday": "2026-03-23", "minutes": 2250}
    assert told.items() <= (await facts(session, "WeekSubmitted"))[0].items()
    assert told.items() <= (await facts(session, "WeekApproved"))[0].items()
    assert (await facts(session, "WeekReopened"))[0]["comment"] == "Thursday is wrong."
    assert (await service.submit_week(session, matti, MONDAY)).state == "submitted"


async def test_a_week_sent_back_keeps_the_comment_until_it_is_sent_again(
    session: AsyncSession, clock: Any
) -> None:
    matti, anna = await people(session)
    await a_full_week(session, matti)
    await service.submit_week(session, matti, MONDAY)

    with pytest.raises(errors.CommentMissing):
        await service.reject_week(session, anna, matti.staff_id, MONDAY, comment="  ")
    week = await service.reject_week(
        session, anna, matti.staff_id, MONDAY, comment="Which site on Friday?"
    )
    assert (week.state, week.comment) == ("rejected", "Which site on Friday?")
    again = await service.submit_week(session, matti, MONDAY)
    assert (again.state, again.decided_by_id) == ("submitted", None)


async def test_a_week_may_be_taken_back_until_somebody_decides(
    session: AsyncSession, clock: Any
) -> None:
    matti, anna = await people(session)
    await a_full_week(session, matti)
    with pytest.raises(errors.WeekNotSubmitted):
        await service.recall_week(session, matti, MONDAY)
    await service.submit_week(session, matti, MONDAY)

    assert (await service.recall_week(session, matti, MONDAY)).state == "open"
    await service.submit_week(session, matti, MONDAY)
    await service.approve_week(session, anna, matti.staff_id, MONDAY)
    with pytest.raises(errors.WeekAlreadyApproved) as refused:
        await service.recall_week(session, matti, MONDAY)
    assert refused.value.sentence() == ("Week 13 of Matti is approved already (Anna, Tue 31 Mar).")
    await service.ask_reopening(session, matti, MONDAY, comment="Forgot Friday")
    assert (await facts(session, "WeekReopeningAsked"))[0]["comment"] == "Forgot Friday"


async def test_nothing_is_sent_twice_empty_ahead_or_early_without_asking(
    session: AsyncSession, clock: Any
) -> None:
    matti, _anna = await people(session)
    with pytest.raises(errors.WeekEmpty):
        await service.submit_week(session, matti, MONDAY)
    with pytest.raises(errors.WeekAhead):
        await service.submit_week(session, matti, THIS_MONDAY + timedelta(days=7))
    await service.log_time(session, matti, day=THIS_MONDAY, minutes=60)
    with pytest.raises(errors.WeekNotOver) as asked:
        await service.submit_week(session, matti, THIS_MONDAY)
    assert asked.value.sentence() == (
        "Week 14 lasts until Sun 5 Apr. Send it now only if no more work follows."
    )
    early = frozenset(["week_not_over"])
    await service.submit_week(session, matti, THIS_MONDAY, confirmed=early)
    with pytest.raises(errors.WeekAlreadySubmitted):
        await service.submit_week(session, matti, THIS_MONDAY, confirmed=early)
    clock.move_to(datetime(2026, 4, 10, 12, tzinfo=UTC))
    friday = date(2026, 4, 10)
    await service.log_time(session, matti, day=friday, minutes=60)
    assert (await service.submit_week(session, matti, friday)).state == "submitted"


async def test_a_week_of_nothing_but_absence_may_be_sent(session: AsyncSession, clock: Any) -> None:
    matti, _anna = await people(session)
    session.add(Absence(staff_id=matti.id, kind="vacation", first_day=MONDAY,
                        last_day=MONDAY + timedelta(days=4)))  # fmt: skip
    assert (await service.submit_week(session, matti, MONDAY)).minutes == 0


async def test_nobody_approves_their_own_week_unless_the_company_says_so(
    session: AsyncSession, clock: Any
) -> None:
    _matti, anna = await people(session)
    await a_full_week(session, anna)
    await service.submit_week(session, anna, MONDAY)

    for change in (service.approve_week(session, anna, anna.staff_id, MONDAY),
                   service.reject_week(session, anna, anna.staff_id, MONDAY, comment="No")):  # fmt: skip
        with pytest.raises(errors.OwnWeek):
            await change
    assert (await approval_queries.counts(session, anna, own_allowed=False))["waiting"] == 0

    await settings.set_value(session, system("test"), keys.OWN_APPROVAL, True)
    assert (await service.approve_week(session, anna, anna.staff_id, MONDAY)).state == "approved"


async def test_without_the_right_nothing_is_decided_and_others_weeks_are_absent(
    session: AsyncSession, clock: Any
) -> None:
    matti, anna = await people(session)
    maria = make.actor_of(await make.a_member(session, "Maria"))
    await a_full_week(session, matti)
    week = await service.submit_week(session, matti, MONDAY)

    for change in (
        service.approve_week(session, maria, matti.staff_id, MONDAY),
        service.reject_week(session, maria, matti.staff_id, MONDAY, comment="No"),
        service.submit_week(session, maria, MONDAY, staff_id=matti.staff_id),
        service.recall_week(session, maria, MONDAY, staff_id=matti.staff_id),
        service.approve_week(
            session, make.actor_of(await make.a_member(session, owner=True), "sms"),
            matti.staff_id, MONDAY,
        ),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await change
    with pytest.raises(NotFound):
        await approval_queries.get_week(session, maria, week.id)
    with pytest.raises(NotFound):
        await approval_queries.weeks_waiting(session, maria)
    assert await approval_queries.counts(session, maria, own_allowed=True) == {}
    assert (await approval_queries.get_week(session, anna, week.id)).id == week.id


async def test_only_what_was_sent_is_decided_and_only_once(
    session: AsyncSession, clock: Any
) -> None:
    matti, anna = await people(session)
    with pytest.raises(errors.WeekNotSubmitted):
        await service.approve_week(session, anna, matti.staff_id, MONDAY)
    await a_full_week(session, matti)
    await service.submit_week(session, matti, MONDAY)
    with pytest.raises(errors.WeekNotApproved):
        await service.reopen_week(session, anna, matti.staff_id, MONDAY, comment="Why not")
    await service.approve_week(session, anna, matti.staff_id, MONDAY)
    with pytest.raises(errors.WeekAlreadyApproved):
        await service.approve_week(session, anna, matti.staff_id, MONDAY)
    with pytest.raises(errors.WeekAlreadyApproved):
        await service.reject_week(session, anna, matti.staff_id, MONDAY, comment="Late")
    assert len(await facts(session, "WeekApproved")) == 1


async def test_the_approver_decides_about_what_they_saw(session: AsyncSession, clock: Any) -> None:
    matti, anna = await people(session)
    await a_full_week(session, matti)
    week = await service.submit_week(session, matti, MONDAY)
    await service.log_time(session, matti, day=MONDAY + timedelta(days=5), minutes=120)

    with pytest.raises(errors.WeekHoursChanged) as refused:
        await service.approve_week(session, anna, matti.staff_id, MONDAY, seen=Sight(2250))
    assert refused.value.sentence().startswith("The week holds 39.5 h now, not 37.5 h.")
    with pytest.raises(Changed):
        await service.approve_week(session, anna, matti.staff_id, MONDAY, version=week.version - 1)
    assert (await service.approve_week(session, anna, matti.staff_id, MONDAY)).minutes == 2370


async def test_hours_moved_to_a_customer_are_not_what_the_approver_saw(
    session: AsyncSession, clock: Any
) -> None:
    matti, anna = await people(session)
    lehto = await make.a_customer(session)
    await a_full_week(session, matti)
    week = await service.submit_week(session, matti, MONDAY)
    seen = (await approval_queries.line_of(session, week)).sight
    [first, *_rest] = await hours.entries_of_day(session, matti, matti.staff_id, MONDAY)
    await service.correct_entry(session, matti, first.entry.id, customer_id=lehto.id)

    with pytest.raises(errors.WeekEntriesChanged):
        await service.approve_week(session, anna, matti.staff_id, MONDAY, seen=seen)
    seen = (await approval_queries.line_of(session, week)).sight
    kept = Sight.read(str(seen))
    assert kept == seen
    await service.approve_week(session, anna, matti.staff_id, MONDAY, seen=kept)


@pytest.mark.parametrize("text", ["", "x", "--1", "9" * 5000, "-"])
def test_what_is_no_sight_of_a_week_is_none(text: str) -> None:
    assert Sight.read(text) is None
    assert Sight.read(str(Sight(-480, "0a0b0c0d"))) == Sight(-480, "0a0b0c0d")


async def test_two_approvers_at_once_approve_one_time(app: App, clock: Any) -> None:
    async with app.sessions.begin() as session:
        matti, anna = await people(session)
        boss = make.actor_of(await make.a_member(session, "Olli", owner=True))
        await a_full_week(session, matti)
        await service.submit_week(session, matti, MONDAY)

    async def approve(actor: Actor) -> DomainError | None:
        try:
            async with app.sessions.begin() as session:
                await service.approve_week(session, actor, matti.staff_id, MONDAY)
        except DomainError as error:
            return error
        return None

    ended = await asyncio.gather(approve(anna), approve(boss))
    assert [type(one) for one in ended if one] == [errors.WeekAlreadyApproved]
    async with app.sessions.begin() as session:
        assert len(await facts(session, "WeekApproved")) == 1
        assert await session.scalar(sa.select(sa.func.count(TimesheetWeek.id))) == 1


async def test_approving_many_skips_what_cannot_be_approved(
    session: AsyncSession, clock: Any
) -> None:
    matti, anna = await people(session)
    ids = []
    for one in (matti, anna):
        await a_full_week(session, one)
        ids.append((await service.submit_week(session, one, MONDAY)).id)
    unknown = make.actor_of(await make.a_member(session)).staff_id

    approved, refused = await service.approve_weeks(
        session, anna, [(ids[0], None, Sight(2250)), (ids[1], None, None), (unknown, None, None)]
    )
    assert [one.staff_id for one in approved] == [matti.id]
    assert [(one.week_id, type(one.error)) for one in refused] == [(ids[1], errors.OwnWeek)]


async def test_the_approver_sees_totals_norm_and_what_deserves_a_look(
    session: AsyncSession, clock: Any, queries: Any
) -> None:
    matti, anna = await people(session)
    customer = await make.a_customer(session)
    log: Any = {"customer_id": customer.id, "confirmed": frozenset(["over_hours", "overlap"])}
    disputed = await service.log_time(session, matti, day=MONDAY, minutes=800, **log)
    tuesday = MONDAY + timedelta(days=1)
    await service.log_time(session, matti, day=tuesday, start=time(7), end=time(12), **log)
    await service.log_time(session, matti, day=tuesday, start=time(11), end=time(15), **log)
    await a_dispute(session, disputed.id, customer.id)
    await service.submit_week(session, matti, MONDAY)
    await session.flush()

    with queries() as seen:
        page = await approval_queries.weeks_waiting(session, anna)
    (line,) = page.rows
    assert len(seen) <= 5, seen
    assert (line.name, line.total, line.norm) == ("Matti", 1340, 2250)
    assert line.worked[:3] == (800, 540, 0)
    flags = {flag.kind: flag for flag in line.flags}
    assert flags[FlagKind.DISPUTED].days == (MONDAY,)
    assert flags[FlagKind.LONG].days == (MONDAY,)
    assert flags[FlagKind.OVERLAP].days == (tuesday,)
    assert flags[FlagKind.MISSING].minutes == 3 * 450
    assert page.next_cursor is None


async def a_dispute(session: AsyncSession, entry_id: Any, customer_id: Any) -> None:
    asked = Endorsement(customer_id=customer_id, first_day=MONDAY, last_day=MONDAY,
                        expires_at=datetime(2026, 5, 1, tzinfo=UTC))  # fmt: skip
    session.add(asked)
    await session.flush()
    session.add(EndorsementLine(endorsement_id=asked.id, entry_id=entry_id, worked_minutes=800,
                                billed_minutes=800, state="disputed"))  # fmt: skip
    await session.flush()


async def test_boxes_are_paged_and_hold_what_they_say(session: AsyncSession, clock: Any) -> None:
    _matti, anna = await people(session)
    for step in range(5):
        one = make.actor_of(await make.a_member(session, f"Person {step}"))
        await a_full_week(session, one)
        await service.submit_week(session, one, MONDAY)
        if step == 4:
            await service.reject_week(session, anna, one.staff_id, MONDAY, comment="Look")
        if step == 3:
            await service.approve_week(session, anna, one.staff_id, MONDAY)
    first = await approval_queries.weeks_page(session, anna, "waiting", limit=2)
    second = await approval_queries.weeks_page(session, anna, "waiting", first.next_cursor, limit=2)
    names = [line.name for page in (first, second) for line in page.rows]
    assert sorted(names) == ["Person 0", "Person 1", "Person 2"]
    assert second.next_cursor is None
    for box, name in (("approved", "Person 3"), ("rejected", "Person 4")):
        page = await approval_queries.weeks_page(session, anna, box)  # type: ignore[arg-type]
        assert [line.name for line in page.rows] == [name]
    counted = await approval_queries.counts(session, anna, own_allowed=False)
    assert counted == {"waiting": 3, "rejected": 1, "open": 0}
    broken = await approval_queries.weeks_page(session, anna, "waiting", "bm9wZQ")
    assert len(broken.rows) == 3

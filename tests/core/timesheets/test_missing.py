"""Missing hours are told at most twice a day, never on holidays, never when complete."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.access.permissions import Permission
from core.events.models import EventRecord
from core.kit import clock as kit_clock
from core.settings import keys
from core.settings.service import set_value
from core.startup import App
from core.timesheets import absences, jobs, service
from core.timesheets.models import WorkingTime
from tests import make


async def told(app: App, name: str = "HoursMissing") -> list[dict[str, Any]]:
    async with app.sessions.reading() as session:
        rows = await session.scalars(
            sa.select(EventRecord.payload).where(EventRecord.name == name).order_by(EventRecord.id)
        )
        return [row or {} for row in rows]


async def a_worker(app: App, **values: Any) -> Any:
    async with app.sessions.begin() as session:
        return make.actor_of(await make.a_member(session, **values))


async def run_hours(app: App, clock: Any, start: datetime, hours: int) -> list[str]:
    """Sweep every half hour; return the local times at which something was told."""
    moments, before = [], 0
    for step in range(hours * 2):
        clock.move_to(start + timedelta(minutes=30 * step))
        await jobs.look_for_missing_hours(app.sessions)
        if (count := len(await told(app))) > before:
            before = count
            local = kit_clock.local(kit_clock.now(), "Europe/Helsinki")
            moments.append(local.strftime("%d.%m. %H:%M"))
    return moments


async def test_a_lacking_day_is_told_twice_and_easter_not_at_all(app: App, clock: Any) -> None:
    await a_worker(app)
    thursday = datetime(2026, 4, 2, 6, 0, tzinfo=UTC)

    moments = await run_hours(app, clock, thursday, 24 * 6)

    assert moments == ["02.04. 16:30", "02.04. 18:30", "07.04. 16:30", "07.04. 18:30"]
    assert [(fact["minutes"], fact["step"]) for fact in await told(app)][:2] == [(450, 1), (450, 2)]


async def test_a_complete_day_is_silent_and_a_partial_one_offers_what_fits(
    app: App, clock: Any
) -> None:
    actor = await a_worker(app)
    clock.move_to(datetime(2026, 4, 1, 6, 0, tzinfo=UTC))
    await jobs.look_for_missing_hours(app.sessions)
    clock.move_to(datetime(2026, 4, 1, 12, 0, tzinfo=UTC))
    async with app.sessions.begin() as session:
        lehto = await make.a_customer(session)
        tuesday = date(2026, 3, 31)
        await service.log_time(
            session, actor, day=tuesday, start=time(8), end=time(11, 30), customer_id=lehto.id
        )
        await service.log_time(session, actor, day=tuesday, minutes=300, customer_id=lehto.id)
        await service.log_time(session, actor, day=date(2026, 4, 1), minutes=240)
    clock.move_to(datetime(2026, 4, 1, 13, 30, tzinfo=UTC))
    await jobs.look_for_missing_hours(app.sessions)
    [fact] = await told(app)
    assert (fact["minutes"], fact["same_minutes"], fact["same_customer"]) == (210, 210, "Lehto")
    assert (fact["same_start"], fact["same_end"]) == ("08:00:00", "11:30:00")

    async with app.sessions.begin() as session:
        await service.log_time(session, actor, day=date(2026, 4, 1), minutes=210)
    clock.move_to(datetime(2026, 4, 1, 15, 30, tzinfo=UTC))
    await jobs.look_for_missing_hours(app.sessions)
    assert len(await told(app)) == 1


async def test_a_reversal_is_never_offered_as_the_same_again(app: App, clock: Any) -> None:
    actor = await a_worker(app)
    clock.move_to(datetime(2026, 4, 1, 6, 0, tzinfo=UTC))
    await jobs.look_for_missing_hours(app.sessions)
    async with app.sessions.begin() as session:
        monday, tuesday = date(2026, 3, 30), date(2026, 3, 31)
        await service.log_time(session, actor, day=monday, minutes=300)
        paid = await service.log_time(session, actor, day=tuesday, minutes=480)
        paid.invoiced_at = kit_clock.now()
        await session.flush()
        await service.reverse_entry(session, actor, paid.id, reason="wrong")
    clock.move_to(datetime(2026, 4, 1, 13, 30, tzinfo=UTC))

    await jobs.look_for_missing_hours(app.sessions)

    assert [fact["same_minutes"] for fact in await told(app)] == [300]


async def test_who_is_off_has_a_clock_running_or_left_is_not_asked(app: App, clock: Any) -> None:
    off, running = await a_worker(app, name="Off"), await a_worker(app, name="Running")
    left = await a_worker(app, name="Left")
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "office", Permission.SEE_CUSTOMERS)
        await make.a_member(session, "No hours", roles=[role])
    clock.move_to(datetime(2026, 4, 1, 6, 0, tzinfo=UTC))
    await jobs.look_for_missing_hours(app.sessions)
    async with app.sessions.begin() as session:
        await service.mark_day_off(session, off, date(2026, 4, 1))
        await service.start_timer(session, running)
        await deactivate(session, left.id)
    clock.move_to(datetime(2026, 4, 1, 13, 30, tzinfo=UTC))

    await jobs.look_for_missing_hours(app.sessions)

    assert await told(app) == []


async def deactivate(session: Any, staff_id: UUID) -> None:
    from core.staff.models import StaffMember

    member = await session.get(StaffMember, staff_id)
    member.deactivated_at = kit_clock.now()


async def test_each_is_asked_in_their_own_zone_also_when_the_clocks_change(
    app: App, clock: Any
) -> None:
    await a_worker(app, name="North")
    await a_worker(app, name="West", zone="Europe/London")
    friday = datetime(2026, 3, 27, 6, 0, tzinfo=UTC)

    moments = await run_hours(app, clock, friday, 24 * 4)

    assert moments == [
        "27.03. 16:30", "27.03. 18:30", "27.03. 20:30",
        "30.03. 16:30", "30.03. 18:30", "30.03. 20:30",
    ]  # fmt: skip
    assert len(await told(app)) == 8


async def test_half_a_day_off_lowers_what_is_told_and_a_whole_one_silences(
    app: App, clock: Any
) -> None:
    half, whole = await a_worker(app, name="Half"), await a_worker(app, name="Whole")
    clock.move_to(datetime(2026, 4, 1, 6, 0, tzinfo=UTC))
    await jobs.look_for_missing_hours(app.sessions)
    async with app.sessions.begin() as session:
        day = date(2026, 4, 1)
        await absences.log_absence(session, half, kind="sick", first_day=day, day_minutes=225)
        await service.log_time(session, half, day=day, minutes=60)
        await absences.log_absence(session, whole, kind="vacation", first_day=day)
    clock.move_to(datetime(2026, 4, 1, 13, 30, tzinfo=UTC))

    await jobs.look_for_missing_hours(app.sessions)

    assert [(fact["staff_id"], fact["minutes"]) for fact in await told(app)] == [
        (str(half.id), 165)
    ]


async def test_who_works_on_saturdays_is_asked_on_saturdays_only(app: App, clock: Any) -> None:
    actor = await a_worker(app)
    async with app.sessions.begin() as session:
        session.add(WorkingTime(
            staff_id=actor.id, valid_from=date(2026, 1, 1), minutes=[0] * 5 + [300, 0]
        ))  # fmt: skip

    moments = await run_hours(app, clock, datetime(2026, 4, 9, 6, 0, tzinfo=UTC), 24 * 4)

    assert moments == ["11.04. 16:30", "11.04. 18:30"]
    assert [fact["minutes"] for fact in await told(app)] == [300, 300]


async def test_who_approves_is_told_on_the_next_working_morning_who_still_lacks_hours(
    app: App, clock: Any
) -> None:
    lacking, other = await a_worker(app, name="Lacking"), await a_worker(app, name="Other")
    complete = await a_worker(app, name="Complete")
    boss = await a_worker(app, name="Boss", owner=True)
    clock.move_to(datetime(2026, 4, 2, 6, 0, tzinfo=UTC))  # Thursday before Easter
    await jobs.look_for_missing_hours(app.sessions)
    async with app.sessions.begin() as session:
        await service.log_time(session, complete, day=date(2026, 4, 2), minutes=450)
        await service.log_time(session, other, day=date(2026, 4, 2), minutes=200)

    moments = await run_managers(app, clock, datetime(2026, 4, 2, 12, tzinfo=UTC), 24 * 5)

    assert moments == ["07.04. 08:00"]
    [fact] = await told(app, "HoursMissingToManager")
    assert (fact["manager_id"], fact["day"]) == (str(boss.id), "2026-04-02")
    assert sorted(fact["lines"]) == sorted([[str(lacking.id), 450], [str(other.id), 250]])


async def test_managers_are_told_nothing_when_the_company_does_not_want_it_or_all_is_complete(
    app: App, clock: Any
) -> None:
    actor = await a_worker(app)
    boss = await a_worker(app, name="Boss", owner=True)
    async with app.sessions.begin() as session:
        await set_value(session, boss, keys.MISSING_TO_MANAGER, False)

    assert await run_managers(app, clock, datetime(2026, 3, 30, 6, tzinfo=UTC), 30) == []

    async with app.sessions.begin() as session:
        await set_value(session, boss, keys.MISSING_TO_MANAGER, True)
        for one in (actor, boss):
            await service.log_time(session, one, day=date(2026, 3, 31), minutes=450)
    assert await run_managers(app, clock, datetime(2026, 3, 31, 13, tzinfo=UTC), 18) == []


async def run_managers(app: App, clock: Any, start: datetime, hours: int) -> list[str]:
    """Sweep every half hour; return the local times at which managers were told."""
    moments, before = [], 0
    for step in range(hours * 2):
        clock.move_to(start + timedelta(minutes=30 * step))
        await jobs.look_for_missing_hours(app.sessions)
        if (count := len(await told(app, "HoursMissingToManager"))) > before:
            before = count
            moments.append(
                kit_clock.local(kit_clock.now(), "Europe/Helsinki").strftime("%d.%m. %H:%M")
            )
    return moments

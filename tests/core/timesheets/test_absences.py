"""Absences and working times: who may write them down, what is refused, what is recorded."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.permissions import Permission
from core.errors import Changed, NotAllowed, NotFound
from core.events.models import EventRecord
from core.timesheets import absence_queries, absences, errors, working_times
from core.timesheets.models import WorkingTime
from tests import make

MONDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 6)


async def facts(session: AsyncSession, name: str) -> list[dict[str, Any]]:
    rows = await session.scalars(sa.select(EventRecord.payload).where(EventRecord.name == name))
    return [row or {} for row in rows]


async def test_days_off_are_written_down_ahead_and_the_audit_keeps_the_reason_out(
    session: AsyncSession,
) -> None:
    matti = make.actor_of(await make.a_member(session))

    away = await absences.log_absence(
        session, matti, kind="sick", first_day=MONDAY, last_day=FRIDAY, said="sairaana ma-pe"
    )

    assert (away.first_day, away.last_day, away.day_minutes) == (MONDAY, FRIDAY, None)
    [fact] = await facts(session, "AbsenceLogged")
    assert (fact["first_day"], fact["last_day"]) == (str(MONDAY), str(FRIDAY))
    assert "sick" not in str(fact)


async def test_a_day_is_not_taken_off_twice_but_its_parts_may_stand_together(
    session: AsyncSession,
) -> None:
    matti = make.actor_of(await make.a_member(session))
    await absences.log_absence(session, matti, kind="vacation", first_day=MONDAY, last_day=FRIDAY)
    sunday = date(2026, 11, 8)
    for kind in ("sick", "training"):
        await absences.log_absence(session, matti, kind=kind, first_day=sunday, day_minutes=120)

    with pytest.raises(errors.AbsenceOverlaps) as refusal:
        await absences.log_absence(session, matti, kind="sick", first_day=FRIDAY, day_minutes=60)

    assert refusal.value.sentence("en") == (
        "These days are off already: Mon 2 Nov – Fri 6 Nov. Change or remove that absence first."
    )


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"last_day": date(2026, 11, 1)}, errors.AbsenceBackwards),
        ({"last_day": date(2029, 1, 1)}, errors.AbsenceTooLong),
        ({"day_minutes": 0}, errors.AbsencePartWrong),
        ({"day_minutes": 1441}, errors.AbsencePartWrong),
    ],
)
async def test_what_makes_no_sense_is_refused(
    session: AsyncSession, values: dict[str, Any], refused: type[Exception]
) -> None:
    matti = make.actor_of(await make.a_member(session))

    with pytest.raises(refused):
        await absences.log_absence(session, matti, kind="sick", first_day=MONDAY, **values)


async def test_a_colleagues_absence_needs_the_right_and_its_reason_is_seen_by_few(
    session: AsyncSession,
) -> None:
    matti = await make.a_member(session)
    foreman = make.actor_of(await make.a_member(
        session, "Fia", roles=[await make.a_role(session, "", Permission.LOG_FOR_OTHERS)]
    ))  # fmt: skip
    clerk = make.actor_of(await make.a_member(
        session, "Kai", roles=[await make.a_role(session, "", Permission.SEE_ALL_HOURS)]
    ))  # fmt: skip
    other = make.actor_of(await make.a_member(session, "Liisa"))

    with pytest.raises(NotAllowed):
        await absences.log_absence(session, other, kind="sick", first_day=MONDAY, staff_id=matti.id)
    away = await absences.log_absence(
        session, foreman, kind="sick", first_day=MONDAY, staff_id=matti.id
    )

    for actor, count in ((clerk, 1), (foreman, 0), (other, 0), (make.actor_of(matti), 1)):
        seen = await absence_queries.absences_between(session, actor, MONDAY, FRIDAY)
        assert len(seen) == count
    with pytest.raises(NotFound):
        await absences.remove_absence(session, other, away.id)


async def test_an_absence_is_changed_taken_back_and_brought_back(session: AsyncSession) -> None:
    matti = make.actor_of(await make.a_member(session))
    away = await absences.log_absence(session, matti, kind="sick", first_day=MONDAY)

    await absences.correct_absence(session, matti, away.id, kind="sick", last_day=FRIDAY)
    await absences.remove_absence(session, matti, away.id)
    assert await absence_queries.absences_between(session, matti, MONDAY, FRIDAY) == []
    other = await absences.log_absence(session, matti, kind="vacation", first_day=FRIDAY)
    with pytest.raises(errors.AbsenceOverlaps):
        await absences.restore_absence(session, matti, away.id)
    await absences.remove_absence(session, matti, other.id)
    await absences.restore_absence(session, matti, away.id)

    assert away.removed_at is None
    [fact] = await facts(session, "AbsenceCorrected")
    assert fact["changed"] == ["last_day"]
    with pytest.raises(Changed):
        await absences.correct_absence(session, matti, away.id, version=1, kind="vacation")


async def test_a_working_time_is_set_once_a_day_and_by_few(session: AsyncSession) -> None:
    matti = await make.a_member(session)
    owner = make.actor_of(await make.a_member(session, "Olga", owner=True))

    with pytest.raises(NotAllowed):
        await working_times.set_working_time(
            session, make.actor_of(matti), matti.id, valid_from=MONDAY, minutes=[450] * 7
        )
    norms = ([450] * 5 + [0, 0], [360] * 4 + [0] * 3)
    row = [
        await working_times.set_working_time(
            session, owner, matti.id, valid_from=MONDAY, minutes=minutes, opening_balance=-30
        )
        for minutes in norms
    ][-1]
    changed = await working_times.change_working_time(
        session, owner, row.id, minutes=[300] * 7, version=row.version
    )

    assert (changed.minutes, changed.opening_balance) == ([300] * 7, None)
    assert len((await session.scalars(sa.select(WorkingTime))).all()) == 1
    assert [fact["before"][:1] for fact in await facts(session, "WorkingTimeSet")] == [
        [], [450], [360],
    ]  # fmt: skip
    for wrong in ([450] * 6, [450] * 6 + [1441], [-1] * 7):
        with pytest.raises(errors.WorkingTimeWrong):
            await working_times.set_working_time(
                session, owner, matti.id, valid_from=MONDAY, minutes=wrong
            )

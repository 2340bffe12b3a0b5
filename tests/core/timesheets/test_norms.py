"""Norms, holidays and absences, and the balance that follows from them."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import NotFound
from core.kit.ids import new_id
from core.timesheets import service
from core.timesheets.models import Absence, WorkingTime
from core.timesheets.norm_queries import balance, norms
from core.timesheets.workdays import holiday_name
from tests import make

MONDAY, SUNDAY = date(2026, 3, 30), date(2026, 4, 5)  # Good Friday is 3 April
WEEK = [date(2026, 3, 30 + step) if step < 2 else date(2026, 4, step - 1) for step in range(7)]


def an_absence(staff_id: Any, first: date, last: date, **values: Any) -> Absence:
    values.setdefault("kind", "vacation")
    return Absence(staff_id=staff_id, first_day=first, last_day=last, **values)


async def test_without_a_row_the_usual_day_holds_on_weekdays_that_are_no_holiday(
    session: AsyncSession,
) -> None:
    matti = await make.a_member(session, day_minutes=420)

    found = await norms(session, [matti.id], MONDAY, SUNDAY)

    assert [found.of(matti.id, day) for day in WEEK] == [420, 420, 420, 420, 0, 0, 0]
    assert found.total(matti.id, MONDAY, SUNDAY) == 4 * 420
    assert found.holiday(date(2026, 4, 3), "sv") == "Långfredagen"
    assert found.of(new_id(), MONDAY) == 0


async def test_the_newest_working_time_holds_from_its_day_on(session: AsyncSession) -> None:
    matti = await make.a_member(session)
    times = (
        (date(2026, 1, 1), [450] * 5 + [0, 0]),
        (date(2026, 4, 1), [0, 0, 360, 360, 0, 300, 0]),
    )
    session.add_all(
        WorkingTime(staff_id=matti.id, valid_from=day, minutes=minutes) for day, minutes in times
    )

    found = await norms(session, [matti.id], MONDAY, SUNDAY)

    assert [found.of(matti.id, day) for day in WEEK] == [450, 450, 360, 360, 0, 300, 0]


async def test_half_a_day_off_lowers_what_is_missing(session: AsyncSession) -> None:
    matti = await make.a_member(session)
    session.add_all([
        an_absence(matti.id, WEEK[0], WEEK[0], kind="sick", day_minutes=225),
        an_absence(matti.id, WEEK[1], WEEK[4]),
        an_absence(matti.id, WEEK[0], WEEK[6], removed_at=matti.created_at),
    ])  # fmt: skip

    found = await norms(session, [matti.id], MONDAY, SUNDAY)

    assert [found.absent(matti.id, day) for day in WEEK] == [225, 450, 450, 450, 0, 0, 0]
    assert found.missing(matti.id, WEEK[0], 100) == 125
    assert found.missing(matti.id, WEEK[1], 0) == 0
    assert found.wanted_total(matti.id, MONDAY, SUNDAY) == 225


async def test_norms_of_many_people_take_three_statements(
    app: Any, session: AsyncSession, queries: Any
) -> None:
    people = [(await make.a_member(session, f"P{number}")).id for number in range(12)]
    session.add_all(an_absence(one, WEEK[0], WEEK[1]) for one in people)
    await session.flush()

    with queries() as seen:
        found = await norms(session, people, MONDAY, SUNDAY)

    assert len(seen) == 3
    assert {found.wanted_total(one, MONDAY, SUNDAY) for one in people} == {900}


@pytest.mark.usefixtures("clock")
async def test_the_balance_counts_from_what_one_brought_along(session: AsyncSession) -> None:
    matti = await make.a_member(session)
    actor = make.actor_of(matti)
    session.add(WorkingTime(
        staff_id=matti.id, valid_from=date(2026, 3, 23), minutes=[450] * 5 + [0, 0],
        opening_balance=60,
    ))  # fmt: skip
    session.add_all([
        an_absence(matti.id, date(2026, 3, 24), date(2026, 3, 24), kind="sick"),
        an_absence(matti.id, date(2026, 3, 25), date(2026, 3, 25), kind="balance", day_minutes=200),
    ])  # fmt: skip
    for day, minutes in ((9, 600), (23, 480), (25, 250), (26, 450), (27, 450), (30, 500), (31, 90)):
        await service.log_time(session, actor, day=date(2026, 3, day), minutes=minutes)

    found = await balance(session, matti.id, date(2026, 3, 31))

    assert (found.since, found.through) == (date(2026, 3, 23), date(2026, 3, 30))
    assert (found.opening, found.worked, found.norm, found.absences) == (60, 2130, 2700, 450)
    assert found.balance == 60 + 30 - 200 + 50


async def test_somebody_unknown_has_no_balance(session: AsyncSession) -> None:
    with pytest.raises(NotFound):
        await balance(session, new_id(), MONDAY)


@pytest.mark.parametrize(
    ("country", "language", "name"),
    [("FI", "fi", "Pitkäperjantai"), ("FI", "en", "Good Friday"), ("SE", "sv", "Långfredagen"),
     ("EE", "fi", "suur reede"), ("XX", "fi", "")],
)  # fmt: skip
def test_a_holiday_has_its_name_where_the_country_knows_the_language(
    country: str, language: str, name: str
) -> None:
    assert holiday_name(date(2026, 4, 3), country, "", language) == name

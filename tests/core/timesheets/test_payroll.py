"""Pay bases [N18]: windows, days, breaks, nights of the clock change, absences, reversals."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.errors import Invalid, NotAllowed
from core.kit import clock as clocks
from core.kit.i18n import use_language
from core.timesheets import pay_bases, pay_export, payroll
from core.timesheets.errors import CodeTaken
from core.timesheets.exporting import Asked, What
from core.timesheets.models import Absence, AbsenceKind, PayBasis, TimeEntry
from core.timesheets.payroll import Away, Paid, Reckoning, Work
from tests import make

ZONE = "Europe/Helsinki"
MATTI = UUID(int=1)
TUESDAY = date(2026, 3, 31)
BOSS = system("a test")
HOLIDAYS = {date(2026, 4, 3), date(2026, 5, 1)}  # Good Friday, May Day


def usual() -> list[PayBasis]:
    """The mapping a company begins with, in English."""
    with use_language("en"):
        return [
            PayBasis(
                **{"position": at, "unit": pay_bases.UNITS[one["what"]][0], "is_supplement": False,
                   "conditions": {}, **one}
            )
            for at, one in enumerate(pay_bases.usual())
        ]  # fmt: skip


def entry(day: date, start: str = "", end: str = "", minutes: int | None = None) -> Work:
    """Work of a day from and until wall times (an end not after the start is on the next day)."""
    if not start:
        return Work(MATTI, day, minutes or 0, ZONE)
    began = clocks.at(day, time.fromisoformat(start), ZONE)
    ends = day if end > start else day + timedelta(days=1)
    ended = clocks.at(ends, time.fromisoformat(end), ZONE)
    whole = (ended - began) // timedelta(minutes=1)
    return Work(MATTI, day, whole if minutes is None else minutes, ZONE, began, ended)


def reckoned(*works: Work, bases: list[PayBasis] | None = None) -> dict[str, Decimal]:
    """The quantities by code."""
    reckoning = Reckoning(usual() if bases is None else bases, HOLIDAYS.__contains__)
    for work in works:
        reckoning.work(work)
    return {line.basis.code: line.quantity for line in reckoning.lines().lines}


CASES: dict[str, tuple[Work, dict[str, str]]] = {
    "a day": (entry(TUESDAY, "07:00", "15:30", 480), {"100": "8"}),
    "an evening": (entry(TUESDAY, "14:00", "20:00"), {"100": "6", "200": "2"}),
    "over both windows": (entry(TUESDAY, "21:00", "00:30"),
                          {"100": "3.5", "200": "2", "210": "1.5"}),
    "a night": (entry(TUESDAY, "22:00", "06:30"), {"100": "8.5", "200": "1", "210": "7"}),
    "the night of the clock forward": (entry(date(2026, 3, 28), "22:00", "06:00"),
                                       {"100": "7", "200": "1", "210": "6", "220": "2",
                                        "230": "5"}),
    "the night of the clock back": (entry(date(2026, 10, 24), "22:00", "06:00"),
                                    {"100": "9", "200": "1", "210": "8", "220": "2", "230": "7"}),
    "Saturday into Sunday": (entry(date(2026, 4, 11), "20:00", "02:00"),
                             {"100": "6", "200": "3", "210": "3", "220": "4", "230": "2"}),
    "a holiday": (entry(date(2026, 4, 3), "08:00", "10:00"), {"100": "2", "230": "2"}),
    "a holiday without clock times": (entry(date(2026, 5, 1), minutes=90),
                                      {"100": "1.5", "230": "1.5"}),
    "the break is taken off where no supplement is": (entry(TUESDAY, "15:00", "21:00", 330),
                                                      {"100": "5.5", "200": "3"}),
    "a break longer than the plain part": (entry(TUESDAY, "17:30", "21:30", 180),
                                           {"100": "3", "200": "3"}),
    "a reversal": (entry(TUESDAY, "19:00", "21:00", -120), {"100": "-2", "200": "-2"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_minutes_go_to_the_first_basis_and_every_supplement_that_fits(name: str) -> None:
    work, expected = CASES[name]
    assert reckoned(work) == {code: Decimal(value) for code, value in expected.items()}


def test_the_first_basis_in_order_takes_the_minutes() -> None:
    fitting = uuid4()
    special = PayBasis(code="110", name="Fitting", what="work", unit="hours", position=1,
                       is_supplement=False,
                       conditions=payroll.conditions(work_kind_id=str(fitting)))  # fmt: skip
    plain = PayBasis(code="100", name="Pay", what="work", unit="hours", position=2,
                     is_supplement=False, conditions={})  # fmt: skip
    works = (entry(TUESDAY, minutes=60), Work(MATTI, TUESDAY, 90, ZONE, work_kind_id=fitting))
    assert reckoned(*works, bases=[plain, special]) == {"110": Decimal("1.5"), "100": Decimal(1)}


def test_what_no_basis_takes_and_what_has_no_clock_times_is_told() -> None:
    reckoning = Reckoning([one for one in usual() if one.code == "200"], HOLIDAYS.__contains__)
    reckoning.work(entry(TUESDAY, minutes=60))
    reckoning.paid(Paid(MATTI, TUESDAY, "travel", 28_000))
    assert reckoning.result.lost == {"work": 60, "travel": 28_000}
    assert reckoning.result.timeless == 60


def test_a_day_whose_work_was_reversed_in_whole_is_no_day() -> None:
    meals = PayBasis(code="700", name="Meals", what="work", unit="days", position=1,
                     is_supplement=False, conditions={})  # fmt: skip
    reversed_whole = [entry(TUESDAY, minutes=480), entry(TUESDAY, minutes=-480)]
    assert reckoned(*reversed_whole, bases=[meals]) == {}
    assert reckoned(*reversed_whole, entry(TUESDAY, minutes=60), bases=[meals]) == {"700": 1}
    in_part = [entry(TUESDAY, minutes=480), entry(TUESDAY, minutes=-120)]
    assert reckoned(*in_part, bases=[meals]) == {"700": 1}


def test_a_half_of_the_last_digit_goes_up() -> None:
    assert payroll.in_unit("kilometres", Decimal(12_345)) == Decimal("12.35")
    assert payroll.in_unit("kilometres", Decimal(-12_345)) == Decimal("-12.35")


def test_days_are_counted_once_however_many_entries_they_have() -> None:
    meals = PayBasis(code="700", name="Meals", what="work", unit="days", position=1,
                     is_supplement=True, conditions={})  # fmt: skip
    works = [entry(TUESDAY, minutes=60), entry(TUESDAY, minutes=60),
             entry(TUESDAY + timedelta(days=1), minutes=30)]  # fmt: skip
    assert reckoned(*works, bases=[meals]) == {"700": Decimal(2)}


def test_absences_kilometres_and_costs_go_to_their_bases() -> None:
    reckoning = Reckoning(usual(), HOLIDAYS.__contains__)
    reckoning.away(Away(MATTI, TUESDAY, 450, 450, AbsenceKind.SICK))
    reckoning.away(Away(MATTI, TUESDAY, 225, 450, AbsenceKind.SICK))
    reckoning.away(Away(MATTI, TUESDAY, 450, 450, AbsenceKind.VACATION))
    reckoning.paid(Paid(MATTI, TUESDAY, "travel", 28_400))
    reckoning.paid(Paid(MATTI, TUESDAY, "expense", 1_990))
    found = {line.basis.code: line.quantity for line in reckoning.lines().lines}
    expected = {"300": "1", "310": "1.5", "500": "28.4", "600": "19.9"}
    assert found == {code: Decimal(value) for code, value in expected.items()}


@given(
    start=st.integers(0, 2 * 365 * 24 * 60), minutes=st.integers(1, 24 * 60),
    rest=st.integers(0, 120),
)  # fmt: skip
def test_the_pieces_of_any_entry_add_up_to_its_minutes(start: int, minutes: int, rest: int) -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    net = max(minutes - rest, 1)
    day = clocks.local(began, ZONE).date()
    work = Work(MATTI, day, net, ZONE, began, began + timedelta(minutes=minutes))
    reckoning = Reckoning(usual(), HOLIDAYS.__contains__)
    reckoning.work(work)
    sums = {code: minutes for (_who, code), minutes in reckoning._sums.items()}
    assert sums["100"] == net
    assert all(0 < minutes <= net for minutes in sums.values())


async def test_an_empty_mapping_is_filled_once_in_the_companys_language(
    session: AsyncSession,
) -> None:
    names = [basis.name for basis in await pay_bases.ensure_bases(session, "fi")]
    again = [basis.name for basis in await pay_bases.ensure_bases(session, "sv")]
    assert len(names) == 15
    assert again == names
    first = (await pay_bases.bases(session))[0]
    await pay_bases.archive_basis(session, BOSS, first.id)
    assert len(await pay_bases.ensure_bases(session, "fi")) == 14


async def test_a_basis_is_changed_by_right_and_checked_in_words(session: AsyncSession) -> None:
    made = await pay_bases.create_basis(session, BOSS, code="1", name="Pay", what="work")
    assert made.unit == "hours"
    with pytest.raises(CodeTaken):
        await pay_bases.create_basis(session, BOSS, code="1", name="Other", what="work")
    with pytest.raises(Invalid):
        await pay_bases.change_basis(session, BOSS, made.id, from_time=time(18))
    clerk = make.actor_of(await make.a_member(session))
    with pytest.raises(NotAllowed):
        await pay_bases.create_basis(session, clerk, code="2", name="Mine", what="work")


async def test_a_period_is_reckoned_from_what_is_stored(session: AsyncSession, clock: Any) -> None:
    """Work, a reversal classed as what it reverses, and an absence on its working days."""
    await pay_bases.ensure_bases(session, "en")
    matti = await make.a_member(session, payroll_number="17")
    liisa = await make.a_member(session, name="Liisa")
    sunday = date(2026, 3, 29)
    night = TimeEntry(staff_id=matti.id, day=sunday, worked_minutes=120,
                      started_at=clocks.at(sunday, time(18), ZONE),
                      ended_at=clocks.at(sunday, time(20), ZONE))  # fmt: skip
    session.add(night)
    await session.flush()
    session.add_all([
        TimeEntry(staff_id=matti.id, day=TUESDAY, worked_minutes=-120, reverses_id=night.id),
        TimeEntry(staff_id=matti.id, day=TUESDAY, worked_minutes=450),
        TimeEntry(staff_id=liisa.id, day=TUESDAY, worked_minutes=60),
        Absence(staff_id=liisa.id, kind=AbsenceKind.VACATION, first_day=date(2026, 4, 2),
                last_day=date(2026, 4, 7)),
    ])  # fmt: skip
    await session.flush()
    asked = Asked(What.PAY, date(2026, 3, 28), date(2026, 4, 30))
    found = await pay_export.pay(session, asked, [Paid(matti.id, TUESDAY, "travel", 10_000)])
    rows = [(row[0], row[1], row[2], row[4]) for row in found.rows]
    assert rows == [
        (None, "Liisa", "100", Decimal(1)),
        (None, "Liisa", "300", Decimal(2)),  # 2 and 7 April: between them Easter
        ("17", "Matti", "100", Decimal("7.5")),
        ("17", "Matti", "500", Decimal(10)),
    ]
    assert found.numberless == ["Liisa"]
    april = await pay_export.pay(session, Asked(What.PAY, TUESDAY, TUESDAY, (matti.id,)))
    assert {row[2]: row[4] for row in april.rows} == {
        "100": Decimal("5.5"), "200": Decimal(-2), "230": Decimal(-2)}  # fmt: skip


async def test_only_who_may_manage_hours_archives_a_basis(session: AsyncSession) -> None:
    basis = (await pay_bases.ensure_bases(session, "en"))[0]
    role = await make.a_role(session, "exporter", Permission.EXPORT_HOURS)
    exporter = make.actor_of(await make.a_member(session, roles=[role]))
    with pytest.raises(NotAllowed):
        await pay_bases.archive_basis(session, exporter, basis.id)

"""The rules of an entry: its day, its minutes, what is refused."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from core.errors import DomainError
from core.timesheets import rules
from core.timesheets.errors import (
    DayFull,
    FutureDay,
    LongerThanRange,
    NoMinutes,
    TooLong,
    ZeroMinutes,
)
from core.timesheets.rules import Worked
from core.timesheets.timers import first_question
from core.timesheets.workdays import is_working_day, next_working_day, public_holidays

HELSINKI = "Europe/Helsinki"


@pytest.mark.parametrize(
    ("day", "start", "end", "minutes"),
    [
        (date(2026, 3, 31), time(7), time(15, 30), 510),
        (date(2026, 3, 28), time(22), time(6), 420),  # the clocks go forward that night
        (date(2026, 10, 24), time(22), time(6), 540),  # and back in autumn
        (date(2026, 3, 31), time(8), time(8), 1440),
    ],
)
def test_minutes_are_the_time_that_really_passed(
    day: date, start: time, end: time, minutes: int
) -> None:
    work = rules.worked(day, None, start, end, HELSINKI)
    assert (work.day, work.minutes) == (day, minutes)


def test_a_break_comes_off_and_shows() -> None:
    work = rules.worked(date(2026, 3, 31), 480, time(7), time(15, 30), HELSINKI)
    assert work.pause == 30
    with pytest.raises(LongerThanRange):
        rules.worked(date(2026, 3, 31), 511, time(7), time(15, 30), HELSINKI)


def test_one_moment_and_a_duration_give_the_other() -> None:
    day = date(2026, 3, 31)
    assert rules.worked(day, 60, time(8), None, HELSINKI).ended_at == datetime(
        2026, 3, 31, 6, tzinfo=UTC
    )
    assert rules.worked(day, 60, None, time(9), HELSINKI).started_at == datetime(
        2026, 3, 31, 5, tzinfo=UTC
    )
    assert rules.worked(day, 600, None, time(9), HELSINKI).started_at is None  # another day
    with pytest.raises(NoMinutes):
        rules.worked(day, None, time(8), None, HELSINKI)


@pytest.mark.parametrize(
    ("minutes", "day", "refusal"),
    [(0, 31, ZeroMinutes), (-5, 31, ZeroMinutes), (1441, 31, TooLong), (60, 32, FutureDay)],
)
def test_what_cannot_be_is_refused(minutes: int, day: int, refusal: type[DomainError]) -> None:
    worked_day = date(2026, 3, 31) if day == 31 else date(2026, 4, 1)
    with pytest.raises(refusal):
        rules.check(Worked(worked_day, minutes), date(2026, 3, 31))


def test_a_day_holds_as_many_hours_as_it_has() -> None:
    rules.check_day_total(date(2026, 10, 25), 1500, HELSINKI)  # 25 hours in autumn
    with pytest.raises(DayFull):
        rules.check_day_total(date(2026, 3, 31), 1441, HELSINKI)


def test_work_that_only_touches_does_not_overlap() -> None:
    morning = rules.worked(date(2026, 3, 31), None, time(7), time(11), HELSINKI)
    noon = rules.worked(date(2026, 3, 31), None, time(11), time(12), HELSINKI)
    long = rules.worked(date(2026, 3, 31), None, time(10, 59), time(13), HELSINKI)
    assert rules.overlapping(morning, [noon, long, Worked(date(2026, 3, 31), 60)]) == [long]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"minutes": 420}, (31, 420, "07:00", "14:30")),  # the end moves, the break stays
        ({"end": time(16)}, (31, 510, "07:00", "16:00")),  # a new range keeps the break
        ({"end": time(16), "minutes": 540}, (31, 540, "07:00", "16:00")),
        ({"day": date(2026, 3, 30)}, (30, 480, "07:00", "15:30")),
        ({"start": None, "end": None}, (31, 480, None, None)),
    ],
)
def test_a_correction_changes_what_was_said(changes: dict[str, Any], expected: Any) -> None:
    before = rules.worked(date(2026, 3, 31), 480, time(7), time(15, 30), HELSINKI)
    after = rules.corrected(
        before, HELSINKI, day=changes.get("day", before.day), minutes=changes.get("minutes"),
        start=changes.get("start", time(7)), end=changes.get("end", time(15, 30)),
        range_said="start" in changes or "end" in changes,
    )  # fmt: skip
    from core.kit.clock import local

    walls = [
        local(moment, HELSINKI).strftime("%H:%M") if moment else None
        for moment in (after.started_at, after.ended_at)
    ]
    assert (after.day.day, after.minutes, *walls) == expected


def test_a_timer_is_asked_about_at_the_end_of_the_day_or_after_ten_hours() -> None:
    def asked(began: datetime, minutes: int = 450, hours: int = 10) -> datetime:
        return first_question(began, HELSINKI, minutes, timedelta(hours=hours))

    morning = datetime(2026, 3, 31, 5, tzinfo=UTC)  # 8.00: asked at 17.30
    assert asked(morning) == datetime(2026, 3, 31, 14, 30, tzinfo=UTC)
    assert asked(morning, hours=9) == datetime(2026, 3, 31, 14, tzinfo=UTC)  # as the owner set
    shift = datetime(2026, 3, 31, 11, tzinfo=UTC)  # 14.00: no end of the day at 17.30
    assert asked(shift) == datetime(2026, 3, 31, 19, tzinfo=UTC)
    night = datetime(2026, 3, 28, 20, tzinfo=UTC)  # 22.00, and an hour is left out at 3.00
    assert asked(night, minutes=600) == datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert asked(morning, minutes=0) == datetime(2026, 3, 31, 15, tzinfo=UTC)


def test_easter_and_weekends_are_no_working_days() -> None:
    easter = [date(2026, 4, day) for day in (3, 4, 5, 6)]
    assert not any(is_working_day(day, "FI") for day in easter)
    assert next_working_day(date(2026, 4, 3), "FI") == date(2026, 4, 7)
    assert is_working_day(date(2026, 4, 7), "FI")
    assert date(2026, 6, 9) in public_holidays("FI", "01", 2026)  # Åland's own day
    assert public_holidays("FI", "nonsense", 2026) == public_holidays("FI", "", 2026)
    assert public_holidays("XX", "", 2026) == frozenset()
    assert all(a < b for a, b in pairwise(sorted(public_holidays("SE", "", 2026))))

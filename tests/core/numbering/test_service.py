"""Numbers people see are given once each, without gaps."""

import asyncio
import contextlib

from core.numbering.service import next_number, next_numbers
from core.startup import App


async def test_numbers_run_per_series_and_year(app: App) -> None:
    async with app.sessions.begin() as session:
        assert await next_number(session, "R", year=2026) == "R-2026-0001"
        assert await next_number(session, "R", year=2026) == "R-2026-0002"
        assert await next_number(session, "T", year=2026) == "T-2026-0001"
        assert await next_number(session, "R", year=2027) == "R-2027-0001"
        assert await next_numbers(session, "R", year=2026, count=2) == [
            "R-2026-0003",
            "R-2026-0004",
        ]
        assert await next_numbers(session, "R", year=2026, count=0) == []


async def test_many_at_once_get_different_numbers_and_a_failure_leaves_no_gap(app: App) -> None:
    async def take(fails: bool) -> str | None:
        async with app.sessions.begin() as session:
            number = await next_number(session, "R", year=2026)
            if fails:
                raise LookupError
            return number

    taken = await asyncio.gather(*(take(n % 4 == 0) for n in range(20)), return_exceptions=True)

    given = sorted(number for number in taken if isinstance(number, str))
    assert given == [f"R-2026-{n:04}" for n in range(1, 16)]


async def test_a_rolled_back_number_is_given_again(app: App) -> None:
    with contextlib.suppress(LookupError):
        async with app.sessions.begin() as session:
            assert await next_number(session, "R", year=2026) == "R-2026-0001"
            raise LookupError
    async with app.sessions.begin() as session:
        assert await next_number(session, "R", year=2026) == "R-2026-0001"

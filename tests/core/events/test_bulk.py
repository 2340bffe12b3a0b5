"""Facts recorded together: those who are told share what they look up, and nothing longer."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.contact_requests.events import AnswerBounced, CustomerReplied
from core.events.bulk import record_many, shared
from core.events.bus import Happened
from core.kit import ids
from core.startup import App
from tests import make

Queries = Callable[[], AbstractContextManager[list[str]]]


async def test_who_handles_requests_is_looked_up_once_for_a_batch(
    app: App, queries: Queries
) -> None:
    async with app.sessions.begin() as session:
        cases = [await make.a_request(session) for _each in range(2)]
    robot = system("test")
    facts = [
        (robot, CustomerReplied(cases[0].id, cases[0].number, ids.new_id())),
        (robot, AnswerBounced(cases[1].id, cases[1].number, ids.new_id(), True)),
    ]
    async with app.sessions.begin() as session:
        with queries() as seen:
            await record_many(session, facts)
        assert sum("FROM staff_roles" in one for one in seen) == 1
        with queries() as seen:
            await record_many(session, facts)
        assert sum("FROM staff_roles" in one for one in seen) == 1  # asked anew: roles may change


async def test_what_is_shared_ends_with_the_telling_even_by_an_error(app: App) -> None:
    async def fails(session: AsyncSession, _one: Happened) -> None:
        shared(session)["known"] = 1
        raise LookupError

    fact = CustomerReplied(ids.new_id(), "R-1", ids.new_id())
    async with app.sessions.begin() as session:
        session.info["bus"] = {CustomerReplied: [fails]}
        with pytest.raises(LookupError):
            await record_many(session, [(system("test"), fact)])
        assert shared(session) == {}

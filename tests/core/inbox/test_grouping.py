"""Arrivals that share a commit: each is stored, or refused, by itself."""

import asyncio

import anyio
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.inbox import grouping
from core.inbox.models import InboxItem
from core.inbox.service import Arrival, Received
from core.kit.ids import new_id
from core.startup import App
from tests import make


async def _stored(app: App) -> list[str]:
    async with app.sessions.reading() as session:
        return sorted(await session.scalars(sa.select(InboxItem.external_id)))


async def test_one_that_cannot_be_stored_refuses_no_other(app: App) -> None:
    async with app.sessions.begin() as session:
        source = (await make.a_source(session)).id
    group = [
        Arrival(source, "sms", "1"),
        Arrival(new_id(), "sms", "2"),
        Arrival(source, "sms", "3"),
    ]

    ends = await asyncio.gather(*map(app.arrivals.receive, group), return_exceptions=True)

    assert [type(end) for end in ends] == [Received, IntegrityError, Received]
    assert await _stored(app) == ["1", "3"]


async def test_those_who_wait_behind_the_cancelled_are_stored(app: App) -> None:
    async with app.sessions.begin() as session:
        source = (await make.a_source(session)).id
    async with anyio.create_task_group() as group:
        for count in range(grouping.LARGEST_GROUP + 5):
            group.start_soon(app.arrivals.receive, Arrival(source, "sms", f"gone {count}"))
        await asyncio.sleep(0)
        group.cancel_scope.cancel()

    async with asyncio.timeout(10):
        last = await app.arrivals.receive(Arrival(source, "sms", "last"))

    assert last.is_new
    assert "last" in await _stored(app)

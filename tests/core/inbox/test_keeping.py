"""What is forgotten in time, rescued by a sweep, and erased on request."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core.inbox.jobs import JOBS
from core.inbox.models import InboxItem, InboxState
from core.inbox.privacy import erase_items
from core.inbox.raw import raw_bytes, store_raw
from core.inbox.service import Arrival, claim, finish, receive_many
from core.startup import App
from tests import make

JOB = {job.name: job.run for job in JOBS}


async def test_payloads_of_handled_items_are_forgotten_after_a_month_but_not_their_keys(
    app: App, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        source = await make.a_source(session)
        arrivals = [Arrival(source.id, "sms", name, {"text": name}) for name in ("done", "waits")]
        await receive_many(session, arrivals)
        await finish(session, arrivals[0].id)
    assert await JOB["forget-inbox-payloads"](app.sessions) == 0
    clock.shift(timedelta(days=31))
    assert await JOB["forget-inbox-payloads"](app.sessions) == 1
    assert await JOB["forget-inbox-payloads"](app.sessions) == 0

    async with app.sessions.begin() as session:
        payloads = await session.scalars(sa.select(InboxItem.payload).order_by(InboxItem.id))
        assert list(payloads) == [None, {"text": "waits"}]
        (repeat,) = await receive_many(session, [Arrival(source.id, "sms", "done")])
        assert not repeat.is_new


async def test_the_sweep_frees_what_a_dead_worker_held(app: App, clock: Any) -> None:
    async with app.sessions.begin() as session:
        source = await make.a_source(session)
        await receive_many(session, [Arrival(source.id, "sms", "1")])
        await claim(session, "dead", 5, ["sms"])
    assert await JOB["rescue-inbox"](app.sessions) == 0
    clock.shift(timedelta(minutes=10))
    assert await JOB["rescue-inbox"](app.sessions) == 1
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(InboxItem.state)) == InboxState.RECEIVED


async def test_erased_raw_mail_is_gone_for_every_mailbox_it_came_through(app: App) -> None:
    big = b"x" * 300_000
    async with app.sessions.begin() as session:
        first, second = await make.a_source(session), await make.a_source(session)
        shared, large, others = await store_raw(session, [b"shared", big, b"somebody else's"])
        items = [
            Arrival(first.id, "mail", "1", {"envelope_from": "a@b"}, shared),
            Arrival(first.id, "mail", "2", raw_id=large),
            Arrival(first.id, "mail", "3", raw_id=others),
            Arrival(second.id, "mail", "1", {"envelope_from": "a@b"}, shared),
        ]
        await receive_many(session, items)
        keys = await erase_items(session, [one.id for one in items[:2]])
    for key in keys:
        app.storage.remove(key)

    assert len(keys) == 1
    async with app.sessions.begin() as session:
        found = await raw_bytes(session, [shared, large, others])
        assert found == {others: b"somebody else's"}
        payloads = await session.scalars(sa.select(InboxItem.payload))
        assert set(payloads) == {None}
        (again,) = await receive_many(session, [Arrival(first.id, "mail", "1")])
        assert not again.is_new

"""What arrived is stored once, handled by one worker at a time and never lost."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.errors import NotAllowed
from core.inbox import queries, service
from core.inbox.errors import LeaseLost, NotWaiting
from core.inbox.models import InboxItem, InboxState
from core.inbox.service import Arrival
from core.kit.clock import now
from core.startup import App
from tests import make

OFFICE = system("test")


async def a_source_id(app: App) -> UUID:
    async with app.sessions.begin() as session:
        return (await make.a_source(session)).id


async def arrived(app: App, source_id: UUID, *externals: str, **values: Any) -> list[UUID]:
    values.setdefault("channel", "telegram")
    async with app.sessions.begin() as session:
        arrivals = [Arrival(source_id, external_id=one, **values) for one in externals]
        return [one.item_id for one in await service.receive_many(session, arrivals)]


async def claimed(app: App, worker: str = "a", limit: int = 10) -> list[InboxItem]:
    async with app.sessions.begin() as session:
        return await service.claim(session, worker, limit, ["telegram", "mail"])


async def test_a_repeat_is_stored_once_and_points_to_the_first(app: App) -> None:
    source = await a_source_id(app)
    first = await arrived(app, source, "1", "2")

    assert await arrived(app, source, "2", "3", "3") == [first[1], *[(await rows(app))[-1].id] * 2]
    assert len(await rows(app)) == 3
    async with app.sessions.begin() as session:
        repeat = await service.receive(
            session, source_id=source, channel="telegram", external_id="1"
        )
        assert repeat is None


async def rows(app: App) -> list[InboxItem]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(InboxItem).order_by(InboxItem.id)))


async def test_a_new_arrival_wakes_its_channel_only_after_the_commit(app: App) -> None:
    source = await a_source_id(app)
    heard: list[str] = []
    app.wake.listen(heard.append)

    async with app.sessions.begin() as session:
        await service.receive(session, source_id=source, channel="sms", external_id="1")
        assert heard == []
    assert heard == ["inbox:sms"]


async def test_two_workers_never_claim_the_same_item(app: App) -> None:
    source = await a_source_id(app)
    await arrived(app, source, *map(str, range(60)))
    seen: list[UUID] = []

    async def work(worker: str) -> None:
        while taken := await claimed(app, worker, 7):
            seen.extend(item.id for item in taken)

    await asyncio.gather(*(work(name) for name in "abcd"))

    assert len(seen) == 60
    assert len(set(seen)) == 60


async def test_one_chats_items_are_claimed_one_after_the_other_in_order(app: App) -> None:
    source = await a_source_id(app)
    first, second = await arrived(app, source, "1", "2", order_key="chat-7")
    (other,) = await arrived(app, source, "3", order_key="chat-8")

    taken = await claimed(app)
    assert [item.id for item in taken] == [first, other]
    assert await claimed(app, "b") == []
    async with app.sessions.begin() as session:
        await service.finish(session, *taken)
    assert [item.id for item in await claimed(app, "b")] == [second]


async def test_an_item_whose_worker_hangs_is_claimed_again_and_the_late_result_is_refused(
    app: App, clock: Any
) -> None:
    source = await a_source_id(app)
    await arrived(app, source, "1")
    (slow,) = await claimed(app, "slow")

    clock.shift(service.LEASE + timedelta(seconds=1))
    (again,) = await claimed(app, "quick")
    assert again.id == slow.id
    assert again.attempts == 2
    with pytest.raises(LeaseLost):
        async with app.sessions.begin() as session:
            await service.finish(session, slow)
    async with app.sessions.begin() as session:
        await service.finish(session, again)
    assert (await rows(app))[0].state == InboxState.DONE


async def test_a_failing_item_is_tried_five_times_with_growing_pauses_then_quarantined(
    app: App, clock: Any
) -> None:
    source = await a_source_id(app)
    await arrived(app, source, "1")
    pauses, states = [], []
    for _try in range(5):
        (item,) = await claimed(app)
        async with app.sessions.begin() as session:
            error = "Traceback …\nValueError: no\x00 such word"
            states.append(await service.fail(session, item, error))
        pauses.append(((await rows(app))[0].due_at - now()).total_seconds())
        assert await claimed(app) == []
        clock.shift(timedelta(minutes=10))

    assert states == [InboxState.RECEIVED] * 4 + [InboxState.FAILED]
    assert pauses[:4] == sorted(pauses[:4])
    assert pauses[0] < 3 < 200 < pauses[3] < 400
    assert await claimed(app) == []
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(InboxItem.error)) == (
            "Traceback …\nValueError: no such word"
        )
        assert (await queries.counts(session))["failed"] == 1


async def test_quarantine_can_be_run_again_once(app: App, clock: Any) -> None:
    source = await a_source_id(app)
    (item_id,) = await arrived(app, source, "1")
    async with app.sessions.begin() as session:
        await session.execute(sa.update(InboxItem).values(state=InboxState.FAILED, attempts=5))
    async with app.sessions.begin() as session:
        await service.run_again(session, OFFICE, item_id)

    assert [item.id for item in await claimed(app)] == [item_id]
    with pytest.raises(NotWaiting):
        async with app.sessions.begin() as session:
            await service.run_again(session, OFFICE, item_id)


async def test_who_does_not_manage_sources_runs_nothing_again(app: App) -> None:
    source = await a_source_id(app)
    (item_id,) = await arrived(app, source, "1")
    async with app.sessions.begin() as session:
        await session.execute(sa.update(InboxItem).values(state=InboxState.FAILED))
        clerk = make.actor_of(await make.a_member(session))
        with pytest.raises(NotAllowed):
            await service.run_again(session, clerk, item_id)


async def test_a_dead_workers_items_are_rescued(app: App, clock: Any) -> None:
    source = await a_source_id(app)
    await arrived(app, source, "1", "2")
    await claimed(app)
    async with app.sessions.begin() as session:
        await session.execute(
            sa.update(InboxItem).where(InboxItem.external_id == "2").values(attempts=20)
        )
        assert await service.rescue_stuck(session) == 0
    clock.shift(service.LEASE + timedelta(seconds=1))
    async with app.sessions.begin() as session:
        assert await service.rescue_stuck(session) == 2
    assert [row.state for row in await rows(app)] == [InboxState.RECEIVED, InboxState.FAILED]


async def test_a_process_that_is_alone_frees_all_at_its_start(app: App) -> None:
    source = await a_source_id(app)
    await arrived(app, source, "1")
    await claimed(app, "before the crash")
    async with app.sessions.begin() as session:
        assert await service.release_all(session) == 1
    assert len(await claimed(app, "after it")) == 1

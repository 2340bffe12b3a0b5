"""What is forgotten in time, woken by a sweep, exported and erased on request."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core.kit.clock import now
from core.outbound.jobs import JOBS
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.privacy import erase_addresses, export_addresses
from core.outbound.service import queue_message
from core.startup import App

JOB = {job.name: job.run for job in JOBS}


async def queued(app: App, once_key: str, address: str = "+358401234567") -> None:
    async with app.sessions.begin() as session:
        await queue_message(
            session, once_key=once_key, channel="sms", kind="x", address=address,
            payload={"text": f"words {once_key}"}, subject="s",
        )  # fmt: skip


async def set_state(app: App, once_key: str, state: OutboundState) -> None:
    async with app.sessions.begin() as session:
        change = sa.update(OutboundMessage).where(OutboundMessage.once_key == once_key)
        await session.execute(change.values(state=state, sent_at=now()))


async def payloads(app: App) -> dict[str, Any]:
    async with app.sessions.reading() as session:
        rows = await session.execute(sa.select(OutboundMessage.once_key, OutboundMessage.payload))
        return {row[0]: row[1] for row in rows}


async def test_what_left_long_ago_is_forgotten_but_not_its_reason(app: App, clock: Any) -> None:
    for name in ("sent", "dead"):
        await queued(app, name)
    await set_state(app, "sent", OutboundState.SENT)
    await set_state(app, "dead", OutboundState.DEAD)
    clock.shift(timedelta(days=91))
    assert await JOB["forget-outbox-payloads"](app.sessions) == 1
    assert await JOB["forget-outbox-payloads"](app.sessions) == 0
    assert await payloads(app) == {"sent": {}, "dead": {"text": "words dead"}}
    await queued(app, "sent")
    assert len(await payloads(app)) == 2


async def test_a_message_without_a_subject_is_forgotten_as_well(app: App, clock: Any) -> None:
    async with app.sessions.begin() as session:
        await queue_message(
            session, once_key="chat", channel="telegram", kind="assistant", address="7",
            payload={"card": {"text": "2 h Lehto"}},
        )  # fmt: skip
    await set_state(app, "chat", OutboundState.SENT)
    clock.shift(timedelta(days=91))
    assert await JOB["forget-outbox-payloads"](app.sessions) == 1
    assert await payloads(app) == {"chat": {}}


async def test_what_nobody_sends_is_noticed_and_its_channel_woken(app: App, clock: Any) -> None:
    await queued(app, "k")
    heard: list[str] = []
    app.wake.listen(heard.append)
    assert await JOB["watch-outbox"](app.sessions) == 0
    clock.shift(timedelta(minutes=6))
    assert await JOB["watch-outbox"](app.sessions) == 1
    assert heard == ["outbound:sms"]


async def test_a_persons_messages_are_exported_and_erased_and_what_waits_is_not_sent(
    app: App,
) -> None:
    await queued(app, "sent")
    await queued(app, "waits")
    await queued(app, "other", "+358409999999")
    await set_state(app, "sent", OutboundState.SENT)
    async with app.sessions.begin() as session:
        exported = await export_addresses(session, ["+358401234567"])
        assert await erase_addresses(session, ["+358401234567"]) == 2
        assert await export_addresses(session, ["+358401234567"]) == []

    assert [one["text"] for one in exported] == ["words sent", "words waits"]
    assert await payloads(app) == {"sent": {}, "waits": {}, "other": {"text": "words other"}}
    async with app.sessions.reading() as session:
        states = sa.select(OutboundMessage.once_key, OutboundMessage.state)
        found = {row[0]: row[1] for row in await session.execute(states)}
    assert found == {"sent": "sent", "waits": "cancelled", "other": "queued"}

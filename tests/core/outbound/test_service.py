"""A message is queued once per reason, and a person may stop it or send it again."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.errors import NotAllowed, NotFound
from core.kit.ids import new_id
from core.outbound import queries, service
from core.outbound.errors import AlreadyLeft, NothingToRetry
from core.outbound.models import OutboundMessage, OutboundState
from core.startup import App
from tests import make

OFFICE = system("test")


async def queued(app: App, once_key: str = "k", **values: Any) -> UUID | None:
    given = {"channel": "sms", "kind": "reminder", "address": "+358401234567",
             "payload": {"text": "hei"}} | values  # fmt: skip
    async with app.sessions.begin() as session:
        return await service.queue_message(session, once_key=once_key, **given)


async def only(app: App) -> OutboundMessage:
    async with app.sessions.reading() as session:
        return (await session.scalars(sa.select(OutboundMessage))).one()


async def test_one_reason_queues_one_message(app: App) -> None:
    first = await queued(app)

    assert await queued(app, address="somebody else") is None
    assert (await only(app)).id == first


async def test_a_repeated_reason_leaves_its_transaction_whole(app: App) -> None:
    await queued(app)
    async with app.sessions.begin() as session:
        assert (
            await service.queue_message(
                session, once_key="k", channel="sms", kind="x", address="y", payload={}
            )
            is None
        )
        await make.a_source(session)


async def test_queuing_wakes_the_channel_after_the_commit_when_it_is_due(app: App) -> None:
    heard: list[str] = []
    app.wake.listen(heard.append)

    await queued(app)
    assert heard == ["outbound:sms"]
    async with app.sessions.begin() as session:
        later = (await only(app)).created_at.replace(year=2999)
        await service.queue_message(
            session, once_key="later", channel="mail", kind="x", address="y", payload={},
            due_at=later,
        )  # fmt: skip
    assert heard == ["outbound:sms"]


async def test_a_mail_gets_its_message_id_before_its_row_exists_and_keeps_a_given_one(
    app: App,
) -> None:
    await queued(app, "a", channel="mail", payload={"message_id": "<ours@x>"})
    await queued(app, "b", channel="mail", payload={"text": "x"})
    async with app.sessions.reading() as session:
        rows = await session.scalars(sa.select(OutboundMessage).order_by(OutboundMessage.once_key))
        given, made = (row.payload["message_id"] for row in rows)
    assert given == "<ours@x>"
    assert made.startswith("<")
    assert made.endswith("@127.0.0.1>")


async def test_a_subject_can_never_carry_a_line_break(app: App) -> None:
    await queued(app, subject="Hei\r\nBcc: everyone@example.com")
    assert (await only(app)).subject == "Hei Bcc: everyone@example.com"


async def test_what_waits_can_be_stopped_and_sent_after_all(app: App) -> None:
    message_id = await queued(app)
    assert message_id is not None
    async with app.sessions.begin() as session:
        await service.cancel_message(session, OFFICE, message_id)
        await service.cancel_message(session, OFFICE, message_id)
    assert (await only(app)).state == OutboundState.CANCELLED
    async with app.sessions.begin() as session:
        await service.retry_message(session, OFFICE, message_id)
    assert (await only(app)).state == OutboundState.QUEUED


@pytest.mark.parametrize("state", [OutboundState.SENT, OutboundState.SENDING])
async def test_what_left_can_neither_be_stopped_nor_sent_again(app: App, state: str) -> None:
    message_id = await queued(app)
    assert message_id is not None
    async with app.sessions.begin() as session:
        await session.execute(sa.update(OutboundMessage).values(state=state))
    async with app.sessions.begin() as session:
        with pytest.raises(AlreadyLeft):
            await service.cancel_message(session, OFFICE, message_id)
        with pytest.raises(NothingToRetry):
            await service.retry_message(session, OFFICE, message_id)
        with pytest.raises(NotFound):
            await service.retry_message(session, OFFICE, new_id())


async def test_without_the_right_to_the_outbox_nothing_is_seen_or_changed(app: App) -> None:
    message_id = await queued(app)
    assert message_id is not None
    async with app.sessions.begin() as session:
        clerk = make.actor_of(await make.a_member(session))
        with pytest.raises(NotAllowed):
            await service.cancel_message(session, clerk, message_id)
        with pytest.raises(NotFound):
            await queries.get_message(session, clerk, message_id)
        assert (await queries.outbox_page(session, clerk)).rows == []


async def test_the_outbox_is_read_in_pages_newest_first(app: App) -> None:
    ids = [await queued(app, f"k{n}") for n in range(queries.PAGE + 3)]
    async with app.sessions.reading() as session:
        first = await queries.outbox_page(session, OFFICE, channel="sms")
        rest = await queries.outbox_page(session, OFFICE, cursor=first.next_cursor)
        assert (await queries.outbox_page(session, OFFICE, state="dead")).rows == []
        assert (await queries.counts(session))["queued"] == len(ids)
    assert [row.id for row in [*first.rows, *rest.rows]] == ids[::-1]
    assert rest.next_cursor is None


async def test_undo_stops_only_what_still_waits(app: App) -> None:
    await queued(app, "waits")
    await queued(app, "left")
    async with app.sessions.begin() as session:
        left = sa.update(OutboundMessage).where(OutboundMessage.once_key == "left")
        await session.execute(left.values(state=OutboundState.SENT))
        stopped = await service.cancel_queued(session, once_keys=["waits", "left", "unknown"])
    assert len(stopped) == 1

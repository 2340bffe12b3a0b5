"""What is due is sent once, in order per recipient; doubts are settled as each channel allows."""

import asyncio
from datetime import timedelta
from typing import Any

import anyio
import pytest
import sqlalchemy as sa

from core.events.models import EventRecord
from core.kit import clock as time
from core.outbound import claiming, service
from core.outbound.delivery import Deliverer
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.policies import MAX_LOOK_UPS
from core.outbound.ports import NoAccount, RefusedForGood, Sent, TryLater, Unclear
from core.startup import App
from tests.fakes.senders import AskableSender, RecordingSender

LATER = timedelta(minutes=5)


async def queued(app: App, once_key: str, channel: str = "mail", **values: Any) -> None:
    given = {"kind": "reply", "address": "a@example.com", "payload": {"text": once_key}} | values
    async with app.sessions.begin() as session:
        await service.queue_message(session, once_key=once_key, channel=channel, **given)


async def row_of(app: App, once_key: str = "k") -> OutboundMessage:
    async with app.sessions.reading() as session:
        found = sa.select(OutboundMessage).where(OutboundMessage.once_key == once_key)
        return (await session.scalars(found)).one()


async def audit(app: App) -> list[str]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(EventRecord.name).order_by(EventRecord.id)))


def texts(sender: RecordingSender) -> list[str]:
    return [message.payload["text"] for message in sender.sent]


async def test_a_due_message_is_sent_once_and_recorded(app: App) -> None:
    sender = RecordingSender()
    await queued(app, "k")

    assert await Deliverer(app.sessions, {"mail": sender}).deliver_due() == 1
    assert await Deliverer(app.sessions, {"mail": sender}).deliver_due() == 0
    row = await row_of(app)
    assert (row.state, row.provider_id, row.attempts) == (OutboundState.SENT, "id-1", 1)
    assert row.sent_at is not None
    assert texts(sender) == ["k"]
    assert await audit(app) == ["MessageSent"]


async def test_a_message_due_later_waits_and_holds_nothing_up(app: App, clock: Any) -> None:
    sender = RecordingSender("telegram")
    await queued(app, "tomorrow", "telegram", due_at=time.now() + timedelta(days=1))
    await queued(app, "now", "telegram")

    deliverer = Deliverer(app.sessions, {"telegram": sender})
    await deliverer.deliver_due()
    assert texts(sender) == ["now"]
    clock.shift(timedelta(days=1, seconds=1))
    await deliverer.deliver_due()
    assert texts(sender) == ["now", "tomorrow"]


async def test_one_recipients_messages_leave_one_after_the_other_also_after_a_failure(
    app: App, clock: Any
) -> None:
    sender = RecordingSender("telegram")
    sender.answers = [TryLater(30, "429")]
    for name in ("first", "second"):
        await queued(app, name, "telegram", address="7")
    await queued(app, "other", "telegram", address="8")
    deliverer = Deliverer(app.sessions, {"telegram": sender})

    await deliverer.deliver_due()
    assert texts(sender) == ["other"]
    assert await deliverer.deliver_due() == 0
    clock.shift(timedelta(seconds=31))
    await deliverer.deliver_due()
    await deliverer.deliver_due()
    assert texts(sender) == ["other", "first", "second"]


async def test_many_deliverers_send_each_message_once(app: App) -> None:
    sender = RecordingSender()
    for number in range(40):
        await queued(app, str(number))

    async def work() -> None:
        deliverer = Deliverer(app.sessions, {"mail": sender})
        while await deliverer.deliver_due(3):
            pass

    await asyncio.gather(*(work() for _ in range(4)))
    assert sorted(texts(sender), key=int) == [str(number) for number in range(40)]


async def test_tries_have_growing_pauses_and_end_in_a_dead_letter(app: App, clock: Any) -> None:
    sender = RecordingSender("sms")
    await queued(app, "k", "sms")
    deliverer = Deliverer(app.sessions, {"sms": sender})
    pauses = []
    for _try in range(8):
        sender.answers = [TryLater(code="503")]
        assert await deliverer.deliver_due() == 1
        pauses.append(((await row_of(app)).due_at - time.now()).total_seconds())
        clock.shift(timedelta(hours=6))

    assert pauses[0] < 15 < 90 < pauses[2] < pauses[4]
    row = await row_of(app)
    assert (row.state, row.error) == (OutboundState.DEAD, "503")
    assert await audit(app) == ["MessageRefused"]


async def test_a_refusal_is_final(app: App) -> None:
    sender = RecordingSender()
    sender.answers = [RefusedForGood("550 5.1.1")]
    await queued(app, "k")
    await Deliverer(app.sessions, {"mail": sender}).deliver_due()

    row = await row_of(app)
    assert (row.state, row.error) == (OutboundState.DEAD, "550 5.1.1")


@pytest.mark.parametrize("has_sender", [True, False])
async def test_without_an_account_a_message_is_shown_and_never_sent(
    app: App, has_sender: bool
) -> None:
    sender = RecordingSender()
    sender.answers = [NoAccount()]
    await queued(app, "k")
    await Deliverer(app.sessions, {"mail": sender if has_sender else None}).deliver_due()

    assert (await row_of(app)).state == OutboundState.SANDBOX
    assert sender.sent == []


async def in_doubt(app: App, clock: Any, sender: RecordingSender, doubts: int = 1) -> None:
    """Let the sending of everything end unclear so often, and wait until that is settled."""
    deliverer = Deliverer(app.sessions, {sender.channel: sender})
    for _doubt in range(doubts):
        sender.answers = [Unclear("timeout")]
        await deliverer.deliver_due()
        clock.shift(LATER)
        await deliverer.deliver_due()
    clock.shift(LATER)
    await deliverer.deliver_due()


async def test_a_doubtful_mail_is_repeated_with_the_same_message_id(app: App, clock: Any) -> None:
    sender = RecordingSender()
    await queued(app, "k")
    await in_doubt(app, clock, sender)

    first, second = (message.payload["message_id"] for message in sender.tried)
    assert first == second
    assert (await row_of(app)).state == OutboundState.SENT


async def test_a_doubtful_new_telegram_message_is_repeated_only_once(app: App, clock: Any) -> None:
    sender = RecordingSender("telegram")
    await queued(app, "k", "telegram", payload={"card": {"text": "hei"}})
    await in_doubt(app, clock, sender, 3)

    assert len(sender.tried) == 2
    assert (await row_of(app)).state == OutboundState.UNKNOWN
    assert await audit(app) == ["MessageUnclear"]


async def test_a_doubtful_edit_is_simply_repeated(app: App, clock: Any) -> None:
    sender = RecordingSender("telegram")
    await queued(app, "k", "telegram", payload={"card": {"text": "hei", "edit_ref": "5"}})
    await in_doubt(app, clock, sender, 3)

    assert (await row_of(app)).state == OutboundState.SENT


async def test_a_doubtful_text_message_that_the_provider_has_is_not_sent_again(
    app: App, clock: Any
) -> None:
    sender = AskableSender("sms")
    sender.at_provider = Sent("SM1", "delivered")
    await queued(app, "k", "sms")
    await in_doubt(app, clock, sender)

    row = await row_of(app)
    assert (row.state, row.provider_id) == (OutboundState.SENT, "SM1")
    assert len(sender.tried) == 1


async def test_a_doubtful_text_message_that_the_provider_never_got_is_sent(
    app: App, clock: Any
) -> None:
    sender = AskableSender("sms")
    await queued(app, "k", "sms")
    await in_doubt(app, clock, sender)

    assert texts(sender) == ["k"]


async def test_a_doubtful_text_message_is_left_to_a_person_when_nobody_can_be_asked(
    app: App, clock: Any
) -> None:
    sender = AskableSender("sms")
    sender.at_provider = TryLater(code="503")
    await queued(app, "k", "sms")
    await in_doubt(app, clock, sender)
    for _try in range(MAX_LOOK_UPS + 3):
        clock.shift(LATER)
        await Deliverer(app.sessions, {"sms": sender}).deliver_due()

    assert len(sender.tried) == 1
    assert (await row_of(app)).state == OutboundState.UNKNOWN


async def test_an_unforeseen_error_of_a_sender_counts_as_doubt(app: App, clock: Any) -> None:
    sender = RecordingSender("telegram")
    sender.answers = [KeyError("result"), KeyError("result")]
    await queued(app, "k", "telegram", payload={"card": {"text": "hei"}})
    deliverer = Deliverer(app.sessions, {"telegram": sender})
    for _try in range(4):
        await deliverer.deliver_due()
        clock.shift(LATER)

    assert len(sender.tried) == 2
    assert (await row_of(app)).state == OutboundState.UNKNOWN


async def test_what_a_dead_process_left_in_sending_is_settled(app: App, clock: Any) -> None:
    sender = RecordingSender()
    await queued(app, "k")
    async with app.sessions.begin() as session:
        lease = timedelta(seconds=90)
        assert await claiming.claim_due(session, "killed", "mail", 10, lease=lease)
    deliverer = Deliverer(app.sessions, {"mail": sender})

    assert await deliverer.deliver_due() == 0
    async with app.sessions.begin() as session:
        assert await claiming.release_all(session) == 1
    await deliverer.deliver_due()
    await deliverer.deliver_due()
    assert texts(sender) == ["k"]


async def test_a_result_after_the_lease_changes_nothing(app: App, clock: Any) -> None:
    slow, quick = RecordingSender(), RecordingSender()
    slow.answers = [lambda: clock.shift(LATER)]
    await queued(app, "k")
    first = Deliverer(app.sessions, {"mail": slow})
    second = Deliverer(app.sessions, {"mail": quick})

    async with app.sessions.begin() as session:
        (row,) = await claiming.claim_due(
            session, first._worker, "mail", 1, lease=timedelta(seconds=90)
        )
    clock.shift(LATER)
    await second.deliver_due()
    await second.deliver_due()
    await first._send_one(row)

    assert (await row_of(app)).provider_id == "id-1"
    assert await audit(app) == ["MessageSent"]


async def test_running_delivers_what_is_queued_meanwhile_and_stops_at_once(app: App) -> None:
    sender = RecordingSender()
    stop = anyio.Event()
    deliverer = Deliverer(app.sessions, {"mail": sender}, wait=app.wait_for, poll=30)

    async with anyio.create_task_group() as group:
        group.start_soon(deliverer.run, stop)
        await queued(app, "k")
        with anyio.fail_after(10):
            await sender.took.wait()
            stop.set()
    assert texts(sender) == ["k"]

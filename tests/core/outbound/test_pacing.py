"""One provider gets its mails evenly, the others do not wait for it."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core.config import Settings
from core.kit.ids import new_id
from core.outbound import service
from core.outbound.delivery import Deliverer
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.pacing import BURST, HOLD, Pace
from core.outbound.ports import TryLater
from core.startup import App
from tests.fakes.senders import RecordingSender


class Watch:
    """A clock in seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_leaves_at_once_and_the_rest_evenly() -> None:
    pace = Pace(0.5, moment=Watch())
    waits = [pace.wait_for(new_id(), "a@big.example") for _ in range(BURST + 3)]
    assert waits[:BURST] == [0.0] * BURST
    assert waits[BURST:] == [0.5, 1.0, 1.5]
    assert pace.wait_for(new_id(), "a@small.example") == 0.0


def test_a_mail_keeps_the_turn_it_was_given() -> None:
    watch, late = Watch(), new_id()
    pace = Pace(1.0, moment=watch)
    for _ in range(BURST):
        pace.wait_for(new_id(), "a@big.example")
    assert pace.wait_for(late, "A@BIG.example") == 1.0
    assert pace.wait_for(new_id(), "a@big.example") == 2.0
    watch.now += 0.25
    assert pace.wait_for(late, "a@big.example") == 0.75
    watch.now += 0.75
    assert pace.wait_for(late, "a@big.example") == 0.0


def test_a_server_that_asks_to_slow_down_is_left_alone_for_a_while() -> None:
    watch = Watch()
    pace = Pace(0.1, moment=watch)
    pace.refused("a@big.example", "451 4.2.2 mailbox busy")
    assert pace.wait_for(new_id(), "b@big.example") == 0.0
    pace.refused("a@big.example", "421 4.7.0 Too many messages, slow down")
    assert pace.wait_for(new_id(), "b@big.example") == HOLD
    assert pace.wait_for(new_id(), "b@other.example") == 0.0
    watch.now += HOLD
    assert pace.wait_for(new_id(), "b@big.example") == 0.0


def test_a_pause_of_zero_is_no_limit() -> None:
    pace = Pace(0)
    assert {pace.wait_for(new_id(), "a@big.example") for _ in range(500)} == {0.0}


async def test_what_waits_for_its_turn_goes_back_untried_and_holds_up_nobody(
    app: App, settings: Settings, clock: Any
) -> None:
    app.sessions.info["settings"] = settings.model_copy(update={"mail_domain_pause": 30.0})
    addresses = [*["a@big.example"] * (BURST + 2), "b@small.example"]
    async with app.sessions.begin() as session:
        for number, address in enumerate(addresses):
            await service.queue_message(
                session, once_key=f"k{number}", channel="mail", kind="reply", address=address,
                payload={"text": "x"},
            )  # fmt: skip
    sender = RecordingSender()
    deliverer = Deliverer(app.sessions, {"mail": sender})
    for _ in range(3):
        await deliverer.deliver_due()

    assert [one.address for one in sender.sent].count("a@big.example") == BURST
    assert sender.sent[-1].address == "b@small.example"
    async with app.sessions.reading() as session:
        waiting = (await session.scalars(
            sa.select(OutboundMessage).where(OutboundMessage.state == OutboundState.QUEUED)
            .order_by(OutboundMessage.due_at)
        )).all()  # fmt: skip
    assert [row.attempts for row in waiting] == [0, 0]
    assert waiting[1].due_at - waiting[0].due_at >= timedelta(seconds=29)


async def test_a_domain_that_is_told_off_gets_nothing_more_in_this_round(
    app: App, settings: Settings, clock: Any
) -> None:
    app.sessions.info["settings"] = settings.model_copy(update={"mail_domain_pause": 0.1})
    sender = RecordingSender()
    sender.answers = [TryLater(code="421 4.7.0 slow down")]
    deliverer = Deliverer(app.sessions, {"mail": sender})
    for number in range(2):
        async with app.sessions.begin() as session:
            await service.queue_message(
                session, once_key=f"k{number}", channel="mail", kind="reply",
                address="a@big.example", payload={"text": "x"},
            )  # fmt: skip
        await deliverer.deliver_due()
    assert (len(sender.tried), sender.sent) == (1, [])

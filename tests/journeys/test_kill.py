"""`kill -9` at every named point and at random ones: nothing is lost, nothing is done twice."""

import asyncio
import random
import time
from collections import Counter

import pytest

from core.kit.crash import POINTS
from core.outbound.models import OutboundState
from core.outbound.policies import MAX_REPEATS
from core.startup import App
from tests.journeys import workload
from tests.journeys.company import found
from tests.journeys.counting import Ledger, as_telegram_sees
from tests.journeys.running import Apuri
from tests.journeys.workload import Workload
from tests.journeys.world import World
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.dovecot, pytest.mark.timeout(400)]

# Where the process dies: the point and at which hit. The first one is right after a text message.
DEATHS = (
    ("sent", 1), ("raw-committed", 1), ("smtp-committed", 2), ("update-committed", 1),
    ("dispatched", 2), ("moved", 1), ("settled", 1), ("claimed", 2), ("sent", 3),
    ("send-recorded", 4),
)  # fmt: skip
AT_RANDOM = 6
ALL = len(DEATHS) + AT_RANDOM


def test_every_named_point_is_killed_at() -> None:
    assert {point for point, _hit in DEATHS} == set(POINTS)


async def test_nothing_is_lost_and_nothing_done_twice(
    world: World, house: App, mortal: Apuri, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = time.monotonic()
    load = Workload(world, house, await found(house, world), portions=ALL - 1, reminding=ALL)
    await load.prepare()
    ledger = Ledger(world, house)
    carrier = asyncio.create_task(load.carry())
    try:
        await _die_everywhere(load, mortal, ledger)
        mortal.start()
        await until(ledger.is_quiet, 120, "everything handled and sent")
        await until(lambda: _all_accepted(load), 20, "every mail of the SMTP door accepted")
        await until(ledger.is_quiet, 60, "everything handled and sent")
    finally:
        carrier.cancel()
    assert await mortal.stop() == 0
    await _arrivals_are_rows_exactly_once(ledger, load)
    figures = await _sendings_are_counted_from_outside(ledger)
    with capsys.disabled():
        took = time.monotonic() - begun
        print(f"\n{mortal.starts} starts, {len(ledger.in_hand)} deaths, {took:.0f} s: {figures}")


async def _all_accepted(load: Workload) -> bool:
    return load.accepted == workload.DOOR_MAILS


async def _die_everywhere(load: Workload, mortal: Apuri, ledger: Ledger) -> None:
    for number, (point, hit) in enumerate(DEATHS):
        await load.remind(number)
        if number:  # the first death finds nothing but text messages
            await load.hand_over(number - 1)
        mortal.start(crash=f"{point}:{hit}")
        assert await mortal.end(60) == 9, f"{point} was not reached:\n{mortal.log[-3000:]}"
        await ledger.note_death()
    for number in range(AT_RANDOM):
        await load.remind(len(DEATHS) + number)
        await load.hand_over(len(DEATHS) - 1 + number)
        mortal.start()
        await asyncio.sleep(random.uniform(0.5, 2.5))
        mortal.kill()
        assert await mortal.end(5) == -9
        await ledger.note_death()


async def _arrivals_are_rows_exactly_once(ledger: Ledger, load: Workload) -> None:
    world = ledger.world
    mails = workload.MAILBOX_MAILS + workload.DOOR_MAILS
    kept = [world.dovecot.count(world.mailbox, folder) for folder in ("INBOX", "Processed")]
    assert kept == [0, workload.MAILBOX_MAILS + workload.TWICE]
    updates = workload.WORKERS * workload.EACH_WORKER + workload.STRANGERS
    assert await ledger.arrivals() == {"mail done": mails, "telegram done": updates}
    told = await ledger.told_by_mail()
    assert sorted(told) == sorted(f"<mail{number}@customer.example>" for number in range(mails))
    requests = await ledger.requests()
    assert len(requests) == requests.total() == mails + workload.STRANGERS
    wanted = Counter(
        (staff_id, minutes)
        for staff_id in load.workers.values()
        for _text, minutes in workload.PHRASES
    )
    assert await ledger.entries() == wanted


async def _sendings_are_counted_from_outside(ledger: Ledger) -> str:
    acknowledged = await _every_mail_left(ledger)
    texts = await _no_text_left_twice(ledger)
    sent, repeated, unknown, shown = await _telegram_repeats_at_most_once(ledger)
    return (f"{acknowledged} mails, {texts} text messages, {sent} new Telegram messages of which "
            f"{repeated} were repeated; {unknown} are unknown after two deaths, {shown} of them "
            "arrived")  # fmt: skip


async def _every_mail_left(ledger: Ledger) -> int:
    rows = await ledger.outgoing("mail")
    for row in rows:  # after five deaths with it in hand a person decides; it is shown to them
        given_up = ledger.deaths_of(row) > MAX_REPEATS and row.state == OutboundState.UNKNOWN
        assert row.state == OutboundState.SENT or given_up
    ids = {row.state: set[str]() for row in rows}
    for row in rows:
        ids[row.state].add(row.payload["message_id"])
    assert sum(len(found) for found in ids.values()) == len(rows)
    seen = set(ledger.mails_at_the_sink())
    assert ids[OutboundState.SENT] <= seen <= set.union(*ids.values())
    acknowledged = [row for row in rows if row.kind == "acknowledgement"]
    assert len(acknowledged) == workload.MAILBOX_MAILS + workload.DOOR_MAILS
    return len(rows)


async def _no_text_left_twice(ledger: Ledger) -> int:
    rows = await ledger.outgoing("sms")
    taken = ledger.texts_at_twilio()
    assert set(taken.values()) == {1}
    assert {row.state for row in rows} == {OutboundState.SENT}
    assert {(row.address, row.payload["text"]) for row in rows} == set(taken)
    assert sum("Remember thing" in row.payload["text"] for row in rows) == workload.REMINDERS
    return len(rows)


async def _telegram_repeats_at_most_once(ledger: Ledger) -> tuple[int, int, int, int]:
    rows = await ledger.outgoing("telegram")
    calls = ledger.calls_at_telegram()
    seen = {as_telegram_sees(row): row for row in rows}
    assert set(calls) <= set(seen)
    repeated = unknown = arrived = 0
    for identity, row in seen.items():
        deaths = ledger.deaths_of(row)
        if row.state == OutboundState.UNKNOWN:  # twice in hand at a death: a person decides
            assert deaths >= 2
            unknown += 1
            arrived += calls[identity] > 0
        else:
            assert row.state == OutboundState.SENT
            assert calls[identity] >= 1
        assert calls[identity] <= 1 + min(deaths, 1), f"{identity} was sent too often"
        repeated += calls[identity] > 1
    replies = sum(row.kind == "assistant" for row in rows)
    assert replies == workload.WORKERS * workload.EACH_WORKER
    return len(seen), repeated, unknown, arrived

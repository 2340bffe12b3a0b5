"""Wherever the line to a real Dovecot is cut, what was sent, stored, moved and asked is equal.

Every line of the conversation in both directions, and seeded bytes of it: APURI_TEST_CUTS says how many
(500 before a release, a sample otherwise). Two guards are switched off in turn to show that the
counting would notice.
"""

import os
import random
from typing import Any

import anyio
import pytest
import sqlalchemy as sa

from core.inbox.models import MailboxCursor
from core.kit.ids import new_token
from core.startup import App
from mail import ledger, taking
from tests.fakes.dovecot import Dovecot
from tests.fakes.proxy import Proxy
from tests.mail.counting import MAILS, Counts, Cut, read_through, understanding

pytestmark = [pytest.mark.dovecot, pytest.mark.slow]

SAMPLE = 40
OFFSETS = int(os.environ.get("APURI_TEST_CUTS", SAMPLE))
ABREAST = 4
SIDES = (("server", "lines"), ("client", "lines"))


@pytest.fixture
async def whole(app: App, dovecot: Dovecot) -> Proxy:
    """A conversation without a cut: what passed in it."""
    async with understanding(app):
        counts, proxy = await read_through(app, dovecot, None, "whole")
    assert counts == Counts.right(MAILS)
    return proxy


async def cut_at_each(app: App, dovecot: Dovecot, kind: str, cuts: list[Cut]) -> dict[Cut, Counts]:
    """Read a mailbox of its own for each cut, some side by side; print the sums."""
    found: dict[Cut, Counts] = {}
    happened: list[Cut] = []
    turns = anyio.CapacityLimiter(ABREAST)

    async def one(cut: Cut) -> None:
        async with turns:
            name = f"{cut.side[0]}{cut.unit[0]}{cut.count}"
            found[cut], proxy = await read_through(app, dovecot, cut, name)
            if proxy.has_cut:
                happened.append(cut)

    async with understanding(app), anyio.create_task_group() as group:
        for cut in cuts:
            group.start_soon(one, cut)
    sums = [sum(getattr(one, name) for one in found.values())
            for name in ("sent", "stored", "moved", "messages", "requests")]  # fmt: skip
    print(
        f"{kind}: {len(happened)} cuts of {len(cuts)} happened; sent, stored, moved, messages, requests: {sums}; "
        f"doubled or lost: {sum(one != Counts.right(MAILS) for one in found.values())}"
    )
    assert len(happened) > 0.9 * len(cuts)  # the end of a conversation may be a line shorter
    return found


@pytest.mark.timeout(600)
async def test_a_cut_at_every_line_of_both_sides_loses_and_doubles_nothing(
    app: App, dovecot: Dovecot, whole: Proxy, database_kind: str
) -> None:
    cuts = [
        Cut(side, unit, count)
        for side, unit in SIDES
        for count in range(1, whole.passed[side, unit] + 1)
    ]
    if database_kind == "postgres":  # the line knows no database: a sample there
        cuts = random.Random(1).sample(cuts, min(20, len(cuts)))
    found = await cut_at_each(app, dovecot, "lines", cuts)
    assert {cut: one for cut, one in found.items() if one != Counts.right(MAILS)} == {}


@pytest.mark.timeout(1200)
async def test_a_cut_at_seeded_bytes_loses_and_doubles_nothing(
    app: App, dovecot: Dovecot, whole: Proxy
) -> None:
    chance = random.Random(500)
    places = [
        (side, count)
        for side in ("server", "client")
        for count in range(1, whole.passed[side, "bytes"] + 1)
    ]
    cuts = [Cut(side, "bytes", count) for side, count in chance.sample(places, OFFSETS)]
    found = await cut_at_each(app, dovecot, "bytes", cuts)
    assert {cut: one for cut, one in found.items() if one != Counts.right(MAILS)} == {}


@pytest.fixture
def cursor_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch off a guard: the cursor moves before the mails are committed, not with them."""
    take = taking.take

    async def ahead(sessions: Any, connection: Any, folder: Any, uids: Any, **rest: Any) -> int:
        async with sessions.begin() as session:
            await session.execute(
                sa.update(MailboxCursor)
                .where(MailboxCursor.source_id == folder.source_id)
                .values(last_uid=uids[-1])
            )
        return await take(sessions, connection, folder, uids, **rest)

    monkeypatch.setattr(taking, "take", ahead)


@pytest.mark.sqlite  # a guard of the code, the same on both
async def test_the_counts_notice_a_cursor_that_runs_ahead_of_its_commit(
    app: App, dovecot: Dovecot, cursor_ahead: None
) -> None:
    cut = Cut("server", "bytes", 1600)  # amid the mails
    async with understanding(app):
        counts, _proxy = await read_through(app, dovecot, cut, "ahead", seconds=4)
    assert counts.sent == MAILS
    assert counts.stored < MAILS


@pytest.mark.sqlite  # a guard of the code, the same on both
async def test_the_counts_notice_mails_without_an_identity(
    app: App, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.mail.conftest import a_mail, a_mailbox

    monkeypatch.setattr(ledger, "identity_of", lambda _raw: new_token())
    mailbox = await a_mailbox(app, dovecot)
    mailbox.drop(a_mail(1))
    async with mailbox.being_read():
        await mailbox.has(1)
    renumber(dovecot, mailbox.user)
    async with mailbox.being_read():
        await mailbox.has(2)  # the same mail once more


def renumber(server: Dovecot, user: str) -> None:
    """Lose the numbers of a mailbox: a new UIDVALIDITY."""
    box = server.root / "mail" / user
    for name in box.glob("dovecot*"):
        name.unlink()
    (box / "dovecot-uidlist").write_text("3 V987654321 N1\n")

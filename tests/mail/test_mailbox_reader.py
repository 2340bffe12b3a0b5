"""Whatever lies in a mailbox comes into the inbox, once, through every mishap of the line."""

import re
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
import sqlalchemy as sa

from core.inbox.models import InboxItem, InboxState, MailboxCursor
from core.kit.loops import BackOff
from core.sources.models import SourceStatus
from core.startup import App
from mail.reader import MailboxReader
from tests.fakes.dovecot import Dovecot
from tests.fakes.proxy import Proxy
from tests.mail.conftest import Mailbox, a_mail, a_mailbox, until

pytestmark = pytest.mark.dovecot


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    proxy = Proxy(dovecot.imaps_port).start()
    yield proxy
    proxy.stop()


async def test_waiting_and_arriving_mails_are_stored_byte_for_byte_before_being_parsed(
    mailbox: Mailbox,
) -> None:
    mailbox.drop(a_mail(1), a_mail(2, "\xff\x01 not even text"))
    async with mailbox.being_read():
        await mailbox.has(2)
        mailbox.drop(a_mail(3))
        await mailbox.has(3)

    assert sorted(await mailbox.raws()) == [
        a_mail(1),
        a_mail(2, "\xff\x01 not even text"),
        a_mail(3),
    ]
    assert {item.state for item in await mailbox.items()} == {InboxState.RECEIVED}
    assert [entry.uid for entry in await mailbox.ledger()] == [1, 2, 3]
    source = await mailbox.now()
    assert source.status == SourceStatus.OK
    assert mailbox.server.count(mailbox.user) == 3


async def test_mails_read_by_a_phone_are_not_missed(mailbox: Mailbox) -> None:
    mailbox.drop(a_mail(1))
    for path in (mailbox.server.root / "mail" / mailbox.user / "new").iterdir():
        path.rename(path.parent.parent / "cur" / f"{path.name}:2,S")
    async with mailbox.being_read():
        await mailbox.has(1)


async def test_a_mail_delivered_twice_is_one_item_with_two_ledger_rows(mailbox: Mailbox) -> None:
    mailbox.drop(a_mail(1), a_mail(1), a_mail(1, "another body under a re-used id"))
    async with mailbox.being_read():
        await until(lambda: ledger_has(mailbox, 3), "three ledger rows")

    assert len(await mailbox.items()) == 2
    assert len({entry.item_id for entry in await mailbox.ledger()}) == 2


async def ledger_has(mailbox: Mailbox, count: int) -> bool:
    return len(await mailbox.ledger()) >= count


async def test_two_thousand_waiting_mails_come_in_few_commits(
    mailbox: Mailbox, queries: Any
) -> None:
    mailbox.drop(*(a_mail(number) for number in range(2000)))
    with queries() as seen:
        async with mailbox.being_read():
            await mailbox.has(2000)
    cursor_writes = [one for one in seen if one.startswith("UPDATE mailbox_cursors")]
    assert len(cursor_writes) == 40


async def test_a_second_start_takes_only_what_is_new(mailbox: Mailbox) -> None:
    mailbox.drop(a_mail(1))
    async with mailbox.being_read():
        await mailbox.has(1)
    mailbox.drop(a_mail(2))
    async with mailbox.being_read():
        await mailbox.has(2)
    assert len(await mailbox.ledger()) == 2


async def test_a_new_uidvalidity_reads_all_again_and_stores_only_what_is_new(
    mailbox: Mailbox,
) -> None:
    mailbox.drop(a_mail(1), a_mail(2))
    async with mailbox.being_read():
        await mailbox.has(2)
    box = mailbox.server.root / "mail" / mailbox.user
    for name in box.glob("dovecot*"):  # the index files hold the numbers
        name.unlink()
    (box / "dovecot-uidlist").write_text("3 V987654321 N1\n")
    mailbox.drop(a_mail(3))
    async with mailbox.being_read():
        await mailbox.has(3)

    assert len(await mailbox.items()) == 3
    assert len({entry.uidvalidity for entry in await mailbox.ledger()}) == 2


async def test_a_cut_connection_is_made_anew_and_nothing_is_missed(
    app: App, dovecot: Dovecot, proxy: Proxy
) -> None:
    mailbox = await a_mailbox(app, dovecot, port=proxy.port)
    mailbox.drop(a_mail(1))
    async with mailbox.being_read():
        await mailbox.has(1)
        proxy.cut()
        mailbox.drop(a_mail(2))
        await mailbox.has(2)


@pytest.mark.slow
@pytest.mark.parametrize("offset", range(200, 12_000, 1_200))
async def test_a_cut_at_any_byte_loses_and_doubles_nothing(
    app: App, dovecot: Dovecot, proxy: Proxy, offset: int
) -> None:
    mailbox = await a_mailbox(app, dovecot, port=proxy.port, after="move")
    mails = [a_mail(number, "word " * 60) for number in range(20)]
    mailbox.drop(*mails)
    proxy.cut_after(offset)
    async with mailbox.being_read():
        await mailbox.has(20)
    assert sorted(await mailbox.raws()) == sorted(mails)


async def test_a_line_that_hangs_is_given_up_and_made_anew(
    app: App, dovecot: Dovecot, proxy: Proxy
) -> None:
    mailbox = await a_mailbox(app, dovecot, port=proxy.port)
    async with mailbox.being_read(timeout=0.5, sync_seconds=0.2):
        mailbox.drop(a_mail(1))
        await mailbox.has(1)
        proxy.stall()
        mailbox.drop(a_mail(2))
        await until(lambda: accepted(proxy, 2), "a second connection")
        proxy.stall(False)
        await mailbox.has(2)


async def accepted(proxy: Proxy, count: int) -> bool:
    return proxy.accepted >= count


async def test_a_server_that_restarts_during_idle_is_found_again(
    app: App, dovecot: Dovecot
) -> None:
    server = Dovecot().start()
    try:
        mailbox = await a_mailbox(app, server)
        async with mailbox.being_read():
            mailbox.drop(a_mail(1))
            await mailbox.has(1)
            await anyio.to_thread.run_sync(server.restart)
            mailbox.drop(a_mail(2))
            await mailbox.has(2)
    finally:
        server.stop()


async def test_a_wrong_password_is_told_at_once_and_a_new_one_ends_it(mailbox: Mailbox) -> None:
    async with mailbox.app.sessions.begin() as session:
        keyring = mailbox.app.keyring
        wrong = keyring.encrypt('{"password": "wrong"}')
        await session.execute(sa.update(type(mailbox.source)).values(secrets=wrong))
        await session.flush()
    async with mailbox.being_read(pauses=(BackOff(0.01, 0.05), BackOff(0.05, 0.05))):
        await until(lambda: status(mailbox, SourceStatus.FAILING), "a failing source")
        words = (await mailbox.now()).status_detail
        async with mailbox.app.sessions.begin() as session:
            right = keyring.encrypt('{"password": "s3cret"}')
            await session.execute(sa.update(type(mailbox.source)).values(secrets=right))
        await until(lambda: status(mailbox, SourceStatus.OK), "a working source")

    assert re.search(r"localhost .*(password|salasana)", words)


async def status(mailbox: Mailbox, expected: SourceStatus) -> bool:
    return (await mailbox.now()).status == expected


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"imap_host": "localhost", "folder": "No such"}, "No such"),
        ({"imap_port": 1}, "localhost"),
        ({"imap_tls": "starttls"}, "localhost"),
    ],
)
async def test_what_is_wrong_is_said_on_the_sources_page(
    app: App, dovecot: Dovecot, config: dict[str, Any], words: str
) -> None:
    mailbox = await a_mailbox(app, dovecot, **config)
    async with mailbox.being_read(timeout=1):
        await until(lambda: status(mailbox, SourceStatus.FAILING), "a failing source")
    assert words in (await mailbox.now()).status_detail


async def test_starttls_encrypts_before_the_password_is_sent(app: App, dovecot: Dovecot) -> None:
    mailbox = await a_mailbox(app, dovecot, port=dovecot.imap_port, imap_tls="starttls")
    mailbox.drop(a_mail(1))
    async with mailbox.being_read():
        await mailbox.has(1)


async def test_an_untrusted_certificate_is_refused(mailbox: Mailbox) -> None:
    mailbox.drop(a_mail(1))
    async with mailbox.being_read(tls=None):
        await until(lambda: status(mailbox, SourceStatus.FAILING), "a failing source")
    assert await mailbox.items() == []


async def understood(app: App) -> None:
    async with app.sessions.begin() as session:
        await session.execute(sa.update(InboxItem).values(state=InboxState.DONE))


async def test_a_mail_is_moved_only_after_it_was_understood(app: App, dovecot: Dovecot) -> None:
    mailbox = await a_mailbox(app, dovecot, after="move", processed_folder="Käsitellyt & muut")
    mailbox.drop(a_mail(1), a_mail(2))
    async with mailbox.being_read():
        await mailbox.has(2)
        assert dovecot.count(mailbox.user) == 2
        await understood(app)
        app.wake(f"mailbox:{mailbox.source.id}")
        await until(lambda: emptied(mailbox), "an empty INBOX")

    assert dovecot.count(mailbox.user, "Käsitellyt & muut") == 2
    assert all(entry.settled_at for entry in await mailbox.ledger())


async def emptied(mailbox: Mailbox) -> bool:
    return mailbox.server.count(mailbox.user) == 0


async def test_a_mail_in_quarantine_stays_where_it_is(app: App, dovecot: Dovecot) -> None:
    mailbox = await a_mailbox(app, dovecot, after="move")
    mailbox.drop(a_mail(1), a_mail(2))
    async with mailbox.being_read():
        await mailbox.has(2)
        bad = (await mailbox.items())[0]
        async with app.sessions.begin() as session:
            await session.execute(
                sa.update(InboxItem).values(
                    state=sa.case(
                        (InboxItem.id == bad.id, InboxState.FAILED), else_=InboxState.DONE
                    )
                )
            )
        app.wake(f"mailbox:{mailbox.source.id}")
        await until(lambda: settled(mailbox, 1), "one moved mail")
    assert dovecot.count(mailbox.user) == 1
    assert dovecot.count(mailbox.user, "Processed") == 1


async def settled(mailbox: Mailbox, count: int) -> bool:
    return sum(entry.settled_at is not None for entry in await mailbox.ledger()) == count


async def test_a_mail_can_be_flagged_instead(app: App, dovecot: Dovecot) -> None:
    mailbox = await a_mailbox(app, dovecot, after="flag")
    mailbox.drop(a_mail(1))
    async with mailbox.being_read():
        await mailbox.has(1)
        await understood(app)
        app.wake(f"mailbox:{mailbox.source.id}")
        await until(lambda: settled(mailbox, 1), "a flagged mail")
    (path,) = (dovecot.root / "mail" / mailbox.user / "cur").iterdir()
    assert "F" in path.name.rpartition(":2,")[2]


async def test_a_mail_over_the_limit_leaves_its_header_and_a_reason(
    app: App, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = app.settings.model_copy(update={"max_mail_bytes": 20_000})
    monkeypatch.setitem(app.sessions.info, "settings", small)
    mailbox = await a_mailbox(app, dovecot)
    big = a_mail("big", "x" * 76 + "\r\n" + ("y" * 76 + "\r\n") * 400)
    mailbox.drop(a_mail(1), big, a_mail(2))
    async with mailbox.being_read():
        await mailbox.has(3)

    stub = next(raw for raw in await mailbox.raws() if b"Mail big" in raw)
    assert b"From: Ann <ann@example.com>" in stub
    assert len(stub) < 2000
    oversized = [item.payload for item in await mailbox.items() if item.payload]
    assert oversized == [{"oversized": len(big)}]


async def test_an_expunge_between_listing_and_fetching_is_no_trouble(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.drop(a_mail(1), a_mail(2), a_mail(3))
    from mail.imap import Connection

    listed = Connection.sizes

    async def and_then_gone(self: Connection, uids: Any) -> Any:
        found = await listed(self, uids)
        for path in (mailbox.server.root / "mail" / mailbox.user / "cur").iterdir():
            if b"Mail 2" in path.read_bytes():
                path.unlink()
        return found

    monkeypatch.setattr(Connection, "sizes", and_then_gone)
    async with mailbox.being_read():
        await until(lambda: ledger_has(mailbox, 3), "three ledger rows")
    assert sorted(await mailbox.raws()) == [a_mail(1), a_mail(3)]
    assert [entry.item_id is None for entry in await mailbox.ledger()] == [False, True, False]


async def test_a_database_that_is_away_stops_nothing_for_good(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = mailbox.app.sessions.begin
    away = 5

    def broken(**given: Any) -> Any:
        nonlocal away
        away -= 1
        if away > 0:
            raise OSError(28, "No space left on device")
        return begin(**given)

    monkeypatch.setattr(mailbox.app.sessions, "begin", broken)
    mailbox.drop(a_mail(1))
    async with mailbox.being_read():
        await mailbox.has(1)
        await until(lambda: status(mailbox, SourceStatus.OK), "a working source")


async def test_a_line_cut_in_one_batch_loses_nothing_of_the_batch_before(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mail.imap import Connection, ConnectionLost

    mailbox.drop(*(a_mail(number) for number in range(60)))
    fetch, asked = Connection.messages, 0

    async def cut(self: Connection, uids: Any, *rest: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise ConnectionLost("cut")
        return await fetch(self, uids, *rest)

    monkeypatch.setattr(Connection, "messages", cut)
    async with mailbox.being_read():
        await mailbox.has(50)
        monkeypatch.setattr(Connection, "messages", fetch)
        await mailbox.has(60)
    assert len(await mailbox.ledger()) == 60


async def test_the_cursor_never_goes_back(mailbox: Mailbox) -> None:
    mailbox.drop(*(a_mail(number) for number in range(5)))
    async with mailbox.being_read():
        await mailbox.has(5)
    async with mailbox.app.sessions.reading() as session:
        assert (await session.scalars(sa.select(MailboxCursor.last_uid))).all() == [5]


async def test_two_readers_of_one_mailbox_store_each_mail_once(mailbox: Mailbox) -> None:
    mailbox.drop(*(a_mail(number) for number in range(120)))
    stop = anyio.Event()
    readers: list[MailboxReader] = [mailbox.reader(), mailbox.reader()]
    async with anyio.create_task_group() as group:
        for reader in readers:
            group.start_soon(reader.run, stop)
        await mailbox.has(120)
        stop.set()
    assert len(await mailbox.items()) == 120
    assert len(await mailbox.ledger()) == 120

"""Files of mail go through the pipeline of a mailbox, once."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from core.conversations.models import Message
from core.inbox.models import InboxItem, InboxState
from core.startup import App
from mail.ingesting import ingest
from mail.mail_files import mails_in
from tests.mail.conftest import a_mail


def plain(result: dict[str, Any]) -> dict[str, int]:
    return {name: value for name, value in result.items() if value and name != "seconds"}


async def test_folders_mbox_and_maildir_are_taken_in_and_counted(app: App, tmp_path: Path) -> None:
    folder, box, maildir = tmp_path / "folder", tmp_path / "old.mbox", tmp_path / "Maildir"
    folder.mkdir()
    (folder / "1.eml").write_bytes(a_mail(1))
    (folder / "2.eml").write_bytes(
        a_mail(2, "Re").replace(b"Date:", b"In-Reply-To: <1@example.com>\nDate:")
    )
    (folder / "notes.pdf").write_bytes(b"no mail")
    mails = [a_mail(number, "x\r\n\r\n>From me") for number in (3, 4)]
    box.write_bytes(b"".join(b"From ann Tue Mar 31 2026\r\n" + one + b"\r\n" for one in mails))
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    (maildir / "cur" / "1.x:2,S").write_bytes(
        a_mail(5).replace(b"Date:", b"Auto-Submitted: auto-replied\r\nDate:")
    )
    (maildir / "new" / "2.x").write_bytes(a_mail(1))
    (maildir / "tmp" / "3.x").write_bytes(a_mail(6))

    result = await ingest(app, [folder, box, maildir])

    assert plain(result) == {
        "files": 5, "mails": 6, "received": 5, "repeats": 1, "requests": 3, "replies": 1,
        "automatic": 1,
    }  # fmt: skip
    assert plain(await ingest(app, [folder, box, maildir])) == {
        "files": 5,
        "mails": 6,
        "repeats": 6,
    }


async def test_a_mail_of_raw_eight_bit_bytes_stops_no_queue(app: App, tmp_path: Path) -> None:
    raw = a_mail(1)
    for number, bad in enumerate((
        raw.replace(b"Subject: ", b"Subject: \xe4\xf6\xff\x80 "),
        a_mail(5).replace(b"From: ", b"From: \xc4iti \xd6berg "),
        a_mail(2) + bytes(range(256)) * 20,
        b"\xff\xfe" + a_mail(3),
        bytes(range(128, 256)),
        a_mail(4),
    )):  # fmt: skip
        (tmp_path / f"{number}.eml").write_bytes(bad)

    result = await ingest(app, [tmp_path])

    assert (result["received"], result["quarantined"]) == (6, 0)
    async with app.sessions.reading() as session:
        states = await session.scalars(sa.select(InboxItem.state))
        assert set(states) == {InboxState.DONE}


@pytest.mark.parametrize("order", [1, -1])
async def test_the_order_of_files_changes_no_thread(app: App, tmp_path: Path, order: int) -> None:
    mails = [
        a_mail(1),
        a_mail(2).replace(b"Date:", b"In-Reply-To: <1@example.com>\nDate:"),
        a_mail(3).replace(b"Date:", b"References: <1@example.com> <2@example.com>\nDate:"),
        a_mail(9),
    ]
    for number, raw in enumerate(mails[::order]):
        (tmp_path / f"{number}.eml").write_bytes(raw)

    assert plain(await ingest(app, [tmp_path])) == {
        "files": 4, "mails": 4, "received": 4, "requests": 2, "replies": 2,
    }  # fmt: skip
    async with app.sessions.reading() as session:
        rows = await session.execute(
            sa.select(Message.mail_message_id, Message.conversation_id).where(
                Message.direction == "in"
            )
        )
        threads: dict[Any, set[str]] = {}
        for name, thread in rows:
            threads.setdefault(thread, set()).add(str(name))
    assert sorted(map(sorted, threads.values())) == [
        ["<1@example.com>", "<2@example.com>", "<3@example.com>"], ["<9@example.com>"],
    ]  # fmt: skip


def test_an_mbox_is_cut_only_at_real_separators(tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.write_bytes(
        b"From a Tue Mar 31 12:00:00 2026\nSubject: 1\n\nFrom the start of a line\n>From quoted\n>>From twice\n\n"
        b"From b Tue Mar 31 12:00:00 2026\nSubject: 2\n\nend\n"
    )
    assert list(mails_in(box)) == [
        b"Subject: 1\n\nFrom the start of a line\nFrom quoted\n>From twice\n",
        b"Subject: 2\n\nend\n",
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_file_holds_no_mail(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.eml").write_bytes(content)
    assert list(mails_in(tmp_path / "x.eml")) == []


async def test_broken_mail_is_taken_in_like_any_other(app: App, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"\xff\xfe\x00\x01 nothing like a mail")
    (tmp_path / "b.eml").write_bytes(a_mail(2))
    result = await ingest(app, [tmp_path])

    assert result["received"] == 2
    assert result["quarantined"] == 0
    async with app.sessions.reading() as session:
        states = await session.scalars(sa.select(InboxItem.state))
        assert set(states) == {InboxState.DONE}


async def test_statements_do_not_grow_with_the_number_of_mails(
    app: App, tmp_path: Path, queries: Any
) -> None:
    for number in range(50):
        (tmp_path / f"{number:03}.eml").write_bytes(a_mail(number))
    with queries() as seen:
        await ingest(app, [tmp_path])
    assert len(seen) < 60

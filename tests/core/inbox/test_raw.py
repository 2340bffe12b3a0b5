"""Raw mail is kept once per content, small in its row and big in a file."""

import sqlalchemy as sa

from core.inbox.models import RawMail
from core.inbox.raw import MAX_IN_ROW, prepare, raw_bytes, store_raw
from core.startup import App

SMALL = b"Subject: small\r\n\r\n" + b"word " * 1000
BIG = b"Subject: big\r\n\r\n" + bytes(range(256)) * (MAX_IN_ROW // 200)


async def test_what_was_stored_comes_back_byte_for_byte(app: App) -> None:
    async with app.sessions.begin() as session:
        ids = await store_raw(session, [SMALL, BIG, prepare(app.storage, b"prepared"), b""])
    async with app.sessions.reading() as session:
        assert await raw_bytes(session, ids) == dict(
            zip(ids, [SMALL, BIG, b"prepared", b""], strict=True)
        )


async def test_the_same_bytes_are_stored_once(app: App) -> None:
    async with app.sessions.begin() as session:
        first = await store_raw(session, [SMALL, BIG])
    async with app.sessions.begin() as session:
        assert await store_raw(session, [BIG, SMALL, SMALL]) == [first[1], first[0], first[0]]
        assert await session.scalar(sa.select(sa.func.count()).select_from(RawMail)) == 2


async def test_a_big_mail_is_a_durable_file_before_its_row_exists(app: App) -> None:
    prepared = prepare(app.storage, BIG)

    assert prepared.body is None
    assert app.storage.read(str(prepared.storage_key)) == BIG
    assert prepare(app.storage, SMALL).storage_key is None


async def test_a_lost_file_does_not_hide_the_others(app: App) -> None:
    async with app.sessions.begin() as session:
        small, big = await store_raw(session, [SMALL, BIG])
    app.storage.remove(str(prepare(app.storage, BIG).storage_key))
    async with app.sessions.reading() as session:
        assert await raw_bytes(session, [small, big]) == {small: SMALL}

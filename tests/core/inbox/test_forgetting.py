"""Original mails go by age and by size, as the owner chose; what is needed stays."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core.access.actor import system
from core.files.service import store_file
from core.inbox.jobs import JOBS
from core.inbox.models import InboxItem, InboxState, RawMail
from core.inbox.raw import raw_bytes, store_raw
from core.inbox.service import Arrival, receive_many
from core.settings import keys
from core.settings.service import set_value
from core.startup import App
from tests import make

FORGET = {job.name: job.run for job in JOBS}["forget-raw-mail"]


async def arrived(app: App, *raws: bytes, state: InboxState = InboxState.DONE) -> list[Any]:
    async with app.sessions.begin() as session:
        source = await make.a_source(session)
        ids = await store_raw(session, raws)
        arrivals = [Arrival(source.id, "mail", str(raw_id), raw_id=raw_id) for raw_id in ids]
        received = await receive_many(session, arrivals)
        await session.execute(
            sa.update(InboxItem)
            .where(InboxItem.id.in_([one.item_id for one in received]))
            .values(state=state)
        )
        return list(ids)


async def choose(app: App, key: keys.Key[int], value: int) -> None:
    async with app.sessions.begin() as session:
        await set_value(session, system("test"), key, value)


async def kept(app: App, ids: list[Any]) -> list[bytes]:
    async with app.sessions.reading() as session:
        return list((await raw_bytes(session, ids)).values())


async def test_nothing_is_erased_unless_the_owner_chose_so(app: App, clock: Any) -> None:
    ids = await arrived(app, b"one")
    clock.shift(timedelta(days=4000))
    assert await FORGET(app.sessions) == 0
    assert await kept(app, ids) == [b"one"]


async def test_originals_go_by_age_and_their_digests_stay(app: App, clock: Any) -> None:
    big = b"b" * 300_000
    old = await arrived(app, b"old", big)
    waits = await arrived(app, b"waits", state=InboxState.RECEIVED)
    broken = await arrived(app, b"broken", state=InboxState.FAILED)
    clock.shift(timedelta(days=31))
    young = await arrived(app, b"young")
    await choose(app, keys.RAW_MAIL_DAYS, 30)

    assert await FORGET(app.sessions) == 2
    assert await FORGET(app.sessions) == 0
    assert await kept(app, [*old, *waits, *broken, *young]) == [b"waits", b"broken", b"young"]
    async with app.sessions.reading() as session:
        rows = await session.scalars(sa.select(RawMail).where(RawMail.id.in_(old)))
        assert sorted(row.size for row in rows) == [3, 300_000]
    assert [path for path in app.settings.data.rglob("*") if path.stat().st_size == 300_000] == []


async def test_the_oldest_go_when_there_are_too_many(app: App, clock: Any) -> None:
    ids = []
    for letter in "abcd":
        ids += await arrived(app, letter.encode() * 600_000)
        clock.shift(timedelta(minutes=1))
    await choose(app, keys.RAW_MAIL_MEGABYTES, 1)
    assert await FORGET(app.sessions) == 3
    assert [raw[:1] for raw in await kept(app, ids)] == [b"d"]


async def test_a_file_of_the_same_bytes_is_left_where_it_is(app: App, clock: Any) -> None:
    mail = b"From: a@b\r\n\r\n" + b"x" * 300_000
    await arrived(app, mail)
    async with app.sessions.begin() as session:
        file = await store_file(session, name="a.eml", data=mail, content_type="message/rfc822")
    await choose(app, keys.RAW_MAIL_DAYS, 1)
    clock.shift(timedelta(days=2))
    assert await FORGET(app.sessions) == 1
    assert app.storage.read(file.storage_key) == mail


async def test_what_was_forgotten_can_arrive_again_by_another_way(app: App, clock: Any) -> None:
    old = await arrived(app, b"once")
    await choose(app, keys.RAW_MAIL_DAYS, 1)
    clock.shift(timedelta(days=2))
    assert await FORGET(app.sessions) == 1
    assert await arrived(app, b"once") == old
    assert await kept(app, old) == [b"once"]
    assert await FORGET(app.sessions) == 0

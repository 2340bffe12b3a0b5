"""What could not be understood is shown to whoever connects sources, and tried again."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from core.inbox.models import InboxItem, InboxState
from core.inbox.service import Arrival, claim, fail, receive_many, store_raw
from core.notify.models import Notice
from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser

TRACE = 'Traceback:\n  File "x.py", line 1\nKeyError: what went wrong'
MAIL = (
    b"From: =?utf-8?q?Liisa_Pelt=C3=B6la?= <liisa@peippo.example>\r\nSubject: Hana <b>vuotaa</b>\r\n"
    b"Content-Type: text/plain; charset=nonsense\r\n\r\nKeitti\xf6ss\xe4 on vett\xe4.\r\n"
)  # fmt: skip


async def _set_aside(app: App, *, raw: bytes | None = MAIL, name: str = "1", error: str = TRACE
                     ) -> UUID:  # fmt: skip
    channel = "mail" if raw else "sms"
    async with app.sessions.begin() as session:
        source = await make.a_source(session, name=f"info{name}@firm.example")
        raw_id = (await store_raw(session, [raw]))[0] if raw else None
        payload = None if raw else {"From": "+358401110001", "Body": "secret words"}
        arrival = Arrival(source.id, channel, f"M{name}", payload, raw_id)
        await receive_many(session, [arrival])
        (item,) = await claim(session, "me", 1, [channel])
        item.attempts = 5
        assert await fail(session, item, error) == InboxState.FAILED
        return item.id


async def _state(app: App, item_id: UUID) -> str:
    async with app.sessions.reading() as session:
        return (await session.get_one(InboxItem, item_id)).state


async def test_the_notice_leads_to_who_probably_wrote_and_from_there_it_is_tried_again(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    item_id = await _set_aside(app)
    client = await browser(owner)
    async with app.sessions.reading() as session:
        (path,) = await session.scalars(sa.select(Notice.path))

    for page in (await client.get(path), await client.get("/app/quarantine")):
        assert page.status_code == 200
        assert "Liisa Peltöla &lt;liisa@peippo.example&gt;" in page.text
        assert "Hana &lt;b&gt;vuotaa&lt;/b&gt;" in page.text
        assert "An upgrade may be able to read it" in page.text
        assert "x.py" not in page.text

    answer = await client.post(f"/app/quarantine/{item_id}/again")
    assert (await client.get(answer.headers["location"])).status_code == 200
    assert await _state(app, item_id) == InboxState.RECEIVED
    assert (await client.post(f"/app/quarantine/{item_id}/again")).status_code == 422


async def test_the_raw_message_is_downloaded_as_it_came(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    big = MAIL + b"x" * 400_000
    small_id, big_id = await _set_aside(app), await _set_aside(app, raw=big, name="2")
    client = await browser(owner)

    for item_id, raw in ((small_id, MAIL), (big_id, big)):
        answer = await client.get(f"/app/quarantine/{item_id}/raw")
        assert answer.content == raw
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("error", "words"),
    [("mail.worker.MailUnreadable: the raw mail is gone from the storage", "no longer in the"),
     ("MailUnreadable: reading took longer than 20 s", "took too long"),
     ("the worker died or hung", "ended or hung")],
)  # fmt: skip
async def test_the_reason_is_told_in_words(
    app: App, browser: Browser, owner: StaffMember, error: str, words: str
) -> None:
    await _set_aside(app, error=error)

    assert words in (await (await browser(owner)).get("/app/quarantine")).text


async def test_everything_is_tried_again_at_once_and_one_can_be_left_as_it_is(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    kept, *rest = [await _set_aside(app, name=name, raw=MAIL + name.encode()) for name in "123"]
    text = await _set_aside(app, raw=None, name="4")
    client = await browser(owner)

    assert "+358401110001" in (await client.get("/app/quarantine")).text
    assert "4 messages could not be read and wait for you" in (await client.get("/app/inbox")).text
    assert (await client.post(f"/app/quarantine/{kept}/away")).status_code == 303
    assert (await client.post("/app/quarantine/again")).status_code == 303

    assert await _state(app, kept) == InboxState.IGNORED
    assert {await _state(app, one) for one in (*rest, text)} == {InboxState.RECEIVED}
    assert "Nothing has" in (await client.get("/app/quarantine")).text
    assert "Needs nothing more" in (await client.get(f"/app/quarantine/{kept}")).text


async def test_nobody_else_sees_it(app: App, browser: Browser, clerk: StaffMember) -> None:
    item_id = await _set_aside(app)
    client = await browser(clerk)

    for path in ("", f"/{item_id}", f"/{item_id}/raw", "/nonsense", f"/{UUID(int=7)}"):
        answer = await client.get(f"/app/quarantine{path}")
        assert answer.status_code in (403, 404), path
    for path in (f"/{item_id}/again", f"/{item_id}/away", "/again"):
        assert (await client.post(f"/app/quarantine{path}")).status_code in (403, 404, 422), path
    assert await _state(app, item_id) == InboxState.FAILED

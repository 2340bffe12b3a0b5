"""What could not be understood is shown to whoever connects sources, and handled again."""

from uuid import UUID

import sqlalchemy as sa

from core.inbox.models import InboxItem, InboxState
from core.inbox.service import Arrival, claim, fail, receive_many
from core.notify.models import Notice
from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser

TRACE = 'Traceback:\n  File "x.py", line 1\nKeyError: what went wrong'


async def _set_aside(app: App) -> UUID:
    async with app.sessions.begin() as session:
        source = await make.a_source(session, name="info@firm.example")
        await receive_many(session, [Arrival(source.id, "sms", "SM1", {"Body": "secret words"})])
        (item,) = await claim(session, "me", 1, ["sms"])
        item.attempts = 5
        assert await fail(session, item, TRACE) == InboxState.FAILED
        return item.id


async def test_the_notice_leads_to_what_was_set_aside_and_from_there_it_is_handled_again(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    item_id = await _set_aside(app)
    client = await browser(owner)
    async with app.sessions.reading() as session:
        (path,) = await session.scalars(sa.select(Notice.path))

    for page in (await client.get(path), await client.get("/settings/inbox-item/list")):
        assert page.status_code == 200
        assert "KeyError: what went wrong" in page.text
        assert "x.py" not in page.text
        assert "secret words" not in page.text

    answer = await client.post(f"/settings/inbox-item/do/again/{item_id}")
    assert "done=carried_out" in answer.headers["location"]
    assert (await client.get(answer.headers["location"])).status_code == 200
    assert "KeyError" not in (await client.get("/settings/inbox-item/list")).text
    async with app.sessions.reading() as session:
        item = await session.get_one(InboxItem, item_id)
        assert (item.state, item.attempts) == (InboxState.RECEIVED, 0)


async def test_nobody_else_sees_it(app: App, browser: Browser, clerk: StaffMember) -> None:
    item_id = await _set_aside(app)
    client = await browser(clerk)

    for path in ("list", f"details/{item_id}", "export/csv"):
        answer = await client.get(f"/settings/inbox-item/{path}")
        assert answer.status_code in (403, 404), path
    assert (await client.post(f"/settings/inbox-item/do/again/{item_id}")).status_code == 404

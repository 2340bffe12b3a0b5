"""A message says on the request page what could not be read of it, and who handed it on."""

import pytest
import sqlalchemy as sa

from core.conversations.models import Message
from core.sources.models import SourceKind
from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser
from tests.core.intake.letters import take


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("encrypted", "Encrypted, cannot be read here"),
        ("body-from-raw", "Shown as it came, not decoded"),
        ("forwarded_by_staff", "Forwarded by our own staff"),
    ],
)
async def test_a_message_bears_a_badge_for_what_reading_found(
    app: App, browser: Browser, clerk: StaffMember, flag: str, words: str
) -> None:
    async with app.sessions.begin() as session:
        mailbox = (await make.a_source(session, SourceKind.MAILBOX, address="a@firm.example")).id
        case = await take(session, mailbox, subject="The tap", text="About the tap")
    client = await browser(clerk)
    before = (await client.get(f"/app/requests/{case.number}")).text
    async with app.sessions.begin() as session:
        await session.execute(sa.update(Message).values(flags=[flag]))
    after = (await client.get(f"/app/requests/{case.number}")).text

    assert words not in before
    assert words in after

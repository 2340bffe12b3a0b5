"""Text messages: own hours only, plain answers, choices by number."""

import sqlalchemy as sa

from core.settings import keys
from core.settings.models import Setting
from core.staff.models import StaffMember
from core.startup import App
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.test_questions import booked


async def test_hours_by_text_message_are_answered_in_plain_text(
    sms: Chat, company: Company, app: App
) -> None:
    card = await sms.says(company.matti, "lehdolla 7,5 h")
    assert card.startswith("✓ 7,5 h · Lehto\nti 31.3.")
    assert sms.shown[sms.last_ref].rows == ()
    [entry] = await booked(app)
    assert entry.channel == "sms"


async def test_a_question_is_answered_by_its_number(sms: Chat, company: Company, app: App) -> None:
    card = await sms.says(company.sam, "2 h heikkinen")
    assert card.splitlines()[1:] == [
        "1 Heikkinen Antti – Pesuhuone", "2 Heikkinen Sirpa", "3 Other…", "4 Cancel",
    ]  # fmt: skip
    card = await sms.says(company.sam, "2")
    assert card.startswith("✓ 2 h · Heikkinen Sirpa")


async def test_everything_else_is_refused(sms: Chat, company: Company, app: App) -> None:
    async with app.sessions.begin() as session:
        await session.execute(sa.update(StaffMember).values(name=StaffMember.name))
    for text in (
        "28 km bell", "paid 20 € bell", "bell 2 h and 20 km", "remind me tomorrow to call Bell",
        "how many hours this week", "close R-1", "Maria bell 8 h",
    ):  # fmt: skip
        card = await sms.says(company.anna, text)
        assert "✓" not in card, text
    assert await booked(app) == []


async def test_the_owner_may_switch_it_off(sms: Chat, company: Company, app: App) -> None:
    async with app.sessions.begin() as session:
        session.add(Setting(key=keys.SMS_MAY_LOG.name, value=False))
    card = await sms.says(company.sam, "bell 2 h")
    assert card.startswith("! Hours by text message are switched off.")
    assert await booked(app) == []

"""One chat update costs few statements, and strange input costs nothing but an answer."""

from typing import Any

import pytest

from core.startup import App
from core.work import service as work
from tests import make
from tests.core.assistant.conftest import Chat, Company


async def test_booking_takes_few_statements(telegram: Chat, company: Company, queries: Any) -> None:
    await telegram.says(company.sam, "lehto 1 h")  # the names are loaded once
    with queries() as seen:
        await telegram.says(company.sam, "bell 7-11, lunch 30 min")
    ours = [one for one in seen if "provider_id" not in one or not one.startswith("UPDATE")]
    assert len(ours) <= 11, "\n".join(one[:100] for one in ours)


async def test_a_changed_name_is_known_at_once(telegram: Chat, company: Company, app: App) -> None:
    assert (await telegram.says(company.sam, "3 h zetterberg")).startswith("?")
    await telegram.presses(company.sam, "Cancel")
    async with app.sessions.begin() as session:
        zetterberg = await make.a_customer(session, "Zetterberg")
    assert (await telegram.says(company.sam, "3 h zetterberg")).startswith("✓ 3 h · Zetterberg")
    async with app.sessions.begin() as session:
        boss = make.actor_of(company.anna)
        await work.create_project(session, boss, name="Sauna", customer_id=zetterberg.id)
    card = await telegram.says(company.sam, "1 h zetterberg sauna")
    assert card.startswith("✓ 1 h · Zetterberg · Sauna")


@pytest.mark.parametrize(
    "text",
    ["\x00\ud800", "🔧" * 300, "7-" * 2000, "a" * 10_000, "1" * 5000, "\n\n\n", "' OR 1=1 --",
     "{name} %s {0}", "9999999999 h bell", "bell 0 h", "bell 25 h"],
)  # fmt: skip
async def test_no_text_breaks_it_and_none_of_these_books(
    telegram: Chat, company: Company, app: App, text: str
) -> None:
    from tests.core.assistant.test_questions import booked

    card = await telegram.says(company.sam, text)
    assert "✓" not in card
    assert await booked(app) == []

"""What is left in a customer's time bank is answered in chat, to who may know it."""

from datetime import date

import sqlalchemy as sa

from core.access.actor import system
from core.people.models import Customer
from core.startup import App
from core.timesheets import banks
from core.timesheets.models import TimeEntry
from tests.core.assistant.conftest import Chat, Company

BOSS = system("a test")


async def _bank(app: App, whose: str, **values: object) -> None:
    async with app.sessions.begin() as session:
        customer = (await session.scalars(sa.select(Customer).where(Customer.name == whose))).one()
        await banks.open_bank(
            session, BOSS, customer_id=customer.id, valid_from=date(2026, 1, 1),
            **values,  # type: ignore[arg-type]
        )  # fmt: skip


async def test_what_is_left_is_told_in_three_languages(
    telegram: Chat, company: Company, app: App
) -> None:
    await _bank(app, "Lehto", name="Ylläpito", minutes=750, expires_on=date(2026, 12, 31))
    for member, words, last in (
        (company.matti, "mitä Lehdon tuntipankissa on jäljellä", "to 31.12."),
        (company.matti, "lehdon tuntipankki?", "to 31.12."),
        (company.maria, "vad finns kvar i Lehtos timbank?", "tors 31/12"),
        (company.sam, "what's left in Lehto's time bank?", "Thu 31 Dec"),
        (company.sam, "Lehto time bank balance", "Thu 31 Dec"),
    ):  # fmt: skip
        answer = await telegram.says(member, words)
        assert answer.startswith("Lehto: 12"), answer
        assert "Ylläpito" in answer
        assert last in answer
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(sa.func.count(TimeEntry.id))) == 0


async def test_several_banks_are_summed_and_none_is_said(
    telegram: Chat, company: Company, app: App
) -> None:
    assert await telegram.says(company.sam, "Lehto time bank") == "Lehto has no time bank."
    assert await telegram.says(company.sam, "time banks") == "No customer has a time bank."
    await _bank(app, "Lehto", name="Second", minutes=60)
    await _bank(app, "Lehto", name="First", minutes=90, expires_on=date(2026, 12, 31))
    await _bank(app, "Bell", name="Care", minutes=120)
    assert await telegram.says(company.sam, "Lehto time bank") == (
        "Lehto: 2.5 h\n1.5 h · First · until Thu 31 Dec\n1 h · Second"
    )
    assert (await telegram.says(company.sam, "time banks?")).splitlines() == [
        "Bell: 2 h · Care", "Lehto: 1 h · Second", "Lehto: 1.5 h · First · until Thu 31 Dec",
    ]  # fmt: skip

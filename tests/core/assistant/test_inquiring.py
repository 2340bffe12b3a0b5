"""Questions about people and places are answered, and book nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.kit import clock
from core.people import service as people
from core.people.models import Customer
from core.startup import App
from core.timesheets.models import TimeEntry, WorkingTime
from tests.core.assistant.conftest import Chat, Company


async def test_a_customers_numbers_are_told_to_whoever_may_see_customers(
    telegram: Chat, company: Company, app: App
) -> None:
    async with app.sessions.begin() as session:
        customer = await people.create_customer(
            session, system("test"), name="Rautio Ky", phone="+358401234567",
            email="toimisto@rautio.example",
        )  # fmt: skip
        assert customer.name == "Rautio Ky"

    for member, words in (
        (company.matti, "mikä on Raution puhelinnumero?"), (company.matti, "raution puh"),
        (company.maria, "Rautios telefonnummer"), (company.sam, "what's Rautio's number?"),
    ):  # fmt: skip
        card = await telegram.says(member, words)
        assert card.splitlines()[0] == "Rautio Ky"
        assert "+358401234567" in card
        assert "toimisto@rautio.example" in card
    assert "+358" not in await telegram.says(company.sam, "Bell phone number")


async def test_who_is_there_is_told_to_whoever_sees_everybodys_hours(
    telegram: Chat, company: Company
) -> None:
    await telegram.says(company.matti, "aloitan lehdolla")
    await telegram.says(company.maria, "2 tim Lehto")

    seen = await telegram.says(company.anna, "who is at Lehto?")

    assert seen.splitlines()[0] == "Lehto"
    assert "Matti: there since 15:05" in seen
    assert "Maria: 2 h today" in seen
    assert "nobody has a clock running" in await telegram.says(company.anna, "who's at Bell")
    refused = await telegram.says(company.matti, "kuka on Lehdolla?")
    assert "Maria" not in refused


async def test_the_balance_counts_from_the_working_time_with_its_opening(
    telegram: Chat, company: Company, app: App
) -> None:
    today = clock.today("Europe/Helsinki")  # Tuesday 31.3.
    monday = today - timedelta(days=1)
    async with app.sessions.begin() as session:
        session.add(WorkingTime(
            staff_id=company.matti.id, valid_from=monday, minutes=[450] * 5 + [0, 0],
            opening_balance=60,
        ))  # fmt: skip
    await telegram.says(company.matti, "eilen 8h lehto")

    assert (await telegram.says(company.matti, "mikä on mun saldo")).splitlines() == [
        "Saldosi: +1,5 h", "ma 30.3. – ma 30.3.: 8 h / 7,5 h"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "words", "head"),
    [("matti", "mitä multa puuttuu", "12 h puuttuu 2 päivältä"),
     ("maria", "vad saknas den här veckan?", "12 h saknas på 2 dagar"),
     ("sam", "am I missing hours this week?", "12 h is missing on 2 days")],
)  # fmt: skip
async def test_what_is_missing_is_listed_by_day(
    telegram: Chat, company: Company, who: str, words: str, head: str, app: App
) -> None:
    member = getattr(company, who)
    monday = clock.today("Europe/Helsinki") - timedelta(days=1)
    async with app.sessions.begin() as session:
        customer = await session.scalar(sa.select(Customer).where(Customer.name == "Bell"))
        assert customer is not None
        session.add(TimeEntry(
            staff_id=member.id, day=monday, worked_minutes=180, customer_id=customer.id
        ))  # fmt: skip
        for step in range(3, 8):  # last week is complete
            day = monday - timedelta(days=step)
            session.add(TimeEntry(staff_id=member.id, day=day, worked_minutes=450))

    card = await telegram.says(member, words)

    assert card.splitlines()[0] == head
    assert len(card.splitlines()) == 3


async def test_hours_of_a_project_are_one_persons_own_or_everybodys_by_right(
    telegram: Chat, company: Company
) -> None:
    await telegram.says(company.sam, "3h bell bathroom refit")
    await telegram.says(company.maria, "2 tim Bell bathroom refit")

    own = await telegram.says(company.sam, "how many hours on the bathroom refit")
    every = await telegram.says(company.anna, "how many hours on the bathroom refit")

    assert own == "Bell · Bathroom refit: 3 h"
    assert every.splitlines() == ["Bell · Bathroom refit: 5 h", "Sam: 3 h", "Maria: 2 h"]


async def test_reports_that_only_sound_alike_are_no_questions(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "1h bell, phone line and number plate")
    await telegram.says(company.matti, "puuttuva tiiviste lehto 2h")

    async with app.sessions.reading() as session:
        booked = await session.scalars(sa.select(TimeEntry.worked_minutes))
        assert sorted(booked) == [60, 120]

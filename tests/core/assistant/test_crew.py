"""A foreman's words book for the crew; each person is told and may object."""

from typing import Any

import pytest
import sqlalchemy as sa

from core.kit import clock
from core.notify.models import Notice
from core.outbound.cards import press
from core.startup import App
from core.timesheets import service
from core.timesheets.models import TimeEntry
from tests import make
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.test_questions import booked


async def notices(app: App) -> list[tuple[Any, str, str]]:
    """Return (person, kind, text) of every notice, the oldest first."""
    async with app.sessions.reading() as session:
        rows = await session.execute(
            sa.select(Notice.staff_id, Notice.kind, Notice.text).order_by(Notice.id)
        )
        return [(staff_id, kind, text) for staff_id, kind, text in rows]


@pytest.mark.parametrize(
    "text", ["Matti ja Maria 8h Bell", "Matti and Maria 8h Bell", "Matti och Maria 8 tim Bell"]
)
async def test_one_card_holds_the_crew_and_one_undo_takes_it_back(
    chat: Chat, company: Company, app: App, text: str
) -> None:
    card = await chat.says(company.anna, text)
    assert card.splitlines()[:2] == ["✓ Matti · 8 h · Bell", "Maria · 8 h · Bell"]
    assert {(row.staff_id, row.worked_minutes) for row in await booked(app)} == {
        (company.matti.id, 480), (company.maria.id, 480),
    }  # fmt: skip
    card = await chat.presses(company.anna, "Undo")
    assert card.startswith("↺ Matti · 8 h · Bell\nMaria · 8 h · Bell")
    assert await booked(app) == []


async def test_each_person_is_told_in_their_language_and_the_writer_is_not(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.anna, "me, Matti and Sam 3h Bell bathroom refit")
    told = {person: text for person, _kind, text in await notices(app)}
    assert set(told) == {company.matti.id, company.sam.id}
    assert told[company.sam.id].splitlines()[0] == (
        "✓ Anna booked hours for you: 3 h · Bell · Bathroom refit, Tue 31 Mar."
    )


async def test_a_person_is_told_that_somebody_reversed_their_hours(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 3 h")
    async with app.sessions.begin() as session:
        paid = (await session.scalars(sa.select(TimeEntry))).one()
        paid.invoiced_at = clock.now()
        await session.flush()
        await service.reverse_entry(session, make.actor_of(company.anna), paid.id, reason="wrong")

    [(person, _kind, text)] = await notices(app)
    assert person == company.sam.id
    assert text.splitlines()[0] == "↺ Anna removed your hours: 3 h · Bell, Tue 31 Mar."


async def test_an_objection_takes_the_hours_back_and_tells_who_booked_them_why(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.anna, "Matti and Sam 8h Bell")
    entry = next(row for row in await booked(app) if row.staff_id == company.sam.id)
    card = await chat.sends(company.sam, press("object", entry.id), "77")
    assert card.startswith("↺ 8 h · Bell\nTue 31 Mar\nTaken back")
    assert [row.staff_id for row in await booked(app)] == [company.matti.id]

    card = await chat.says(company.sam, "I was off sick that day")
    assert card == "✓ Your reason is passed on."
    mine = [text for person, _kind, text in await notices(app) if person == company.anna.id]
    assert mine == [
        "! Sam objects to the hours you booked: 8 h · Bell, Tue 31 Mar. They were taken back.",
        "! Sam says about the hours you booked (8 h · Bell, Tue 31 Mar): I was off sick that day",
    ]


async def test_words_of_their_own_are_no_reason(telegram: Chat, company: Company, app: App) -> None:
    await telegram.says(company.anna, "Matti and Sam 8h Bell")
    entry = next(row for row in await booked(app) if row.staff_id == company.sam.id)
    await telegram.sends(company.sam, press("object", entry.id), "77")
    card = await telegram.says(company.sam, "lehto 2h")
    assert card.startswith("✓ 2 h · Lehto")
    texts = [text for person, _kind, text in await notices(app) if person == company.anna.id]
    assert len(texts) == 1


async def test_only_ones_own_hours_booked_by_another_can_be_objected_to(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.anna, "Matti and Sam 8h Bell")
    await telegram.says(company.sam, "lehto 1h")
    of_matti = next(row for row in await booked(app) if row.staff_id == company.matti.id)
    own = next(row for row in await booked(app) if row.worked_minutes == 60)
    for entry in (of_matti, own):
        card = await telegram.sends(company.sam, press("object", entry.id), "77")
        assert card.startswith("! ")
    assert len(await booked(app)) == 3


async def test_without_the_right_a_colleagues_hours_are_asked_about_and_never_booked(
    chat: Chat, company: Company, app: App
) -> None:
    card = await chat.says(company.sam, "Matti 8h Bell")
    assert card == (
        "? 8 h · Bell\nYou may log only your own hours, not those of Matti. Were these your own?"
    )
    assert await booked(app) == []
    await chat.presses(company.sam, "Book it as done")
    assert [row.staff_id for row in await booked(app)] == [company.sam.id]


async def test_by_text_message_nobody_books_for_others(
    sms: Chat, company: Company, app: App
) -> None:
    await sms.says(company.anna, "Matti 8h Bell")
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(TimeEntry))).all() == []

"""Pictures, albums, voice notes, places: kept and asked about; what nobody can read is said so."""

from typing import Any

import pytest
import sqlalchemy as sa

from core.assistant.models import Draft
from core.assistant.queries import waiting_words
from core.expenses.models import Expense
from core.files.models import StoredFile
from core.inbox.incoming import Attachment
from core.startup import App
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.test_questions import booked

VOICE = Attachment("voice.ogg", "audio/ogg", b"OggS voice")
PLACE = {"kind": "location", "location": {"latitude": 60.16952, "longitude": 24.93545}}


async def costs(app: App) -> list[Expense]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(Expense).where(Expense.removed_at.is_(None))))


async def files(app: App) -> list[tuple[str, Any]]:
    async with app.sessions.reading() as session:
        rows = await session.execute(
            sa.select(StoredFile.subject_kind, StoredFile.subject_id).order_by(StoredFile.id)
        )
        return [(kind, subject) for kind, subject in rows]


async def open_drafts(app: App) -> list[Draft]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(Draft).where(Draft.done_at.is_(None))))


async def test_a_caption_makes_a_picture_a_cost_at_once(
    chat: Chat, company: Company, app: App
) -> None:
    card = await chat.says(company.sam, "paid 24.90 lehto, tape", photo=True)
    assert card.startswith("✓ €24.90 · Lehto")
    assert "Receipt kept" in card
    [cost] = await costs(app)
    assert await files(app) == [("expense", cost.id)]


async def test_a_picture_alone_asks_with_the_customers_of_late_as_buttons(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "lehto 1 h")
    await chat.says(company.sam, "bell 2 h")
    card = await chat.says(company.sam, "", photo=True)
    assert card == "? The picture is kept. How much was it, and for which customer?"
    assert chat.labels() == ["Bell · today 2 h", "Lehto · today 1 h", "Cancel"]
    card = await chat.presses(company.sam, "Bell")
    assert card == "? Bell · write how much it was."
    card = await chat.says(company.sam, "12,50")
    assert card.startswith("✓ €12.50 · Bell")
    [cost] = await costs(app)
    assert await files(app) == [("expense", cost.id)]
    assert await open_drafts(app) == []


@pytest.mark.parametrize("words", ["12.50 bell", "paid 12.50 bell", "12,50 € bell"])
async def test_a_picture_alone_is_answered_in_one_message(
    chat: Chat, company: Company, app: App, words: str
) -> None:
    await chat.says(company.sam, "", photo=True)
    assert (await chat.says(company.sam, words)).startswith("✓ €12.50 · Bell")
    assert [one.file_id is not None for one in await costs(app)] == [True]


async def test_a_sum_alone_leaves_only_the_customer_to_ask_for(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "bell 1 h")
    await chat.says(company.sam, "", photo=True)
    assert "which customer?" in await chat.says(company.sam, "12.50")
    assert (await chat.presses(company.sam, "Bell")).startswith("✓ €12.50 · Bell")
    assert [one.file_id is not None for one in await costs(app)] == [True]


async def test_an_album_with_words_is_one_cost_with_all_its_pictures(
    telegram: Chat, company: Company, app: App
) -> None:
    album = {"kind": "photo", "album": "a1"}
    card = await telegram.says(company.sam, "paid 40 lehto", photo=True, extra=album)
    place = telegram.last_ref
    for count in (2, 3):
        card = await telegram.says(company.sam, "", photo=True, extra=album)
        assert f"{count} files kept" in card
        assert telegram.last_ref == place
    [cost] = await costs(app)
    assert await files(app) == [("expense", cost.id)] * 3


async def test_words_on_a_later_picture_are_about_the_whole_album(
    telegram: Chat, company: Company, app: App
) -> None:
    album = {"kind": "photo", "album": "a1"}
    await telegram.says(company.sam, "", photo=True, extra=album)
    place = telegram.last_ref
    card = await telegram.says(company.sam, "", photo=True, extra=album)
    assert card.startswith("? 2 pictures are kept. How much was it in all")
    card = await telegram.says(company.sam, "paid 40 lehto", photo=True, extra=album)
    assert card.startswith("✓ €40.00 · Lehto")
    assert telegram.last_ref == place
    [cost] = await costs(app)
    assert await files(app) == [("expense", cost.id)] * 3
    assert await open_drafts(app) == []


async def test_an_album_without_words_is_asked_about_once(
    telegram: Chat, company: Company, app: App
) -> None:
    for _picture in range(3):
        await telegram.says(company.sam, "", photo=True, extra={"album": "a2"})
    assert len(await open_drafts(app)) == 1
    await telegram.says(company.sam, "19.90 bell")
    assert len(await costs(app)) == 1
    assert len(set(await files(app))) == 1


async def test_another_album_is_another_cost(telegram: Chat, company: Company, app: App) -> None:
    for album in ("a1", "a2"):
        await telegram.says(company.sam, "paid 5 bell", photo=True, extra={"album": album})
    assert len(await costs(app)) == 2


async def test_a_voice_note_waits_for_the_words_it_belongs_to(
    chat: Chat, company: Company, app: App
) -> None:
    card = await chat.says(company.sam, "", file=VOICE, extra={"kind": "voice"})
    assert card == "? I keep the voice note. What should I log?"
    assert (await chat.says(company.sam, "thanks")) == ""
    card = await chat.says(company.sam, "bell 3h")
    assert card.startswith("✓ 3 h · Bell")
    assert "The file is kept with it" in card
    [entry] = await booked(app)
    assert await files(app) == [("time_entry", entry.id)]
    assert await open_drafts(app) == []


async def test_a_voice_note_is_kept_through_a_question(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.sam, "", file=VOICE, extra={"kind": "voice"})
    await chat.says(company.sam, "heikkinen 3h")
    await chat.presses(company.sam, "Heikkinen Sirpa")
    [entry] = await booked(app)
    assert await files(app) == [("time_entry", entry.id)]


async def test_a_place_is_kept_as_a_note_and_suggests_nothing(
    chat: Chat, company: Company, app: App
) -> None:
    card = await chat.says(company.sam, "", extra=PLACE)
    assert card == "? I keep the place. What should I log?"
    assert chat.labels() == ["Cancel"]
    await chat.says(company.sam, "bell 3h")
    [entry] = await booked(app)
    assert entry.note == "60.16952, 24.93545"


@pytest.mark.parametrize(
    ("kind", "said"),
    [("sticker", "! A sticker tells me nothing"), ("contact", "! I do not read contact cards"),
     ("poll", "! I do not read polls"), ("dice", "! I read text and pictures")],
)  # fmt: skip
async def test_what_cannot_be_read_is_said_in_a_sentence(
    chat: Chat, company: Company, app: App, kind: str, said: str
) -> None:
    assert (await chat.says(company.sam, "", extra={"kind": kind})).startswith(said)
    assert await open_drafts(app) == []


async def test_forwarded_words_are_asked_about_and_never_booked(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "heikkinen 3h")
    card = await telegram.says(company.sam, "bell 3h", flags=("forwarded",))
    assert card.startswith("? 3 h · Bell · what shall I do with this?")
    assert await booked(app) == []
    await telegram.presses(company.sam, "Book it as done")
    assert len(await booked(app)) == 1


async def test_an_edited_caption_corrects_the_cost_and_keeps_its_picture(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.sam, "paid 40 lehto", photo=True)
    card = await telegram.says(company.sam, "paid 45 lehto", edits=telegram.said_ref)
    assert card.startswith("✓ €45.00 · Lehto")
    newest = [one for one in await costs(app) if one.superseded_at is None]
    assert [one.file_id is not None for one in newest] == [True]


async def test_what_waits_without_words_is_named_where_questions_wait(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.matti, "", photo=True)
    await telegram.says(company.sam, "", file=VOICE, extra={"kind": "voice"})
    async with app.sessions.reading() as session:
        assert await waiting_words(session, company.matti.id) == ["Kuva kuitista"]
        assert await waiting_words(session, company.sam.id) == ["A file or a place"]
    await telegram.says(company.sam, "heikkinen 3h")  # the question has the file now
    async with app.sessions.reading() as session:
        assert await waiting_words(session, company.sam.id) == ["heikkinen 3h"]


@pytest.mark.parametrize("words", ["lehto", "paid lehto", "for Lehto"])
async def test_a_customer_alone_leaves_only_the_sum_to_ask_for(
    chat: Chat, company: Company, app: App, words: str
) -> None:
    await chat.says(company.sam, "", photo=True)
    assert await chat.says(company.sam, words) == "? Lehto · write how much it was."
    assert (await chat.says(company.sam, "12.50")).startswith("✓ €12.50 · Lehto")
    assert [one.file_id is not None for one in await costs(app)] == [True]


async def test_a_question_about_a_customer_tells_nothing_about_a_receipt(
    chat: Chat, company: Company, app: App
) -> None:
    await chat.says(company.anna, "", photo=True)
    card = await chat.says(company.anna, "who is at Bell")
    assert card == "Bell: nobody has a clock running there, and nobody has logged today."
    assert (await chat.says(company.anna, "12.50 lehto")).startswith("✓ €12.50 · Lehto")

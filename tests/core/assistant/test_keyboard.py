"""The keys that are always there and the menu's commands do what they say, in three languages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.assistant.keyboard import COMMANDS, KEYS
from core.kit import clock
from core.kit.i18n import _, use_language
from core.outbound.models import OutboundMessage
from core.startup import App
from core.timesheets.models import TimeEntry, Timer
from tests.core.assistant.conftest import Chat, Company

YESTERDAY = {"fi": "eilen 1h lehto", "sv": "igår 1 tim Lehto", "en": "yesterday 1h Lehto"}


def key(language: str, place: int) -> str:
    """Return the label of a key in a language."""
    with use_language(language):
        return _(KEYS[place])


@pytest.mark.parametrize("who", ["matti", "maria", "sam"])
async def test_one_key_starts_the_clock_and_stops_it(
    telegram: Chat, company: Company, app: App, who: str
) -> None:
    member = getattr(company, who)
    toggle = key(member.language, 0)
    await telegram.says(member, YESTERDAY[member.language])

    await telegram.says(member, toggle)
    assert telegram.labels()
    started = await telegram.presses(member, "Lehto")
    assert started.startswith("▶")
    async with app.sessions.begin() as session:
        await session.execute(sa.update(Timer).values(started_at=clock.now() - timedelta(hours=2)))
    stopped = await telegram.says(member, toggle)

    assert stopped.splitlines()[0].startswith(("■", "✓"))
    async with app.sessions.reading() as session:
        assert (
            await session.scalars(sa.select(TimeEntry.worked_minutes).order_by(TimeEntry.id))
        ).all() == [60, 120]


@pytest.mark.parametrize("who", ["matti", "maria", "sam"])
async def test_the_log_key_asks_what_was_done(
    telegram: Chat, company: Company, app: App, who: str
) -> None:
    member = getattr(company, who)

    await telegram.says(member, YESTERDAY[member.language])
    await telegram.says(member, key(member.language, 1))
    await telegram.presses(member, "Lehto")
    await telegram.says(member, "2,5 h" if who != "sam" else "2.5 h")

    async with app.sessions.reading() as session:
        assert (
            await session.scalars(sa.select(TimeEntry.worked_minutes).order_by(TimeEntry.id))
        ).all() == [60, 150]


async def test_help_shows_the_keys_and_examples_of_the_persons_own_customers(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.matti, "2h lehto")

    said = await telegram.says(company.matti, "/start")

    assert said.count("•") == 3
    assert "Lehto" in said
    async with app.sessions.reading() as session:
        newest = await session.scalar(
            sa.select(OutboundMessage.payload).order_by(OutboundMessage.id.desc()).limit(1)
        )
    assert newest is not None
    assert newest["card"]["keys"] == [key("fi", place) for place in range(4)]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_command_of_the_menu_is_answered(
    telegram: Chat, company: Company, language: str
) -> None:
    member = {"fi": company.matti, "sv": company.maria, "en": company.sam}[language]
    with use_language(language):
        lost = _("I found nothing to book in this.")

    for command, _meaning in COMMANDS[language]:
        said = await telegram.says(member, f"/{command}")
        assert said, command
        assert lost not in said, command

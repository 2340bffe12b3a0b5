"""A fake Telegram and an installation whose bot talks to it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from bot.bots import bots_of
from core.access.actor import system
from core.config import Settings
from core.sources import service as sources
from core.sources.models import SourceKind
from core.startup import App, compose
from tests.fakes.bot_api import BotApi

ANN = 7


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[BotApi]:
    """A fake Bot API that knows one person, Ann."""
    telegram = BotApi(record=tmp_path / "calls.jsonl").start()
    telegram.meet(ANN, "Ann")
    yield telegram
    telegram.stop()


@pytest.fixture
def settings(settings: Settings, telegram: BotApi) -> Settings:
    """The bot's calls go to the fake."""
    return settings.model_copy(update={"telegram_api": telegram.url})


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[App]:
    """An installation whose connections to Telegram are closed at the end."""
    app = compose(settings)
    yield app
    await bots_of(app).close()
    await app.close()


@pytest.fixture
async def bot_source(app: App, telegram: BotApi) -> UUID:
    """The connected bot."""
    async with app.sessions.begin() as session:
        source = await sources.create_source(
            session, system("test"), kind=SourceKind.TELEGRAM, name="Bot", address="apuri_bot",
            secrets={"token": telegram.token, "webhook_secret": "s" * 32},
        )  # fmt: skip
        return source.id

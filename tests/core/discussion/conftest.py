"""The assistant in Telegram, for answering what one was told."""

from typing import Any

import pytest

from core.startup import App
from tests.core.assistant.conftest import Chat, a_chat


@pytest.fixture
async def telegram(app: App, clock: Any) -> Chat:
    """The assistant in Telegram."""
    return await a_chat(app, "telegram")

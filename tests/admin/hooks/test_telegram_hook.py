"""Telegram's webhook stores once and first; a forged one stores nothing."""

import asyncio
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.inbox.models import InboxItem
from core.sources import service as sources
from core.sources.models import SourceKind
from core.startup import App

SECRET = "s" * 32
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def bot(app: App) -> UUID:
    async with app.sessions.begin() as session:
        source = await sources.create_source(
            session, system("test"), kind=SourceKind.TELEGRAM, name="Bot",
            config={"mode": "webhook"}, secrets={"token": "42:T", "webhook_secret": SECRET},
        )  # fmt: skip
        return source.id


def _update(number: int) -> dict[str, object]:
    return {"update_id": number, "message": {"message_id": number, "date": 1, "text": "2 h",
            "chat": {"id": 7, "type": "private"}, "from": {"id": 7, "first_name": "Ann"}}}  # fmt: skip


async def _stored(app: App) -> list[str]:
    async with app.sessions.reading() as session:
        found = await session.scalars(sa.select(InboxItem.external_id).order_by(InboxItem.id))
        return list(found)


async def test_an_update_is_stored_before_the_answer_and_once(
    app: App, client: httpx.AsyncClient, bot: UUID
) -> None:
    for number in (1, 2, 1):
        answer = await client.post(
            f"/hooks/telegram/{bot}", json=_update(number), headers={HEADER: SECRET}
        )
        assert answer.status_code == 200
    assert await _stored(app) == ["1", "2"]


async def test_many_at_once_share_commits_and_lose_nothing(
    app: App, client: httpx.AsyncClient, bot: UUID
) -> None:
    answers = await asyncio.gather(*(
        client.post(f"/hooks/telegram/{bot}", json=_update(n), headers={HEADER: SECRET})
        for n in range(50)
    ))  # fmt: skip
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(map(int, await _stored(app))) == list(range(50))


@pytest.mark.parametrize("secret", ["", "wrong", "ä" * 8, SECRET[:-1]])
async def test_a_forged_update_is_refused_and_leaves_no_trace(
    app: App, client: httpx.AsyncClient, bot: UUID, secret: str
) -> None:
    answer = await client.post(
        f"/hooks/telegram/{bot}", json=_update(1), headers=[(HEADER.encode(), secret.encode())]
    )
    assert answer.status_code == 403
    assert await _stored(app) == []


async def test_garbage_and_unknown_bots_are_refused(
    app: App, client: httpx.AsyncClient, bot: UUID
) -> None:
    bad = await client.post(f"/hooks/telegram/{bot}", content=b"{", headers={HEADER: SECRET})
    assert bad.status_code == 400
    other = await client.post("/hooks/telegram/nobody", json={}, headers={HEADER: SECRET})
    assert other.status_code == 403
    assert await _stored(app) == []

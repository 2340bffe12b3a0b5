"""A one-time deep link makes a Telegram account a member's."""

from uuid import UUID

import sqlalchemy as sa

from bot.decoding import DECODERS
from core.inbox import service as inbox
from core.outbound.models import OutboundMessage
from core.staff import queries
from core.staff import service as staff
from core.staff.models import LinkPurpose
from core.startup import App
from core.worker import ChatWorker
from tests import make
from tests.fakes.bot_api import BotApi


async def _send_start(app: App, telegram: BotApi, source: UUID, token: str) -> None:
    update = telegram.says(f"/start {token}")
    async with app.sessions.begin() as session:
        await inbox.receive(
            session, source_id=source, channel="telegram", external_id=str(update["update_id"]),
            payload=update,
        )  # fmt: skip
    await ChatWorker(app, DECODERS).handle_due()


async def _answers(app: App) -> list[str]:
    async with app.sessions.reading() as session:
        rows = await session.scalars(sa.select(OutboundMessage).order_by(OutboundMessage.id))
        return [row.payload["card"]["text"] for row in rows]


async def test_a_link_works_once(app: App, telegram: BotApi, bot_source: UUID) -> None:
    async with app.sessions.begin() as session:
        matti = await make.a_member(session, "Matti")
        token = await staff.make_link(session, LinkPurpose.TELEGRAM, matti.id)
    await _send_start(app, telegram, bot_source, token)
    async with app.sessions.reading() as session:
        assert await queries.linked_staff(session, "telegram", "7") == matti.id
    await _send_start(app, telegram, bot_source, token)
    first, second = await _answers(app)
    async with app.sessions.reading() as session:
        card = await session.scalar(sa.select(OutboundMessage.payload).limit(1))
    assert card is not None
    assert card["card"]["keys"] == ["▶ Start / ■ Stop", "Log", "Today", "More"]
    assert first.startswith("✓ Matti, this chat is now yours.")
    assert second.startswith("! This link has been used")


async def test_an_account_that_is_somebody_elses_is_told_so(
    app: App, telegram: BotApi, bot_source: UUID
) -> None:
    async with app.sessions.begin() as session:
        anna = await make.a_member(session, "Anna")
        await make.a_linked_account(session, anna, "telegram", "7")
        matti = await make.a_member(session, "Matti", language="en")
        token = await staff.make_link(session, LinkPurpose.TELEGRAM, matti.id)
    await _send_start(app, telegram, bot_source, token)
    assert (await _answers(app))[0].startswith("! This account is already linked to somebody else")
    async with app.sessions.reading() as session:
        assert await queries.linked_staff(session, "telegram", "7") == anna.id


async def test_a_guessed_link_links_nobody(app: App, telegram: BotApi, bot_source: UUID) -> None:
    await _send_start(app, telegram, bot_source, "A" * 32)
    async with app.sessions.reading() as session:
        assert await queries.linked_staff(session, "telegram", "7") is None
    assert (await _answers(app))[0].startswith("! This link")

"""Twilio's webhooks: signed over our public address, stored once, reports only move forward."""

from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa
from twilio.request_validator import RequestValidator

from admin.hooks.decoding import decode_sms
from core.access.actor import system
from core.inbox.models import InboxItem
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.service import queue_message
from core.sources import service as sources
from core.sources.models import SourceKind
from core.startup import App
from tests import make

AUTH = "t" * 32
TEXT = {
    "MessageSid": "SM" + "1" * 32,
    "From": "+358401110001",
    "To": "+358450000000",
    "Body": "2 h Lehto",
}


@pytest.fixture
async def number(app: App) -> UUID:
    async with app.sessions.begin() as session:
        source = await sources.create_source(
            session, system("test"), kind=SourceKind.SMS, name="Number", address="+358450000000",
            config={"account_sid": "AC" + "2" * 32}, secrets={"auth_token": AUTH},
        )  # fmt: skip
        return source.id


def _signed(url: str, form: dict[str, str], token: str = AUTH) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form)}


async def _items(app: App) -> list[InboxItem]:
    async with app.sessions.reading() as session:
        return list(await session.scalars(sa.select(InboxItem)))


async def test_a_text_is_stored_once_and_known_as_the_members(
    app: App, client: httpx.AsyncClient, number: UUID
) -> None:
    async with app.sessions.begin() as session:
        member = await make.a_member(session, phone="+358401110001")
    path = f"/hooks/sms/{number}"
    for _again in range(2):
        answer = await client.post(
            path, data=TEXT, headers=_signed(f"{app.settings.public_url}{path}", TEXT)
        )
        assert answer.status_code == 200
        assert "<Response/>" in answer.text
    (item,) = await _items(app)
    message = await decode_sms(app, item)
    assert message.text == "2 h Lehto"
    assert message.sender.staff_id == member.id


@pytest.mark.parametrize("forgery", ["none", "key", "url", "body"])
async def test_a_forged_signature_is_refused(
    app: App, client: httpx.AsyncClient, number: UUID, forgery: str
) -> None:
    path = f"/hooks/sms/{number}"
    url = f"{app.settings.public_url}{path}"
    headers = {
        "none": {},
        "key": _signed(url, TEXT, "x" * 32),
        "url": _signed("https://elsewhere.example" + path, TEXT),
        "body": _signed(url, {**TEXT, "Body": "8 h Lehto"}),
    }[forgery]
    answer = await client.post(path, data=TEXT, headers=headers)
    assert answer.status_code == 403
    assert await _items(app) == []


async def test_reports_only_move_a_text_forward(
    app: App, client: httpx.AsyncClient, number: UUID
) -> None:
    async with app.sessions.begin() as session:
        sent = await queue_message(
            session, once_key="k", channel="sms", kind="reminder", address="+358401110001",
            payload={"text": "hello"}, source_id=number,
        )  # fmt: skip
        await session.execute(
            sa.update(OutboundMessage).values(
                state=OutboundState.SENT, provider_id="SM9", provider_state="queued"
            )
        )
    path = f"/hooks/sms-status/{number}"
    for state in ("delivered", "sent"):
        form = {"MessageSid": "SM9", "MessageStatus": state}
        answer = await client.post(
            path, data=form, headers=_signed(f"{app.settings.public_url}{path}", form)
        )
        assert answer.status_code == 204
    async with app.sessions.reading() as session:
        row = await session.get(OutboundMessage, sent)
        assert row is not None
        assert row.provider_state == "delivered"

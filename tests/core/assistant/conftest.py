"""A conversation as one edge holds it: each message one transaction, each skill one savepoint."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from core.assistant import service
from core.assistant.cards import deliver_reply
from core.assistant.models import ChatLine
from core.assistant.turns import Reply
from core.errors import DomainError
from core.inbox.incoming import Attachment, IncomingMessage, Pressed, Sender
from core.kit import clock
from core.kit.ids import new_id
from core.outbound.cards import Card, card_from_json
from core.outbound.models import OutboundMessage
from core.sources.models import SourceKind
from core.staff import queries as staff
from core.staff.models import StaffMember
from core.startup import App
from tests import make

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


@dataclass
class Chat:
    """People talking to the assistant; `shown` holds each message's present card by its ref."""

    app: App
    channel: str
    source: Any = None
    refs: Any = field(default_factory=lambda: itertools.count(100))
    shown: dict[str, Card] = field(default_factory=dict)
    last_ref: str = ""
    said_ref: str = ""
    toast: str = ""

    async def says(
        self, member: StaffMember, text: str, *, reply_to: str | None = None,
        edits: str | None = None, sent_at: datetime | None = None, photo: bool = False,
    ) -> str:  # fmt: skip
        """Send a message; return the text of the card that answers it ("" for silence)."""
        self.said_ref = edits or str(next(self.refs))
        files = (Attachment("receipt.png", "image/png", PNG),) if photo else ()
        return await self._send(
            member, text=text, ref=self.said_ref, reply_to_ref=reply_to, is_edit=edits is not None,
            sent_at=sent_at, attachments=files,
        )  # fmt: skip

    async def presses(self, member: StaffMember, label: str, on: str | None = None) -> str:
        """Press the button whose label begins so, on the last card or the one under a ref."""
        ref = on or self.last_ref
        buttons = [one for row in self.shown[ref].rows for one in row]
        fits = [one for one in buttons if one.label.startswith(label)]
        assert fits, f"no button {label!r} among {[one.label for one in buttons]}"
        return await self.sends(member, fits[0].data, ref)

    async def sends(self, member: StaffMember, data: str, ref: str) -> str:
        """Send a button's data as the channel would."""
        return await self._send(member, pressed=Pressed(data, ref, "callback"))

    def labels(self, ref: str | None = None) -> list[str]:
        """Return the labels of a card's buttons."""
        return [one.label for row in self.shown[ref or self.last_ref].rows for one in row]

    async def _send(self, member: StaffMember, **values: Any) -> str:
        incoming = IncomingMessage(
            channel=self.channel, source_id=self.source.id, item_id=new_id(), external_id="x",
            sender=Sender(address=str(member.id), staff_id=member.id), received_at=clock.now(),
            chat_ref=f"chat-{member.id}", **values,
        )  # fmt: skip
        async with self.app.sessions.begin() as session:
            actor = await staff.actor_for(session, member.id, self.channel)
            try:
                async with session.begin_nested():
                    reply = await service.handle(session, actor, incoming)
            except DomainError as error:
                reply = service.refusal_card(actor, error, incoming)
            await deliver_reply(session, actor, incoming, reply)
        return await self._deliver(reply)

    async def _deliver(self, reply: Reply) -> str:
        """Do what the channel's sender does: show the card, remember under which id."""
        self.toast = reply.card.toast if reply.card else ""
        if reply.card is None or not reply.card.text:
            return ""
        if self.channel == "webchat":
            async with self.app.sessions.reading() as session:
                line = (await session.scalars(
                    sa.select(ChatLine).order_by(ChatLine.id.desc()).limit(1)
                )).one()  # fmt: skip
                ref = reply.card.edit_ref or str(line.id)
        else:
            async with self.app.sessions.begin() as session:
                row = (await session.scalars(
                    sa.select(OutboundMessage).order_by(OutboundMessage.id.desc()).limit(1)
                )).one()  # fmt: skip
                ref = reply.card.edit_ref or str(next(self.refs))
                row.provider_id = ref
                if self.channel == "telegram":
                    assert card_from_json(row.payload["card"]) == reply.card
                else:
                    assert row.payload == {"text": reply.card.text}
        self.shown[ref], self.last_ref = reply.card, ref
        return reply.card.text


async def a_chat(app: App, channel: str) -> Chat:
    kind = {"telegram": SourceKind.TELEGRAM, "sms": SourceKind.SMS, "webchat": SourceKind.WEBCHAT}
    async with app.sessions.begin() as session:
        return Chat(app, channel, await make.a_source(session, kind[channel], name=channel))


@pytest.fixture(params=["telegram", "webchat"])
async def chat(app: App, clock: Any, request: pytest.FixtureRequest) -> Chat:
    """The assistant through each door that may do everything."""
    return await a_chat(app, request.param)


@pytest.fixture
async def telegram(app: App, clock: Any) -> Chat:
    """The assistant in Telegram."""
    return await a_chat(app, "telegram")


@pytest.fixture
async def sms(app: App, clock: Any) -> Chat:
    """The assistant by text message."""
    return await a_chat(app, "sms")


@dataclass
class Company:
    """The people and customers of these tests."""

    matti: StaffMember
    maria: StaffMember
    sam: StaffMember
    anna: StaffMember


@pytest.fixture
async def company(app: App, clock: Any) -> Company:
    """Matti speaks Finnish, Maria Swedish, Sam English; Anna owns the company."""
    async with app.sessions.begin() as session:
        lehto = await make.a_customer(session, "Lehto")
        await make.a_project(session, "Ulkovuoraus", lehto)
        antti = await make.a_customer(session, "Heikkinen Antti")
        await make.a_project(session, "Pesuhuone", antti)
        await make.a_customer(session, "Heikkinen Sirpa")
        kyrkbacken = await make.a_customer(session, "Brf Kyrkbacken", aliases=["Kyrkbacken"])
        await make.a_project(session, "Stambyte", kyrkbacken)
        await make.a_project(session, "Trapphus", kyrkbacken)
        bell = await make.a_customer(session, "Bell")
        await make.a_project(session, "Bathroom refit", bell)
        return Company(
            await make.a_member(session, "Matti", language="fi"),
            await make.a_member(session, "Maria", language="sv"),
            await make.a_member(session, "Sam", language="en"),
            await make.a_member(session, "Anna", language="en", owner=True),
        )

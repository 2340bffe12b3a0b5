"""A conversation as one edge holds it: each message one transaction, each skill one savepoint."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from core.assistant.models import ChatLine
from core.dispatch import dispatch
from core.inbox.incoming import Attachment, IncomingMessage, Pressed, Sender
from core.kit import clock
from core.kit.ids import new_id
from core.outbound.cards import Card, card_from_json
from core.outbound.models import OutboundMessage
from core.sources.models import SourceKind
from core.staff.models import StaffMember
from core.startup import App
from core.work.models import Stage, Task, Workflow
from tests import make
from tests.core.assistant.tasks_at_hand import STAGES, a_task

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
        file: Attachment | None = None, extra: dict[str, Any] | None = None,
        flags: tuple[str, ...] = (),
    ) -> str:  # fmt: skip
        """Send a message; return the text of the card that answers it ("" for silence)."""
        self.said_ref = edits or str(next(self.refs))
        picture = Attachment("receipt.png", "image/png", PNG) if photo else file
        files = (picture,) if picture else ()
        return await self._send(
            member, text=text, ref=self.said_ref, reply_to_ref=reply_to, is_edit=edits is not None,
            sent_at=sent_at, attachments=files, extra=extra or {}, flags=flags,
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

    def message(self, member: StaffMember, **values: Any) -> IncomingMessage:
        """A message of a member as the channel's adapter makes it."""
        return IncomingMessage(
            channel=self.channel, source_id=self.source.id, item_id=new_id(), external_id="x",
            sender=Sender(address=str(member.id), staff_id=member.id), received_at=clock.now(),
            chat_ref=f"chat-{member.id}", **values,
        )  # fmt: skip

    async def _send(self, member: StaffMember, **values: Any) -> str:
        incoming = self.message(member, **values)
        before = await self._lines(member)
        async with self.app.sessions.begin() as session:
            await dispatch(session, incoming)
        found = await self._sent(incoming) if self.channel != "webchat" else None
        if self.channel == "webchat":
            after = await self._lines(member)
            changed = [ref for ref, line in after.items() if before.get(ref) != line]
            found = (after[changed[-1]][0], changed[-1]) if changed else None
        self.toast = ""
        if found is None or not found[0].text:
            return ""
        card, ref = found
        self.toast = card.toast
        self.shown[ref], self.last_ref = card, ref
        return card.text

    async def _lines(self, member: StaffMember) -> dict[str, tuple[Card, int]]:
        """Return the cards of the web chat by line, as its page shows them."""
        async with self.app.sessions.reading() as session:
            lines = await session.scalars(
                sa.select(ChatLine)
                .where(ChatLine.staff_id == member.id, ChatLine.direction == "out")
                .order_by(ChatLine.id)
            )
            return {
                str(line.id): (
                    card_from_json({"text": line.text, "rows": line.buttons}), line.revision
                )
                for line in lines
            }  # fmt: skip

    async def _sent(self, incoming: IncomingMessage) -> tuple[Card, str] | None:
        """Do what the channel's sender does: show the card, note the provider's message id."""
        async with self.app.sessions.begin() as session:
            row = await session.scalar(
                sa.select(OutboundMessage).where(
                    OutboundMessage.once_key == f"reply-{incoming.item_id}"
                )
            )
            if row is None:
                return None
            if self.channel == "sms":
                return Card(row.payload["text"]), str(next(self.refs))
            card = card_from_json(row.payload["card"])
            row.provider_id = card.edit_ref or str(next(self.refs))
            return card, row.provider_id


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


@pytest.fixture
async def stages(app: App) -> dict[str, Stage]:
    """The company's workflow."""
    async with app.sessions.begin() as session:
        workflow = Workflow(name="Työ", is_default=True)
        workflow.stages = [
            Stage(name=name, kind=kind, position=10 * at)
            for at, (name, kind) in enumerate(STAGES.items(), 1)
        ]
        session.add(workflow)
        await session.flush()
        return {one.name: one for one in workflow.stages}


@pytest.fixture
async def task(app: App, company: Company, stages: dict[str, Stage]) -> Task:
    """Sam's task number 1."""
    return await a_task(app, company.sam, "Pumpun vaihto")

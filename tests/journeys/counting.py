"""Counting a killed installation: what the servers saw against what the rows say."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.contact_requests.models import ContactRequest
from core.conversations.models import Message
from core.inbox.models import InboxItem, InboxState
from core.kit import clock
from core.outbound.models import OutboundMessage, OutboundState
from core.startup import App
from core.timesheets.models import TimeEntry
from tests.fakes.smtp_sink import read_record
from tests.journeys.world import World

UNFINISHED = (OutboundState.QUEUED, OutboundState.SENDING)


@dataclass
class Ledger:
    """What is known from outside; `in_hand` are the messages each death found in sending."""

    world: World
    app: App
    in_hand: list[set[UUID]] = field(default_factory=list)

    async def note_death(self) -> None:
        """Remember what the dead process had in hand, and let the leases of the dead end.

        A supervisor would start anew while they still run, and what is in hand would wait for
        minutes: here that time passes at once. On SQLite only text messages wait for it, the rest
        is given back by the start itself.
        """
        dead = OutboundMessage.state == OutboundState.SENDING
        past = clock.now() - timedelta(seconds=1)
        async with self.app.sessions.begin() as session:
            self.in_hand.append(
                set(await session.scalars(sa.select(OutboundMessage.id).where(dead)))
            )
            outgoing = sa.update(OutboundMessage).where(dead).values(lease_until=past)
            if self.app.sessions.dialect == "sqlite":
                outgoing = outgoing.where(OutboundMessage.channel == "sms")
            else:
                claimed = InboxItem.state == InboxState.CLAIMED
                await session.execute(sa.update(InboxItem).where(claimed).values(lease_until=past))
            await session.execute(outgoing)

    def deaths_of(self, message: OutboundMessage) -> int:
        """Return how often a process died with a message in hand."""
        return sum(message.id in dead for dead in self.in_hand)

    async def is_quiet(self) -> bool:
        """Tell whether everything that arrived is handled and everything due has left."""
        await asyncio.sleep(0.2)  # looking costs the process under test its share of the machine
        waiting = self.world.telegram.pending or self.world.dovecot.count(self.world.mailbox)
        if waiting:
            return False
        open_items = sa.select(sa.func.count()).where(
            InboxItem.state.in_((InboxState.RECEIVED, InboxState.CLAIMED))
        )
        unsent = sa.select(sa.func.count()).where(OutboundMessage.state.in_(UNFINISHED))
        async with self.app.sessions.reading() as session:
            return not await session.scalar(open_items) and not await session.scalar(unsent)

    async def rows(self, query: sa.Select[*tuple[Any, ...]]) -> list[Any]:
        """Return the rows of a query."""
        async with self.app.sessions.reading() as session:
            return list((await session.execute(query)).all())

    async def arrivals(self) -> Counter[str]:
        """Return how many items of each channel are in the inbox, by `channel state`."""
        rows = await self.rows(sa.select(InboxItem.channel, InboxItem.state))
        return Counter(f"{channel} {state}" for channel, state in rows)

    async def told_by_mail(self) -> list[str]:
        """Return the Message-IDs of incoming mails in conversations, repeats included."""
        incoming = (Message.direction == "in", Message.channel == "mail")
        rows = await self.rows(sa.select(Message.mail_message_id).where(*incoming))
        return [str(row[0]) for row in rows]

    async def requests(self) -> Counter[str]:
        """Return how many requests each sender opened."""
        rows = await self.rows(sa.select(ContactRequest.channel, ContactRequest.asker_address))
        return Counter(f"{channel} {address}" for channel, address in rows)

    async def entries(self) -> Counter[tuple[UUID, int]]:
        """Return how many time entries there are of a person with so many minutes."""
        rows = await self.rows(sa.select(TimeEntry.staff_id, TimeEntry.worked_minutes))
        return Counter((row[0], row[1]) for row in rows)

    async def outgoing(self, channel: str) -> list[OutboundMessage]:
        """Return the messages of a channel."""
        query = sa.select(OutboundMessage).where(OutboundMessage.channel == channel)
        return [row[0] for row in await self.rows(query)]

    def mails_at_the_sink(self) -> Counter[str]:
        """Return how often each Message-ID came to the SMTP server."""
        return Counter(mail.message_id for mail in read_record(self.world.folder / "sink.jsonl"))

    def calls_at_telegram(self) -> Counter[tuple[str, str, str]]:
        """Return how often each new message (chat, text, buttons) was taken by Telegram."""
        calls = [one for one in self._lines("telegram.jsonl")
                 if one["method"] == "sendMessage" and one["done"]]  # fmt: skip
        return Counter(
            (str(one["params"]["chat_id"]), one["params"]["text"],
             json.dumps(one["params"].get("reply_markup"), sort_keys=True))
            for one in calls
        )  # fmt: skip

    def texts_at_twilio(self) -> Counter[tuple[str, str]]:
        """Return how often each text (number, words) was taken by Twilio."""
        return Counter((one["to"], one["body"]) for one in self._lines("twilio.jsonl"))

    def _lines(self, name: str) -> list[dict[str, Any]]:
        path = self.world.folder / name
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def as_telegram_sees(message: OutboundMessage) -> tuple[str, str, str]:
    """Return what identifies an outgoing row among the calls."""
    from bot.api import keyboard

    card = message.payload["card"]
    markup = keyboard(card.get("rows") or [])
    shown = markup.model_dump(mode="json", exclude_none=True) if markup else None
    return message.address, card["text"], json.dumps(shown, sort_keys=True)

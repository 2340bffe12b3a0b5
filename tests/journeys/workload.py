"""Two hundred mails and two hundred chat updates, and how they are handed over bit by bit."""

import asyncio
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from core.access.actor import Actor
from core.kit import clock
from core.startup import App
from core.work import service as work
from tests import make
from tests.journeys.company import Company, a_worker
from tests.journeys.letters import a_letter
from tests.journeys.world import World

WORKERS, EACH_WORKER, STRANGERS = 40, 4, 40
MAILBOX_MAILS, DOOR_MAILS, TWICE = 150, 50, 10
TEXTED, REMINDERS = 10, 30
PHRASES = (("1h Lehto", 60), ("2h Bell", 120), ("1,5h Lehto", 90), ("45 min Bell", 45))
_WORKER, _STRANGER = 1000, 5000


@dataclass
class Workload:
    """What will be handed over: words in `portions`, reminders in `reminding` parts."""

    world: World
    app: App
    company: Company
    portions: int
    reminding: int
    texted: list[Actor] = field(default_factory=list)
    workers: dict[int, UUID] = field(default_factory=dict)
    accepted: int = 0
    _door: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)

    async def prepare(self) -> None:
        """Make the people: workers in Telegram, a team told by three channels, texted ones."""
        async with self.app.sessions.begin() as session:
            for name in ("Lehto", "Bell"):
                await make.a_customer(session, name)
            for number in range(WORKERS):
                chat = _WORKER + number
                self.world.telegram.meet(chat, f"Worker {number}", "en")
                worker = await a_worker(
                    session, f"Worker {number}", telegram=chat,
                    team=self.company.team if number == 0 else None,
                )  # fmt: skip
                self.workers[chat] = worker.id
            team = self.company.team
            await a_worker(session, "Mailed", team=team, channels=["mail"])
            await a_worker(session, "Phoned", team=team, channels=["sms"], phone="+358405559999")
            for number in range(TEXTED):
                member = await a_worker(
                    session, f"Texted {number}", channels=["sms"], phone=f"+35840555{number:04}"
                )
                self.texted.append(make.actor_of(member))
        for number in range(STRANGERS):
            self.world.telegram.meet(_STRANGER + number, f"Stranger {number}", "en")

    async def hand_over(self, portion: int) -> None:
        """Let the mails, updates and door mails of one portion arrive."""
        for raw in self._part(self._mailbox_mails(), portion):
            self.world.dovecot.drop(self.world.mailbox, raw)
        for raw in self._part(self._door_mails(), portion):
            self._door.put_nowait(raw)
        for chat, text in self._part(self._said(), portion):
            self.world.telegram.says(text, chat)

    async def remind(self, portion: int) -> None:
        """Set the reminders of one portion, due at once."""
        async with self.app.sessions.begin() as session:
            for number in range(portion, REMINDERS, self.reminding):
                await work.create_reminder(
                    session, self.texted[number % TEXTED], text=f"Remember thing {number}.",
                    remind_at=clock.now() + timedelta(milliseconds=200),
                )  # fmt: skip
        await asyncio.sleep(0.25)  # until they are due: a moment in the past is refused

    async def carry(self) -> None:
        """Bring mails to the SMTP door as a mail server does: again until it says 250."""
        while True:
            raw = await self._door.get()
            while not await asyncio.to_thread(self._delivered, raw):  # noqa: ASYNC110 - tried again
                await asyncio.sleep(0.05)
            self.accepted += 1

    def _delivered(self, raw: bytes) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.world.smtp_port, timeout=10) as client:
                client.sendmail("relay@customer.example", ["office@work.example"], raw)
        except (OSError, smtplib.SMTPException):
            return False
        return True

    def _part(self, whole: Any, portion: int) -> list[Any]:
        return list(whole)[portion :: self.portions]

    def _mailbox_mails(self) -> Iterator[bytes]:
        """Mails of the mailbox; some are delivered twice, as servers now and then do."""
        for number in range(MAILBOX_MAILS):
            raw = _mail(number)
            yield raw
            if number < TWICE:
                yield raw

    def _door_mails(self) -> Iterator[bytes]:
        return (_mail(number) for number in range(MAILBOX_MAILS, MAILBOX_MAILS + DOOR_MAILS))

    def _said(self) -> Iterator[tuple[int, str]]:
        for text, _minutes in PHRASES:
            for number in range(WORKERS):
                yield _WORKER + number, text
        for number in range(STRANGERS):
            yield (
                _STRANGER + number,
                f"Hello, the tap (hana) of house {number} leaks. Can you come?",
            )


def _mail(number: int) -> bytes:
    return a_letter(
        f"Customer {number} <customer{number}@customer.example>", "office@work.example",
        f"Tap {number} leaks", f"Hello, the tap (hana) of house {number} leaks.\n",
        message_id=f"<mail{number}@customer.example>",
    )  # fmt: skip

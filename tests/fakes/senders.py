"""A sender that keeps what it is asked to send, and may be told what to answer."""

import asyncio
from collections.abc import Callable

from core.outbound.ports import Outgoing, Sent


class RecordingSender:
    """`sent` holds what was taken, `took` is set by the first.

    `answers` are raised or called first, one for each try.
    """

    def __init__(self, channel: str = "mail") -> None:
        self.channel = channel
        self.tried: list[Outgoing] = []
        self.sent: list[Outgoing] = []
        self.took = asyncio.Event()
        self.answers: list[Exception | Callable[[], None]] = []

    async def send(self, message: Outgoing) -> Sent:
        """Take a message unless the next answer says otherwise."""
        self.tried.append(message)
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            answer()
        self.sent.append(message)
        self.took.set()
        return Sent(f"id-{len(self.sent)}")


class AskableSender(RecordingSender):
    """A recording sender whose provider can be asked; `at_provider` is what it then says."""

    at_provider: Sent | Exception | None = None

    async def look_up(self, message: Outgoing) -> Sent | None:
        """Say what the provider has."""
        if isinstance(self.at_provider, Exception):
            raise self.at_provider
        return self.at_provider

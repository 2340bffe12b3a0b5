"""What a channel's sender must do, and how it says that something went wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from core.outbound.models import OutboundMessage


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as a sender gets it; `payload` by channel as in `OutboundMessage`.

    `attempt` counts from 1, `doubts` how often a try ended without anybody knowing its result.
    """

    id: UUID
    channel: str
    kind: str
    address: str
    subject: str
    payload: dict[str, Any]
    source_id: UUID | None
    created_at: datetime
    attempt: int = 1
    doubts: int = 0
    provider_id: str | None = None


def outgoing(row: OutboundMessage) -> Outgoing:
    """Return a claimed row as senders get it."""
    return Outgoing(
        row.id, row.channel, row.kind, row.address, row.subject, row.payload, row.source_id,
        row.created_at, row.attempts, row.doubts, row.provider_id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it. `provider_id` is its id there, `state` its word for how far it is."""

    provider_id: str = ""
    state: str = "sent"


class SendProblem(Exception):
    """Something went wrong; `code` is short and without personal data."""

    def __init__(self, code: str = "") -> None:
        super().__init__(code)
        self.code = code


class TryLater(SendProblem):
    """Surely not sent; try again after so many seconds, or after our usual pause."""

    def __init__(self, after: float | None = None, code: str = "") -> None:
        super().__init__(code)
        self.after = after


class RefusedForGood(SendProblem):
    """Surely not sent, and trying again is useless.

    `of_address` tells that the recipient's address is what is wrong, not what was to be sent.
    """

    def __init__(self, code: str = "", *, of_address: bool = True) -> None:
        super().__init__(code)
        self.of_address = of_address


class Unclear(SendProblem):
    """Nobody can tell whether the provider took it."""


class NoAccount(SendProblem):
    """There is nothing to send with: the message stays in the outbox, marked as sandbox."""


class Sender(Protocol):
    """Sends the messages of one channel."""

    channel: str

    async def send(self, message: Outgoing) -> Sent:
        """Send one message; raises a SendProblem. Any other exception counts as Unclear."""
        ...


@runtime_checkable
class CanLookUp(Protocol):
    """A sender that can ask its provider whether a message was taken."""

    async def look_up(self, message: Outgoing) -> Sent | None:
        """Return what the provider has, None when it surely has nothing; raises TryLater."""
        ...

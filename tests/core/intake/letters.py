"""Arrived messages for tests of intake, each with its row in the inbox."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.inbox.incoming import IncomingMessage, MailEvidence, Sender
from core.inbox.service import Arrival, receive_many
from core.intake.intake import take_in
from core.intake.outcomes import Outcome
from core.kit.clock import now
from core.kit.ids import new_token

MAIL_FIELDS = ("message_id", "in_reply_to", "references", "token", "recipients", "kind",
               "bounced_addresses", "bounced_message_id", "bounce_permanent")  # fmt: skip
SENDER_FIELDS = ("name", "phone", "email", "company", "staff_id")


async def arrived(
    session: AsyncSession, source_id: UUID, *letters: dict[str, Any]
) -> list[IncomingMessage]:
    """Store letters in the inbox and return them decoded; see `letter` for the fields."""
    arrivals = [
        Arrival(source_id, one.get("channel", "mail"), new_token(9), payload={}) for one in letters
    ]
    await receive_many(session, arrivals)
    return [
        letter(source_id, arrival, **one) for arrival, one in zip(arrivals, letters, strict=True)
    ]


def letter(
    source_id: UUID, arrival: Arrival, *, sender: str = "liisa@customer.example",
    text: str = "The tap leaks.", channel: str = "mail", **values: Any,
) -> IncomingMessage:  # fmt: skip
    """Make a decoded message of an arrival; a mail gets a Message-ID unless one is given."""
    mail = None
    if channel == "mail":
        values.setdefault("message_id", f"{new_token(12)}@customer.example")
        values.setdefault("recipients", ("info@firm.example",))
        mail = MailEvidence(**{name: values.pop(name) for name in MAIL_FIELDS if name in values})
    who = {name: values.pop(name) for name in SENDER_FIELDS if name in values}
    return IncomingMessage(
        channel=channel, source_id=source_id, item_id=arrival.id,
        external_id=arrival.external_id, sender=Sender(sender, **who), received_at=now(),
        text=text, mail=mail, **values,
    )  # fmt: skip


async def take(session: AsyncSession, source_id: UUID, **values: Any) -> Outcome:
    """Take in one letter."""
    return (await take_all(session, source_id, values))[0]


async def take_all(
    session: AsyncSession, source_id: UUID, *letters: dict[str, Any]
) -> list[Outcome]:
    """Take in letters as one batch."""
    outcomes = await take_in(session, await arrived(session, source_id, *letters))
    await session.flush()
    session.expire_all()
    return outcomes

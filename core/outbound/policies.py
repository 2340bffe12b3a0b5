"""Who may handle the outbox, and what happens to a message after a try; pure."""

import random
from enum import Enum

from core.access.actor import Actor
from core.access.permissions import Permission
from core.outbound.models import OutboundMessage, OutboundState

MAX_ATTEMPTS = {"mail": 14}
_FEW_ATTEMPTS = 8
_PAUSES = (10, 30, 120, 600, 1800, 3600, 7200, 14400)  # seconds
MAX_REPEATS = 5
MAX_LOOK_UPS = 20  # looking is harmless, and a death during it counts as well


class AfterDoubt(Enum):
    """What to do with a message of which nobody knows whether it was sent."""

    REPEAT = "repeat"
    LOOK_UP = "look_up"
    ASK = "ask"


def after_doubt(message: OutboundMessage) -> AfterDoubt:
    """Decide about a message after its `doubts`-th doubt.

    Mail is repeated with the same Message-ID; an edit, a toast and web chat are the same when
    repeated; a new Telegram message is repeated once; an SMS is looked up at the provider.
    """
    if message.channel == "sms":
        return AfterDoubt.LOOK_UP if message.doubts <= MAX_LOOK_UPS else AfterDoubt.ASK
    card = message.payload.get("card") or {}
    edits = bool(card.get("edit_ref")) or not card.get("text", True)  # an empty card is a toast
    harmless = message.channel in ("mail", "webchat") or edits
    allowed = MAX_REPEATS if harmless else 1 if message.channel == "telegram" else 0
    return AfterDoubt.REPEAT if message.doubts <= allowed else AfterDoubt.ASK


def is_exhausted(channel: str, attempts: int) -> bool:
    """Tell whether a message has been tried often enough."""
    return attempts >= MAX_ATTEMPTS.get(channel, _FEW_ATTEMPTS)


def pause_after(attempts: int) -> float:
    """Return the seconds to wait after so many tries, with jitter so that they spread out."""
    return _PAUSES[min(attempts, len(_PAUSES)) - 1] * random.uniform(0.8, 1.2)


def can_see_outbox(actor: Actor) -> bool:
    """Tell whether an actor may see every outgoing message."""
    return actor.may(Permission.SEE_OUTBOX)


def can_retry(actor: Actor) -> bool:
    """Tell whether an actor may send again or stop messages."""
    return actor.may(Permission.SEE_OUTBOX)


RETRIABLE = (
    OutboundState.DEAD, OutboundState.UNKNOWN, OutboundState.SANDBOX, OutboundState.CANCELLED,
)  # fmt: skip

"""A sender for development: shows messages on the terminal instead of sending them."""

import logging

from core.outbound.ports import Outgoing, Sent

log = logging.getLogger(__name__)


class ConsoleSender:
    """Writes each message of a channel to the log."""

    def __init__(self, channel: str) -> None:
        self.channel = channel

    async def send(self, message: Outgoing) -> Sent:
        """Show one message."""
        text = message.payload.get("text") or (message.payload.get("card") or {}).get("text", "")
        log.info("%s to %s: %s\n%s", self.channel, message.address, message.subject, text)
        return Sent(provider_id=f"console-{message.id.hex}", state="shown")

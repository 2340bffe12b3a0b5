"""A stored line or button press of the web chat as an IncomingMessage."""

from uuid import UUID

from core.inbox.incoming import Attachment, IncomingMessage, Pressed, Sender
from core.inbox.models import InboxItem
from core.startup import App


async def decode(_app: App, item: InboxItem) -> IncomingMessage:
    """Return the message; its sender was proven by the signed-in session that stored it."""
    said = item.payload or {}
    press = said.get("press")
    return IncomingMessage(
        channel="webchat",
        source_id=item.source_id,
        item_id=item.id,
        external_id=item.external_id,
        sender=Sender(address=str(said["staff_id"]), staff_id=UUID(said["staff_id"])),
        received_at=item.received_at,
        sent_at=item.received_at,
        text=str(said.get("text", "")),
        pressed=Pressed(str(press), said.get("line_id")) if press else None,
        ref=said.get("ref"),
        chat_ref=str(said["staff_id"]),
        attachments=tuple(
            Attachment(one["name"], one["content_type"], file_id=UUID(one["id"]))
            for one in said.get("files", ())
        ),
    )


DECODERS = {"webchat": decode}

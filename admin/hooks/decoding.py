"""Stored SMS and form items as IncomingMessages."""

from uuid import UUID

from core.inbox.incoming import Attachment, IncomingMessage, Sender
from core.inbox.models import InboxItem
from core.kit.text import shorten, storable
from core.people.addresses import phone_number
from core.settings import service as settings
from core.staff import queries as staff
from core.startup import App


async def decode_sms(app: App, item: InboxItem) -> IncomingMessage:
    """Return a text message; the sender is staff when the number is a member's own."""
    form = item.payload or {}
    async with app.sessions.reading() as session:
        company = await settings.load_company(session)
        number = phone_number(str(form.get("From", "")), company.country) or str(form.get("From"))
        member = await staff.staff_with_phone(session, number) if company.sms_may_log else None
    return IncomingMessage(
        channel="sms",
        source_id=item.source_id,
        item_id=item.id,
        external_id=item.external_id,
        sender=Sender(
            address=number,
            staff_id=member.id if member and member.sms_may_log else None,
            phone=number,
        ),
        received_at=item.received_at,
        text=storable(str(form.get("Body", ""))),
        ref=item.external_id,
        chat_ref=number,
    )


async def decode_form(_app: App, item: InboxItem) -> IncomingMessage:
    """Return a request typed into a public form; files are stored already."""
    form = item.payload or {}
    email, phone = str(form.get("email", "")), str(form.get("phone", ""))
    text = storable(str(form.get("message", "")))
    return IncomingMessage(
        channel="form",
        source_id=item.source_id,
        item_id=item.id,
        external_id=item.external_id,
        sender=Sender(
            address=email or phone,
            name=str(form.get("name", "")),
            phone=phone or None,
            email=email or None,
        ),
        received_at=item.received_at,
        subject=shorten(text.strip().split("\n", 1)[0], 80),
        text=text,
        language=form.get("language"),
        attachments=tuple(
            Attachment(one["name"], one["content_type"], file_id=UUID(one["id"]))
            for one in form.get("files", ())
        ),
    )


DECODERS = {"sms": decode_sms, "form": decode_form}

"""From a stored mail to what `core.dispatch` takes: read it, and say where it may belong. Pure."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from core.conversations.tokens import reference, token_in
from core.inbox.incoming import Attachment, IncomingMessage, MailEvidence, Sender
from core.kit.crypto import Keyring
from core.kit.text import shorten
from core.staff.letters import answered_by
from mail.addressing import without_plus
from mail.attachments import Attachment as Part
from mail.attachments import shown_name
from mail.authentication import vouches_for
from mail.commands import orders_in
from mail.contact_data import Contact
from mail.forwards import Forward
from mail.headers import split_headers
from mail.house import House, Stored
from mail.kinds import Kind
from mail.languages import detect_language
from mail.quoting import split_reply
from mail.reading import ReadMail, read_mail

_KINDS = {
    Kind.HUMAN: "human",
    Kind.AUTO_REPLY: "auto_reply",
    Kind.VACATION: "vacation",
    Kind.BOUNCE: "bounce",
    Kind.DELIVERY_REPORT: "auto_reply",
    Kind.RECEIPT: "auto_reply",
    Kind.FEEDBACK: "feedback",
    Kind.CHALLENGE: "challenge",
    Kind.LIST: "list",
    Kind.OWN: "own",
}
_ENDINGS = {"message/rfc822": ".eml", "text/calendar": ".ics", "text/html": ".html",
            "text/plain": ".txt", "application/pdf": ".pdf", "image/jpeg": ".jpg",
            "image/png": ".png", "image/gif": ".gif"}  # fmt: skip
MAX_ATTACHMENTS = 100


def to_incoming(stored: Stored, house: House) -> IncomingMessage:
    """Read one mail; never raises for what strangers wrote. CPU work: call it in a thread."""
    read = read_mail(stored.raw, own_addresses=house.own_addresses, region=house.country)
    if (staff := _forwarder(read, stored, house)) is not None:
        read = _handed_on(read)
    recipients = _recipients(read, stored.payload)
    text = _text(read)
    orders = orders_in(text, read.subject) if read.kind is Kind.HUMAN else None
    sender = _sender(read, stored, house, ordered=orders is not None and staff is None)
    if sender.staff_id is not None and orders is not None:
        text = orders
    flags = (*read.flags, *(name for name in ("oversized", "withheld") if name in stored.payload))
    return IncomingMessage(
        channel="mail",
        source_id=stored.source_id,
        item_id=stored.item_id,
        external_id=stored.external_id,
        sender=sender,
        received_at=stored.received_at,
        text=text,
        subject=read.subject,
        full_text=read.body_text if read.body_text != text else None,
        html=read.body_html,
        language=read.language,
        ref=read.message_id,
        reply_to_ref=read.in_reply_to if sender.staff_id else None,
        attachments=_attachments(read.attachments),
        sent_at=read.sent,
        mail=_evidence(read, recipients, house.keyring),
        flags=flags,
        extra=_extra(read, house)
        | ({"forwarded_by": str(staff), "may_answer": False} if staff else {}),
    )


def _forwarder(read: ReadMail, stored: Stored, house: House) -> UUID | None:
    """Return the member who, proven by our own server, forwarded somebody's mail; else None."""
    inside = read.forward
    if read.kind is not Kind.HUMAN or "envelope_from" in stored.payload:
        return None
    if inside is None or not inside.from_address or not read.from_address:
        return None
    if inside.from_address.lower() in house.own_addresses | {read.from_address.lower()}:
        return None
    return _vouched(read.from_address.lower(), stored, house)


def _handed_on(read: ReadMail) -> ReadMail:
    """Return the mail as its first writer's; what the forwarder said stays in the full text."""
    inside = read.forward
    if inside is None:
        return read
    parts = split_reply(inside.body, f"{inside.from_name or ''} {inside.from_address}".strip())
    return replace(
        read,
        from_address=inside.from_address,
        from_name=inside.from_name,
        subject=inside.subject or read.subject,
        reply_text=parts.text,
        signature=parts.signature,
        contact=Contact(name=inside.from_name, email=inside.from_address),
        language=detect_language(inside.body) or read.language,
        flags=(*read.flags, "forwarded_by_staff"),
    )


def _text(read: ReadMail) -> str:
    """What the person wrote, and an invitation's title, time and place below it."""
    text = read.reply_text or read.body_text
    shown = read.invitation.lines() if read.invitation else ""
    return f"{text}\n\n{shown}".strip() if shown and shown not in text else text


def _sender(read: ReadMail, stored: Stored, house: House, *, ordered: bool) -> Sender:
    contact = read.contact
    address = (read.from_address or str(stored.payload.get("envelope_from") or "")).lower()
    return Sender(
        address=address,
        staff_id=_staff(read, address, stored, house, ordered=ordered),
        name=contact.name or read.from_name or "",
        phone=contact.phone,
        email=contact.email,
        company=contact.company,
    )


def _staff(
    read: ReadMail, address: str, stored: Stored, house: House, *, ordered: bool
) -> UUID | None:
    """Return which member wrote, proven; else None.

    Proven by a mail of ours that is answered from the address we wrote to; or, for orders written
    to us alone, by our own mail server's word on the domain: a signed mail to somebody else could
    be sent on to us. An envelope was noted by the local SMTP door, which is
    no evidence of identity; what a machine answers is nobody's word.
    """
    if read.kind is not Kind.HUMAN or "envelope_from" in stored.payload:
        return None
    if answering := answered_by(house.keyring, read.in_reply_to, address):
        return answering
    to_us = any(without_plus(one.lower()) in house.own_addresses for one in (*read.to, *read.cc))
    return _vouched(address, stored, house) if ordered and to_us else None


def _vouched(address: str, stored: Stored, house: House) -> UUID | None:
    """Return the member whose address it is, if our own mail server vouches for the domain."""
    voucher, member = house.vouchers.get(stored.source_id), house.staff.get(address)
    if not voucher or member is None:
        return None
    headers, _begin = split_headers(stored.raw)
    return member if vouches_for(headers, voucher, address) else None


def _recipients(read: ReadMail, payload: dict[str, Any]) -> tuple[str, ...]:
    """Everybody the mail names, the envelope's first: only there a plus address is sure to be."""
    envelope = [str(one) for one in payload.get("envelope_to") or ()]
    every = (*envelope, *read.delivered_to, *read.to, *read.cc)
    return tuple(dict.fromkeys(one.lower() for one in every if one))[:200]


def _evidence(read: ReadMail, recipients: tuple[str, ...], keyring: Keyring) -> MailEvidence:
    bounce = read.bounce
    return MailEvidence(
        message_id=read.message_id,
        in_reply_to=read.in_reply_to,
        references=read.references,
        token=_token(read, recipients, keyring),
        recipients=recipients,
        kind=_KINDS[read.kind],
        bounced_addresses=bounce.recipients if bounce else (),
        bounced_message_id=bounce.message_id if bounce else None,
        bounce_permanent=bool(bounce and bounce.is_permanent),
    )


def _token(read: ReadMail, recipients: tuple[str, ...], keyring: Keyring) -> str | None:
    """Our signed reference, wherever a mail carried it back: plus address, id or marker line."""
    ids = [read.in_reply_to, *reversed(read.references)]
    for text in (*recipients, *ids, read.marker_token, read.body_text, read.body_html):
        if token := token_in(keyring, text):
            return reference(keyring, token)
    return None


def _attachments(parts: tuple[Part, ...]) -> tuple[Attachment, ...]:
    """The files people sent; cryptographic signatures are of no use to them."""
    shown = [part for part in parts if not part.is_signature][:MAX_ATTACHMENTS]
    return tuple(
        Attachment(
            name=shown_name(part) or f"{number}{_ENDINGS.get(part.content_type, '')}",
            content_type=part.content_type,
            data=part.data,
            content_id=part.content_id,
            is_inline=part.inline and part.content_id is not None,
        )
        for number, part in enumerate(shown, 1)
    )


def _extra(read: ReadMail, house: House) -> dict[str, Any]:
    """What is worth showing beside the message; only what there is."""
    inside = read.forward
    ours = inside is None or (inside.from_address or "").lower() in house.own_addresses
    forward = None if inside is None or ours else _forward(inside)
    found = {
        "reply_to": read.reply_to,
        "signature": shorten(read.signature, 500) if read.signature else None,
        "reasons": list(read.evidence) or None,
        "may_answer": None if read.may_answer else False,
        "back_on": read.back_on.isoformat() if read.back_on else None,
        "calendar": read.calendar[:2_000] if read.calendar else None,
        "forward": forward,
        "business_id": read.contact.business_id,
        "contact_notes": list(read.contact.notes) or None,
        "invitation": _invitation(read),
    }
    return {name: value for name, value in found.items() if value is not None}


def _forward(inside: Forward) -> dict[str, str | None]:
    """Who wrote the mail inside, and about what."""
    return {
        "from_address": inside.from_address, "from_name": inside.from_name,
        "subject": inside.subject,
    }  # fmt: skip


def _invitation(read: ReadMail) -> dict[str, str] | None:
    """Title, times (ISO 8601, local), place and organizer of an invitation; only what it says.

    `lines` is what stands of it below the words.
    """
    one = read.invitation
    if one is None:
        return None
    facts = {
        "summary": one.summary,
        "starts": one.starts.isoformat() if one.starts else "",
        "ends": one.ends.isoformat() if one.ends else "",
        "zone": one.zone or "",
        "place": one.place or "",
        "organizer": one.organizer or "",
        "lines": one.lines(),
        "method": one.method or "",
    }
    return {name: value for name, value in facts.items() if value}

"""`apuri understand` for the kinds mail, reply and forward: one request dict in, one answer"
" dict out."""

import base64
import binascii
import logging
from datetime import datetime
from typing import Any

from mail.charsets import storable
from mail.contact_data import Contact
from mail.forwards import find_forward
from mail.quoting import split_reply
from mail.reading import ReadMail, read_mail

log = logging.getLogger(__name__)

KINDS = frozenset({"mail", "reply", "forward"})


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Answer one request line; ``id`` is repeated. Never raises: a broken request gets empty"
    " fields."""
    try:
        fields = _answer(request)
    except Exception:  # one bad line must not end the run
        log.exception("an understand request failed")
        fields = {}
    clean: dict[str, Any] = _storable(fields)
    return {"id": request.get("id"), **clean}


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    kind = request.get("kind")
    text = _text(request.get("text"))
    if kind == "mail":
        return _mail(read_mail(_raw(request.get("raw")), region=request.get("region")))
    if kind == "reply":
        parts = split_reply(text, _text(request.get("sender")) or None)
        return {"reply_text": parts.text, "signature": parts.signature}
    if kind == "forward":
        return _forward(text, _text(request.get("subject")))
    return {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _raw(value: object) -> bytes:
    try:
        return base64.b64decode(_text(value), validate=False)
    except (binascii.Error, ValueError):
        return _text(value).encode("utf-8", "replace")


def _mail(mail: ReadMail) -> dict[str, Any]:
    return {
        "subject": mail.subject,
        "from_address": mail.from_address,
        "from_name": mail.from_name,
        "to": list(mail.to),
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "sent": _utc(mail.sent),
        "body_text": mail.body_text,
        "attachments": [{"name": one.name, "size": one.size} for one in mail.attachments],
        "is_bounce": mail.is_bounce,
        "is_auto_reply": mail.is_auto_reply,
        "is_automated": mail.is_automated,
        "bounce_recipients": list(mail.bounce_recipients),
        "reply_text": mail.reply_text,
        "contact": _contact(_asking(mail)),
        "kind": str(mail.kind),
        "language": mail.language,
        "flags": list(mail.flags),
    }


def _asking(mail: ReadMail) -> Contact:
    """The person who asks: inside a forward the first writer, as a suggestion to verify."""
    inside = mail.forward
    if inside is None or not (inside.from_address or inside.from_name):
        return mail.contact
    if (inside.from_address or "").lower() in {one.lower() for one in mail.to}:
        return mail.contact  # our own mail, sent back to us
    return Contact(name=inside.from_name, email=inside.from_address)


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "name": contact.name,
        "phone": contact.phone,
        "email": contact.email,
        "company": contact.company,
    }


def _forward(text: str, subject: str) -> dict[str, Any]:
    found = find_forward(text, subject)
    return {
        "is_forward": found is not None,
        "forward_subject": found.subject if found else None,
        "forward_from_address": found.from_address if found else None,
        "forward_from_name": found.from_name if found else None,
        "forward_body": found.body if found else None,
        "forward_message": found.message if found else None,
    }


def _utc(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _storable(value: Any) -> Any:
    """Every text of an answer without NUL and lone surrogates."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {key: _storable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_storable(one) for one in value]
    return value

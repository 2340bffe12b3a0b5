"""Bytes of a mail to a ``ReadMail``: pure, bounded, never raising.

Own splitter over the raw bytes (the standard parser reads line by line and raises on strangers'
mail); the standard library's pieces decode. Whatever had to be guessed or given up is named in
``flags``.
"""

import logging
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from mail import addressing, bodies, forwards, kinds, mime, quoting, vacation
from mail.addressing import Mailbox
from mail.attachments import Attachment
from mail.bounces import Bounce
from mail.charsets import decode_text, storable
from mail.contact_data import Contact, Words, find_contact
from mail.forwards import Forward
from mail.headers import Headers
from mail.invitations import Invitation, read_invitation
from mail.kinds import Clues, Kind, Verdict
from mail.languages import detect_language

log = logging.getLogger(__name__)

MAX_RAW = 60_000_000
MAX_RAW_TEXT = 100_000
RECIPIENT_HEADERS = ("delivered-to", "x-original-to", "x-envelope-to", "envelope-to", "x-rcpt-to")
_READABLE = re.compile(rb"[A-Za-z\xc0-\xff]{2,}")


@dataclass(frozen=True, slots=True)
class ReadMail:
    """Everything understood of one mail; all text is storable (no NUL, no lone surrogate).

    ``sent`` is aware UTC or None; addresses keep their letter case; Message-IDs come without
    brackets; ``body_html`` is raw markup: show it only through ``html_text.display_html``.
    """

    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    subject: str = ""
    from_address: str | None = None
    from_name: str | None = None
    reply_to: str | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()
    sent: datetime | None = None
    body_text: str = ""
    body_html: str | None = None
    reply_text: str = ""
    signature: str | None = None
    is_inline_reply: bool = False
    marker_token: str | None = None
    attachments: tuple[Attachment, ...] = ()
    calendar: str | None = None
    invitation: Invitation | None = None
    kind: Kind = Kind.HUMAN
    evidence: tuple[str, ...] = ()
    auto_submitted: str | None = None
    may_answer: bool = False
    bounce: Bounce | None = None
    back_on: date | None = None
    language: str | None = None
    contact: Contact = field(default_factory=Contact)
    forward: Forward | None = None
    flags: tuple[str, ...] = ()

    @property
    def is_bounce(self) -> bool:
        """A failure or delay report."""
        return self.kind is Kind.BOUNCE

    @property
    def is_auto_reply(self) -> bool:
        """Written by a responder, vacation or other."""
        return self.kind in kinds.AUTO_REPLIES

    @property
    def is_automated(self) -> bool:
        """Never becomes a request."""
        return self.kind in kinds.AUTOMATED

    @property
    def bounce_recipients(self) -> tuple[str, ...]:
        """Addresses that failed."""
        return self.bounce.recipients if self.bounce else ()

    @property
    def thread_ids(self) -> tuple[str, ...]:
        """Ancestors from the nearest to the farthest: In-Reply-To, then References from the end."""
        nearest = (self.in_reply_to,) if self.in_reply_to else ()
        return tuple(dict.fromkeys([*nearest, *reversed(self.references)]))


def read_mail(
    raw: bytes, *, own_addresses: frozenset[str] = frozenset(), region: str | None = None
) -> ReadMail:
    """Read one mail. ``own_addresses`` (lower case) are ours; ``region`` is for national phone"
    " numbers."""
    flags: list[str] = []
    try:
        return _read(raw, flags, own_addresses, region)
    except Exception:  # strangers' bytes: whatever we did not foresee must not stop the queue
        log.exception("a mail could not be read in full")
        return _rescue(raw, flags)


def _read(
    raw: bytes, flags: list[str], own_addresses: frozenset[str], region: str | None
) -> ReadMail:
    data = _prepared(raw, flags)
    root = mime.parse(data, flags)
    content = bodies.read_content(root, flags)
    bodies.render_html(content)
    body = content.text
    invitation = read_invitation(content.calendar or "", region)
    if not body.strip() and invitation is not None and (body := invitation.lines()):
        flags.append("body-from-calendar")
    if not body.strip() and not content.attachments and not content.html:
        body = _raw_text(root, flags)
    envelope = _envelope(root.headers)
    parts = quoting.split_reply(body, _writer(envelope))
    clues = _clues(root, envelope, body, content.attachments)
    clues.own, clues.own_addresses = parts.text, own_addresses
    mail = _assemble(root.headers, envelope, content, body, kinds.classify(clues))
    mail = _with_words(mail, parts, region)
    return replace(mail, invitation=invitation, flags=tuple(dict.fromkeys(flags)))


def _writer(envelope: "_Envelope") -> str | None:
    """Name and address of the sender, by which signatures are found."""
    sender = envelope.sender
    return f"{sender.name or ''} {sender.address}".strip() or None if sender else None


def _prepared(raw: bytes, flags: list[str]) -> bytes:
    """Capped, without a byte order mark, with line ends we can cut at."""
    data = raw
    if len(data) > MAX_RAW:
        flags.append("raw-truncated")
        data = data[:MAX_RAW]
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    head = data[:4_096]
    if b"\r" in head and b"\n" not in head:
        data = data.replace(b"\r", b"\n")
    if head[:1] in b"\r\n" and head.lstrip(b"\r\n")[:200].partition(b"\n")[0].find(b":") > 0:
        data = data.lstrip(b"\r\n")
    return data


def _raw_text(root: mime.Part, flags: list[str]) -> str:
    """The undecoded body where reading found no words although there are some."""
    payload = root.payload()[:MAX_RAW_TEXT]
    if not _READABLE.search(payload) or (root.is_multipart and not root.children):
        return ""
    flags.append("body-from-raw")
    return decode_text(payload, root.charset, flags).replace("\r\n", "\n").strip()


@dataclass(slots=True)
class _Envelope:
    """Who wrote to whom."""

    subject: str
    sender: Mailbox | None
    reply_to: Mailbox | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    delivered_to: tuple[str, ...]


def _envelope(headers: Headers) -> _Envelope:
    boxes = {
        name: addressing.parse_addresses(", ".join(headers.all_raw(name)[:20]))
        for name in ("from", "sender", "reply-to", "to", "cc", "bcc", *RECIPIENT_HEADERS)
        if name in headers
    }
    every = [box for name, found in boxes.items() for box in found if name not in _WRITERS]
    sender = next(iter([*boxes.get("from", []), *boxes.get("sender", [])]), None)
    if sender is None and (named := headers.text("from")):
        sender = Mailbox("", addressing.clean_name(named, "") or None)
    return _Envelope(
        subject=headers.text("subject")[:2_000],
        sender=sender,
        reply_to=next(iter(boxes.get("reply-to", [])), None),
        to=addressing.addresses_of(boxes.get("to", [])),
        cc=addressing.addresses_of(boxes.get("cc", [])),
        delivered_to=addressing.addresses_of(every),
    )


_WRITERS = frozenset({"from", "sender", "reply-to"})


def _clues(root: mime.Part, envelope: _Envelope, body: str, attachments: list[Attachment]) -> Clues:
    sender = envelope.sender
    return Clues(
        root=root,
        subject=envelope.subject,
        sender=sender.address if sender else "",
        sender_name=sender.name if sender else None,
        recipients=envelope.delivered_to,
        body=body,
        attachment_names=tuple(one.name or "" for one in attachments),
    )


def _assemble(
    headers: Headers,
    envelope: _Envelope,
    content: bodies.Content,
    body: str,
    verdict: Verdict,
) -> ReadMail:
    sent = _sent(headers)
    return ReadMail(
        **_threading(headers),
        **_correspondents(envelope),
        sent=sent,
        body_text=body,
        body_html="\n".join(content.html)[:4_000_000] if content.html else None,
        attachments=tuple(content.attachments),
        calendar=content.calendar,
        kind=verdict.kind,
        evidence=verdict.evidence,
        auto_submitted=storable(headers.raw("auto-submitted")) or None,
        may_answer=verdict.may_answer,
        bounce=verdict.bounce,
        back_on=_back_on(verdict.kind, body, sent),
        forward=_forward(body, envelope.subject, content.attachments),
    )


def _threading(headers: Headers) -> dict[str, Any]:
    return {
        "message_id": addressing.own_message_id(headers.raw("message-id")),
        "in_reply_to": next(iter(addressing.message_ids(headers.raw("in-reply-to"))), None),
        "references": addressing.message_ids(headers.raw("references")),
    }


def _correspondents(envelope: _Envelope) -> dict[str, Any]:
    sender = envelope.sender
    return {
        "subject": envelope.subject,
        "from_address": (sender.address or None) if sender else None,
        "from_name": sender.name if sender else None,
        "reply_to": envelope.reply_to.address if envelope.reply_to else None,
        "to": envelope.to,
        "cc": envelope.cc,
        "delivered_to": envelope.delivered_to,
    }


def _with_words(mail: ReadMail, parts: quoting.ReplyParts, region: str | None) -> ReadMail:
    """With the writer's own words, their language, and who asks."""
    language = detect_language(parts.text or mail.body_text)
    words = Words(
        from_name=mail.from_name,
        from_address=mail.from_address,
        reply_to=mail.reply_to,
        body=mail.body_text,
        reply_text=parts.text,
        signature=parts.signature,
        language=language,
        region=region,
    )
    return replace(
        mail,
        reply_text=parts.text,
        signature=parts.signature,
        is_inline_reply=parts.is_inline,
        marker_token=parts.token,
        language=language,
        contact=Contact() if mail.kind in kinds.MACHINE else find_contact(words),
    )


def _back_on(kind: Kind, body: str, sent: datetime | None) -> date | None:
    if kind is not Kind.VACATION or sent is None:
        return None
    return vacation.return_date(body, sent.date())


def _sent(headers: Headers) -> datetime | None:
    """Date; where it is missing or broken the earliest server's Received."""
    stated = addressing.parse_date(headers.raw("date"))
    if stated is not None:
        return stated
    for received in reversed(headers.all_raw("received")[:50]):
        moment = addressing.parse_date(received.rpartition(";")[2])
        if moment is not None:
            return moment
    return addressing.parse_date(headers.raw("delivery-date"))


def _forward(body: str, subject: str, attachments: list[Attachment]) -> Forward | None:
    """A forward in the text, or a mail attached under a forward subject."""
    found = forwards.find_forward(body, subject)
    if found is not None or not forwards.is_forward_subject(subject):
        return found
    inner = next((one for one in attachments if one.is_message), None)
    if inner is None:
        return None
    root = mime.parse(inner.data)
    content = bodies.read_content(root, [])
    bodies.render_html(content)
    envelope = _envelope(root.headers)
    sender = envelope.sender
    return Forward(
        subject=envelope.subject or None,
        from_address=(sender.address or None) if sender else None,
        from_name=sender.name if sender else None,
        body=content.text,
        message=body.strip(),
        to=envelope.to,
        date=root.headers.raw("date") or None,
    )


def _rescue(raw: bytes, flags: list[str]) -> ReadMail:
    """What can be told without parsing: the raw words."""
    head, _, rest = raw[:MAX_RAW_TEXT].replace(b"\r\n", b"\n").partition(b"\n\n")
    body = decode_text(rest or head, None)
    found = re.search(rb"(?im)^message-id:\s{0,20}<([^<>\s]{1,500})>", raw[:65_536])
    identifier = decode_text(found[1], None) if found else None
    return ReadMail(
        message_id=identifier,
        body_text=body,
        reply_text=body,
        kind=Kind.HUMAN,
        flags=(*dict.fromkeys(flags), "unreadable", "body-from-raw"),
    )

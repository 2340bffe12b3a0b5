"""Building an outgoing mail: pure, from plain values to the bytes that leave."""

import hashlib
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from core.kit.clock import now
from core.kit.text import one_line, storable
from mail import dkim
from mail.kinds import OWN_HEADER

log = logging.getLogger(__name__)

POLICY = policy.SMTP.clone(max_line_length=998)  # shorter ones turn long ids into encoded words
MAX_REFERENCES = 20
_ID = re.compile(r"<[^<>\s]+>")
_SIGNED = ("from", "to", "subject", "date", "message-id", "in-reply-to", "references",
           "mime-version", "content-type", "content-transfer-encoding", "auto-submitted",
           "reply-to")  # fmt: skip
_PEM = re.compile(r"(-----BEGIN [A-Z ]+-----)(.*?)(-----END [A-Z ]+-----)", re.DOTALL)


class BadAddress(Exception):
    """An address that mail cannot be sent to as it is."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to send."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything a mail says. `auto_submitted` (RFC 3834) is empty for what a person wrote."""

    from_address: str
    from_name: str
    to: str
    subject: str
    text: str
    date: datetime
    message_id: str
    html: str | None = None
    in_reply_to: str | None = None
    references: Sequence[str] = ()
    auto_submitted: str = ""
    loop_mark: str = ""
    enclosures: Sequence[Enclosure] = field(default=())


@dataclass(frozen=True, slots=True)
class DkimKey:
    """What our mail is signed with; `key` is a private key as PEM."""

    selector: str
    domain: str
    key: str


def sendable(address: str) -> str:
    """Return an address for the envelope, its domain in ASCII; raises BadAddress.

    A local part that is not ASCII would silently become another one.
    """
    local, at, domain = one_line(address).rpartition("@")
    try:
        if not at or not local or re.search(r"[\s<>,;]", address.strip()):
            raise BadAddress("not an address")
        local.encode("ascii")
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise BadAddress("not in ASCII") from None


def bracketed(identifier: str) -> str:
    """Return a Message-ID with its angle brackets; empty when it is none."""
    clean = one_line(identifier).strip("<> ")
    whole = f"<{clean}>"
    return whole if _ID.fullmatch(whole) and whole.isascii() and len(whole) < 900 else ""


def build(letter: Letter) -> bytes:
    """Return the mail's bytes with CRLF line ends; raises BadAddress."""
    message = EmailMessage(policy=POLICY)
    message["From"] = _mailbox(letter.from_name, letter.from_address)
    message["To"] = _mailbox("", letter.to)
    message["Subject"] = one_line(letter.subject)[:900]
    message["Date"] = format_datetime(letter.date)
    message["Message-ID"] = bracketed(letter.message_id)
    if answered := bracketed(letter.in_reply_to or ""):
        message["In-Reply-To"] = answered
    if ids := _references(letter.references):
        message["References"] = " ".join(ids)
    if letter.auto_submitted:
        message["Auto-Submitted"] = letter.auto_submitted
        message["X-Auto-Response-Suppress"] = "All"
        message["Precedence"] = "bulk"  # responders older than RFC 3834 look only here
        message[OWN_HEADER.title()] = letter.loop_mark or "1"
    message.set_content(storable(letter.text), cte="quoted-printable")
    if letter.html:
        message.add_alternative(storable(letter.html), subtype="html", cte="quoted-printable")
    for one in letter.enclosures:
        _enclose(message, one)
    _name_parts(message, letter.message_id)
    return message.as_bytes()


def _name_parts(message: EmailMessage, message_id: str) -> None:
    """Cut the parts by words that follow from the id: a mail that is repeated has the same bytes."""
    mark = hashlib.sha256(message_id.encode()).hexdigest()[:32]
    parts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        part.set_boundary(f"={mark}={number}=")


def _mailbox(name: str, address: str) -> Address:
    local, _at, domain = sendable(address).rpartition("@")
    return Address(one_line(name)[:200], local, domain)


def _references(references: Sequence[str]) -> list[str]:
    """The thread's ids, the first and the last of very many."""
    ids = list(dict.fromkeys(one for each in references if (one := bracketed(each))))
    return ids if len(ids) <= MAX_REFERENCES else [ids[0], *ids[-MAX_REFERENCES + 1 :]]


def _enclose(message: EmailMessage, one: Enclosure) -> None:
    main, _slash, sub = one.content_type.partition("/")
    if main not in ("application", "image", "audio", "video", "text") or not sub:
        main, sub = "application", "octet-stream"  # a mail in a mail as a plain file too
    message.add_attachment(one.data, maintype=main, subtype=sub, filename=one_line(one.name))


def sign(raw: bytes, key: DkimKey) -> bytes:
    """Return a mail with its DKIM signature; unsigned, and said so in the log, if that fails."""
    try:
        signature = dkim.sign(
            raw, selector=key.selector, domain=key.domain, pem=restored_pem(key.key),
            names=_SIGNED, moment=int(now().timestamp()),
        )  # fmt: skip
    except (dkim.UnusableKey, UnicodeError) as error:
        log.warning("a mail left without DKIM: %s", type(error).__name__)
        return raw
    return signature + raw


def restored_pem(text: str) -> str:
    """Return a key as PEM, also when it was typed into one line."""
    found = _PEM.search(text)
    if found is None:
        return text
    body = re.sub(r"\s+", "", found[2])
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return f"{found[1]}\n{lines}\n{found[3]}\n"

"""Attachments: parts that are no words, uuencoded pieces inside text, and what winmail.dat"
" hides."""

import re
from dataclasses import dataclass

from mail.charsets import decode_text, storable
from mail.headers import split_headers
from mail.mime import Part, uudecode
from mail.rtf import decompress, rtf_text

MAX_TNEF = 20_000_000
MAX_UU_BLOCKS = 50

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_BEGIN = re.compile(r"begin [0-7]{3,4} (\S.{0,200})")
SIGNATURE_TYPES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
    }
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a mail. ``name`` is what the sender wrote: data, never a path; None when"
    " unnamed."""

    name: str | None
    content_type: str
    data: bytes
    content_id: str | None = None
    inline: bool = False

    @property
    def size(self) -> int:
        """Bytes after decoding."""
        return len(self.data)

    @property
    def is_signature(self) -> bool:
        """A cryptographic signature, which people need not see."""
        return self.content_type in SIGNATURE_TYPES

    @property
    def is_message(self) -> bool:
        """A whole mail attached to this one."""
        return self.content_type in {"message/rfc822", "message/global"}

    @property
    def is_tnef(self) -> bool:
        """Outlook's winmail.dat."""
        return self.content_type in {"application/ms-tnef", "application/vnd.ms-tnef"} or (
            (self.name or "").lower() == "winmail.dat"
        )


def shown_name(attachment: Attachment) -> str | None:
    """What people are shown: an attached mail by its subject and sender, else the file's name."""
    if not attachment.is_message:
        return attachment.name
    headers, _ = split_headers(attachment.data[:100_000].lstrip(b"\r\n"))
    writer = re.sub(r"\s*<[^<>]*>", "", headers.text("from")).strip(' "') or headers.text("from")
    title = " – ".join(words for words in (headers.text("subject")[:150], writer[:80]) if words)
    return clean_filename(f"{title}.eml") if title else attachment.name


def from_part(part: Part) -> Attachment:
    """The attachment a MIME part holds."""
    data = part.decoded()
    return Attachment(
        name=clean_filename(part.filename),
        content_type=part.content_type,
        data=data,
        content_id=part.content_id,
        inline=part.disposition == "inline"
        or (part.content_id is not None and not part.disposition),
    )


def clean_filename(name: str | None) -> str | None:
    """The name without control and direction characters; its slashes stay, since it is only"
    " data."""
    cleaned = _CONTROLS.sub("", storable(name or "")).strip()
    return cleaned[:255] or None


def extract_uuencoded(text: str) -> tuple[str, list[Attachment]]:
    """Text without its 'begin 644 name … end' blocks, and the files they held."""
    lines = text.split("\n")
    kept: list[str] = []
    found: list[Attachment] = []
    index = 0
    while index < len(lines):
        begin = _BEGIN.fullmatch(lines[index].rstrip("\r"))
        stop = _end_of_block(lines, index) if begin and len(found) < MAX_UU_BLOCKS else None
        if begin is None or stop is None:
            kept.append(lines[index])
            index += 1
            continue
        block = [line.encode("ascii", "replace") for line in lines[index + 1 : stop]]
        name = clean_filename(begin[1])
        found.append(Attachment(name, "application/octet-stream", uudecode(block)))
        index = stop + 1
    return "\n".join(kept), found


def _end_of_block(lines: list[str], begin: int) -> int | None:
    """Index of the 'end' line when everything before it looks uuencoded."""
    for index in range(begin + 1, len(lines)):
        line = lines[index].rstrip()
        if line == "end":
            return index
        if len(line) > 64 or (line and not " " <= line[0] <= "`"):
            return None
    return None


def unpack_tnef(data: bytes, flags: list[str]) -> tuple[str, str | None, list[Attachment]]:
    """(text, html, files) inside a winmail.dat; nothing when it cannot be read."""
    flags.append("tnef")
    if len(data) > MAX_TNEF:
        flags.append("tnef-too-large")
        return "", None, []
    try:
        return _read_tnef(data)
    except Exception:  # noqa: BLE001 - an abandoned parser on strangers' bytes may raise anything
        flags.append("tnef-unreadable")
        return "", None, []


def _read_tnef(data: bytes) -> tuple[str, str | None, list[Attachment]]:
    from tnefparse import TNEF

    tnef = TNEF(data, do_checksum=False)
    html, text = _as_text(tnef.htmlbody), _as_text(tnef.body) or ""
    if not html and not text.strip() and tnef._rtfbody:
        text, html = _rich(bytes(tnef._rtfbody))
    files = [
        Attachment(
            clean_filename(_as_text(one.long_filename() or one.name)),
            "application/octet-stream",
            bytes(one.data),
        )
        for one in tnef.attachments
        if one.data
    ]
    return text, html, files


def _rich(compressed: bytes) -> tuple[str, str | None]:
    """(text, html) of a compressed rich text body."""
    words, is_html = rtf_text(decompress(compressed))
    return ("", storable(words)) if is_html else (storable(words), None)


def _as_text(value: object) -> str | None:
    if isinstance(value, bytes):
        return decode_text(value, None).rstrip("\x00")
    return storable(value) if isinstance(value, str) and value else None

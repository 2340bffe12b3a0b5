"""Addresses, plus tokens, Message-IDs and dates as strangers write them. Pure; never raises.

Address fields are cut into mailboxes by our own scanner because the standard one raises or guesses
wrong on ``[Jira] Foo <a@b>``, deep comments and unquoted punctuation.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mail.headers import decode_words

MAX_ADDRESSES = 5_000

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>]{0,2000}>|[(),;]|[^"<(),;]+|.', re.DOTALL)
_ANGLE = re.compile(r"<\s*(?:mailto:)?([^<>]{1,600}?)\s*>", re.IGNORECASE)
_BARE = re.compile(r"[^\s<>()\[\]\",;:@]{1,128}@[^\s<>()\[\]\",;:@]{1,255}")
_GROUP = re.compile(r"^[^<>@\",]{0,100}:\s*")
_MESSAGE_ID = re.compile(r"<([^<>\s][^<>]{0,997})>")
_TRAILING_COMMENT = re.compile(r"\(([^()]{1,200})\)\s*$")
PLUS = re.compile(r"([^+@\s]{1,64})\+([^@\s]{1,120})@([^@\s]{1,255})")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address with the name beside it; the address keeps the writer's letter case."""

    address: str
    name: str | None = None


def parse_addresses(value: str) -> list[Mailbox]:
    """Mailboxes of an unfolded, still encoded header value, in order; groups are flattened."""
    found = [box for piece in _split(value) if (box := _mailbox(piece))]
    if "=?" in value and (not found or any("=?" in (box.name or "") for box in found)):
        decoded = decode_words(value)
        found = [box for piece in _split(decoded) if (box := _mailbox(piece))]
    return found


def _split(value: str) -> list[str]:
    """Cut at commas and semicolons that stand outside quotes, comments and angle brackets."""
    pieces: list[str] = []
    current: list[str] = []
    depth = 0
    for lexeme in _TOKEN.findall(value):
        if lexeme == "(":
            depth += 1
        elif lexeme == ")" and depth:
            depth -= 1
        if lexeme in {",", ";"} and not depth:
            pieces.append("".join(current))
            current.clear()
            if len(pieces) >= MAX_ADDRESSES:
                return pieces
        else:
            current.append(lexeme)
    pieces.append("".join(current))
    if depth:  # a parenthesis that never closes hides nothing
        return [part for piece in pieces for part in piece.split(",")][:MAX_ADDRESSES]
    return pieces


def _mailbox(piece: str) -> Mailbox | None:
    """The mailbox of one piece: the last <…@…>, else the first bare address."""
    piece = _GROUP.sub("", piece.strip()) if ":" in piece.partition("<")[0] else piece.strip()
    angles = [found for found in _ANGLE.finditer(piece) if "@" in found[1]]
    if angles:
        last = angles[-1]
        address = clean_address(last[1])
        before = piece[: last.start()] or piece[last.end() :]
        return Mailbox(address, clean_name(before, address)) if address else None
    without_comments = re.sub(r"\([^()]{0,500}\)", " ", piece)
    bare = _BARE.search(without_comments) or _BARE.search(piece)
    if not bare:
        return None
    address = clean_address(bare[0])
    comment = _TRAILING_COMMENT.search(piece)
    rest = comment[1] if comment else without_comments.replace(bare[0], " ")
    return Mailbox(address, clean_name(rest, address)) if address else None


def clean_address(text: str) -> str:
    """'local@domain' without blanks, brackets and final dots; '' when it is none."""
    address = decode_words(text) if "=?" in text else text
    address = re.sub(r"\s+", "", address).strip("<>'\"`,;:[]().")
    address = re.sub(r"^mailto:", "", address, flags=re.IGNORECASE)
    if ":" in address and address.startswith("@"):  # RFC 822 route: <@relay,@other:a@b>
        address = address.rpartition(":")[2]
    local, at, domain = address.rpartition("@")
    good = at and local and domain and ".." not in domain and len(address) <= 320
    return f"{local}@{domain}" if good else ""


def clean_name(text: str, address: str) -> str | None:
    """The name beside an address; None when there is none or it merely repeats the address."""
    name = text.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    name = decode_words(name).strip().strip('"').strip()
    if len(name) > 1 and name[0] == name[-1] == "'":
        name = name[1:-1].strip()
    name = re.sub(r"\s+", " ", name)
    if not name or name.lower().strip("<>()[]") == address.lower() or name in {"<", ">", "()"}:
        return None
    return name[:200]


def message_ids(value: str) -> tuple[str, ...]:
    """Message-IDs of a References or In-Reply-To value in order, without brackets, each once."""
    found = (re.sub(r"\s+", " ", match[1]).strip() for match in _MESSAGE_ID.finditer(value))
    ids = dict.fromkeys(identifier for identifier in found if identifier)
    if not ids:
        bare = [word.strip("<>,;") for word in value.split() if "@" in word]
        ids = dict.fromkeys(word for word in bare if word and len(word) <= 998)
    return tuple(ids)


def own_message_id(value: str) -> str | None:
    """The Message-ID of a message from the raw header; blanks inside are kept as one."""
    if found := _MESSAGE_ID.search(value):
        return re.sub(r"\s+", " ", found[1]).strip()
    bare = value.strip().strip("<>").strip()
    return bare[:998] if bare and len(bare.split()) == 1 else None


def plus_token(address: str) -> str | None:
    """'abc' of 'help+abc@example.com'."""
    found = PLUS.fullmatch(address.strip())
    return found[2] if found else None


def without_plus(address: str) -> str:
    """The address without its plus part."""
    found = PLUS.fullmatch(address.strip())
    return f"{found[1]}@{found[3]}" if found else address


def addresses_of(boxes: Iterable[Mailbox]) -> tuple[str, ...]:
    """Only the addresses, each once, in order."""
    seen: dict[str, str] = {}
    for box in boxes:
        seen.setdefault(box.address.lower(), box.address)
    return tuple(seen.values())


def parse_date(value: str) -> datetime | None:
    """A Date header as aware UTC; without a zone it is taken as UTC; None when it is no date."""
    text = re.sub(r"\s+", " ", value).strip()[:200]
    for candidate in (text, re.sub(r"\([^()]*\)|\s[A-Z]{2,5}$", "", text).strip()):
        for reader in (parsedate_to_datetime, datetime.fromisoformat):
            try:
                moment = reader(candidate)
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
            if (known := _as_utc(moment)) is not None:
                return known
    return None


def _as_utc(moment: datetime) -> datetime | None:
    try:
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return aware if 1980 <= aware.year <= 2200 else None

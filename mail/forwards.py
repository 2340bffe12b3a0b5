"""Forwarded mails: who wrote the mail inside, about what, and what the forwarder said above it."""

import re
from dataclasses import dataclass

from mail import phrases
from mail.addressing import parse_addresses
from mail.quote_start import HeaderBlock, Mark, find_quote_start, header_block

MAX_LINES = 5_000
_MAILTO = re.compile(r"\[mailto:([^\]\s]{1,300})\]|<mailto:([^>\s]{1,300})>", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[>\w])(?=(?:To|Cc|Sent|Date|Subject):\s)")
_ADDRESS = re.compile(
    r"[<(\[](?:mailto:)?([^\s<>()\[\]@]{1,80}@[^\s<>()\[\]]{1,120})[>)\]]", re.IGNORECASE
)
_DATE_TAIL = re.compile(
    r".*(?:\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?|(?:19|20)\d\d|[+-]\d{4}|UTC\S*|GMT\S*)\b[,:]?\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Forward:
    """The mail inside; ``message`` is what the forwarder wrote above it."""

    subject: str | None
    from_address: str | None
    from_name: str | None
    body: str
    message: str
    to: tuple[str, ...] = ()
    date: str | None = None


def is_forward_subject(subject: str) -> bool:
    """'VL:', 'VB:', 'Fwd:' and their like at the beginning."""
    return bool(phrases.FORWARD_SUBJECT.match(subject))


def _is_danish(subject: str, text: str) -> bool:
    return bool(phrases.DANISH_FORWARD.match(subject)) and bool(
        phrases.DANISH_HEADER.search(text[:100_000])
    )


def plain_subject(subject: str) -> str:
    """The subject without reply and forward prefixes."""
    text = subject.strip()
    for _ in range(10):
        found = phrases.ANY_PREFIX.match(text) or phrases.FORWARD_SUBJECT.match(text)
        if not found:
            break
        text = text[found.end() :].strip()
    return text


def find_forward(text: str, subject: str = "") -> Forward | None:
    """The forwarded mail of a plain body, or None when nothing was forwarded."""
    lines = _lines(text)
    is_forward = is_forward_subject(subject) or _is_danish(subject, text)
    announced = _announced(lines, is_forward=is_forward)
    if announced is None and is_forward:
        announced = _by_headers(lines)
    if announced is None:
        return None
    start, inside = announced
    return _read(lines[:start], _unquote(lines[inside:]), subject)


def _lines(text: str) -> list[str]:
    """Lines without invisible marks; header fields that Yahoo glues together are separated."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.replace("\u00a0", " ").replace("\ufeff", "").replace("\u200b", "")
    lines: list[str] = []
    for line in plain.split("\n")[:MAX_LINES]:
        glued = line.startswith("From:") and "Subject:" in line[:1_000]
        lines.extend(_GLUED.sub("\n", line).split("\n") if glued else [line])
    return lines


def _announced(lines: list[str], *, is_forward: bool) -> tuple[int, int] | None:
    """(where the forwarder's words end, where the forward begins) by a program's own line."""
    for index, line in enumerate(lines):
        bare = line.lstrip("> ")[:300]
        if not bare or (bare[0].isalnum() and not bare.rstrip().endswith(":")):
            continue
        if line.startswith(">") and not is_forward:
            continue
        if phrases.FORWARD_LINE.fullmatch(bare) and _headers_near(lines, index + 1):
            return (index, index + 1) if is_forward or not _is_answered(lines, index) else None
    return None


def _is_answered(lines: list[str], index: int) -> bool:
    """Whether the announcement stands below an attribution: an old forward in a reply's quote."""
    found = find_quote_start(lines[:index])
    return found is not None and found.mark is Mark.ATTRIBUTION


def _by_headers(lines: list[str]) -> tuple[int, int] | None:
    """The subject says forward: an 'original message' line, a header block or an attribution."""
    for index, line in enumerate(lines):
        bare = line.lstrip("> ")[:1_000]
        if phrases.ORIGINAL_LINE.fullmatch(bare):
            return index, index + 1
        if (label := phrases.label_of(bare)) and label[0] in {"from", "subject", "date"}:
            block = header_block(_unquote(lines[index : index + 40]), 0)
            if block and "from" in block.fields:
                start = (
                    index - 1 if index and phrases.RULE.fullmatch(lines[index - 1][:200]) else index
                )
                return start, index
        if (
            phrases.WROTE.search(bare)
            and phrases.ADDRESS.search(bare)
            and bare.rstrip().endswith((":", "-"))
        ):
            return index, index
    return None


def _headers_near(lines: list[str], index: int) -> bool:
    following = [line.lstrip("> ") for line in lines[index : index + 8] if line.strip("> ")][:2]
    return any(phrases.label_of(line) or phrases.WROTE.search(line[:500]) for line in following)


def _unquote(lines: list[str]) -> list[str]:
    """Take one level of '>' off when the whole forward is quoted."""
    words = [line for line in lines if line.strip()]
    if words and all(line.startswith(">") for line in words[:6]):
        return [re.sub(r"^> ?", "", line) for line in lines]
    return lines


def _read(above: list[str], inside: list[str], subject: str) -> Forward:
    while inside and not inside[0].strip(" >-_"):
        inside = inside[1:]
    block = header_block(inside, 0)
    while above and (not above[-1].strip() or phrases.RULE.fullmatch(above[-1][:200])):
        above = above[:-1]
    message = _tidy(above)
    if block is None:
        return _attributed(inside, message, subject)
    body = _tidy(inside[block.end :])
    address, name = _person(block)
    said = block.fields.get("subject") or plain_subject(subject) or None
    to = tuple(box.address for box in parse_addresses(_plain(block.fields.get("to", ""))))
    return Forward(said, address, name, body, message, to, block.fields.get("date") or None)


def _attributed(inside: list[str], message: str, subject: str) -> Forward:
    """'On … X <x@y> wrote:' instead of a header block."""
    head = " ".join(line.strip() for line in inside[:3])[:500]
    found = _ADDRESS.search(head)
    rest = inside
    for index, line in enumerate(inside[:4]):
        if line.rstrip().endswith((":", "-")):
            rest = inside[index + 1 :]
            break
    name = _DATE_TAIL.sub("", head[: found.start()]).strip(" ,\"'") if found else ""
    body = _tidy(_unquote(rest))
    return Forward(
        plain_subject(subject) or None, found[1] if found else None, name or None, body, message
    )


def _plain(value: str) -> str:
    """'Ville [mailto:v@x]' and '<mailto:v@x>' as ordinary address text."""
    with_angles = _MAILTO.sub(lambda found: f"<{found[1] or found[2]}>", value)
    return re.sub(r"(<[^<>]+@[^<>]+>)\s*<[^<>]*>", r"\1", with_angles.replace("*", ""))


def _person(block: HeaderBlock) -> tuple[str | None, str | None]:
    value = _plain(block.fields.get("from", ""))
    boxes = parse_addresses(value)
    if boxes:
        return boxes[0].address, boxes[0].name
    name = re.sub(r"\s+", " ", value).strip(" <>\"'")
    return None, name or None


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")

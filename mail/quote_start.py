"""Where somebody else's words begin: attribution lines, separators and header blocks. Pure,"
" per line."""

import re
from dataclasses import dataclass
from enum import StrEnum

from mail import phrases

MAX_SPAN = 4
MAX_BLOCK_LINES = 40
_WORDS = re.compile(r"\w ?-+$")


class Mark(StrEnum):
    """What announces the quote."""

    ATTRIBUTION = "attribution"
    SEPARATOR = "separator"
    HEADERS = "headers"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class QuoteStart:
    """Lines[start:end] announce the quote; what follows ``end`` is quoted."""

    mark: Mark
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """A mail header written into text: field kind -> value; the quoted mail begins at ``end``."""

    fields: dict[str, str]
    end: int


def find_quote_start(lines: list[str]) -> QuoteStart | None:
    """The first announcement of quoted words outside of '>' lines."""
    for index, line in enumerate(lines):
        if not line.strip() or line.lstrip().startswith(">"):
            continue
        found = _at(lines, index)
        if found is not None:
            return found
    return None


def _at(lines: list[str], index: int) -> QuoteStart | None:
    line = lines[index][:1_000]
    if not _may_announce(line):
        return _attribution(lines, index)
    if phrases.FORWARD_LINE.fullmatch(line) and _followed_by_headers(lines, index + 1):
        return QuoteStart(Mark.FORWARD, index, index + 1)
    if phrases.ORIGINAL_LINE.fullmatch(line):
        return QuoteStart(Mark.SEPARATOR, index, index + 1)
    if (block := header_block(lines, index)) is not None and is_real_block(block):
        return QuoteStart(Mark.HEADERS, _with_rule(lines, index), block.end)
    return _attribution(lines, index)


def _may_announce(line: str) -> bool:
    """Whether the line may be a separator or a header; cheap, since every line is asked."""
    return not line.strip()[0].isalnum() or ":" in line or "：" in line


def _with_rule(lines: list[str], index: int) -> int:
    """A drawn line right above a header block belongs to it."""
    above = index - 1
    while above >= 0 and index - above <= 2 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and phrases.RULE.fullmatch(lines[above][:200]) else index


def _followed_by_headers(lines: list[str], index: int) -> bool:
    for line in lines[index : index + 6]:
        if line.strip(" >"):
            return phrases.label_of(line.lstrip("> ")) is not None or _looks_attributed(line)
    return False


def _attribution(lines: list[str], index: int) -> QuoteStart | None:
    """'On … X wrote:' on one to four lines, ending at this line or starting here."""
    first = lines[index]
    told = phrases.WROTE_AND_TEXT.search(first[:600]) if "@" in first else None
    if told and phrases.ADDRESS.search(first[: told.end()]) and _evidence(first[: told.end()]):
        return QuoteStart(Mark.ATTRIBUTION, index, index)
    if not any(_may_end(line) for line in lines[index : index + MAX_SPAN]) and not (
        _quoted_next(lines, index + 1)
    ):
        return None
    wraps = _may_wrap(first)
    for span in range(1, MAX_SPAN + 1 if wraps else 2):
        piece = lines[index : index + span]
        if len(piece) < span or any(not part.strip() for part in piece):
            return None
        if span > 1 and piece[-1].lstrip().startswith(">"):
            return None
        joined = " ".join(part.strip() for part in piece)[:1_000]
        if span > 1 and len(joined) >= 500:
            return None
        if not _may_end(piece[-1]) and not _quoted_next(lines, index + span):
            continue
        if _is_attribution(joined, lines, index + span):
            return QuoteStart(Mark.ATTRIBUTION, index, index + span)
    return None


def _may_end(line: str) -> bool:
    """Whether an attribution may end with this line; cheap, since every line is asked."""
    text = line.rstrip(" *_")
    return text.endswith((":", "：", "写道")) or (text.endswith("--") and bool(_WORDS.search(text)))


def _may_wrap(line: str) -> bool:
    """Whether an attribution may begin on this line and go on below."""
    if phrases.ATTRIBUTION_START.match(line) and any(letter.isdigit() for letter in line):
        return True
    return bool(phrases.ADDRESS.search(line) or phrases.WROTE.search(line)) and len(line) < 200


def _looks_attributed(line: str) -> bool:
    return bool(phrases.WROTE.search(line[:1_000])) and line.rstrip().endswith((":", "：", "-"))


def _is_attribution(joined: str, lines: list[str], after: int) -> bool:
    text = joined.strip(" *_")
    if phrases.ENDS_WITH_ADDRESS.search(text[-220:]) and phrases.YEAR.search(text):
        return bool(phrases.CLOCK.search(text))
    if not text.endswith((":", "：", "写道", "--")):
        return (
            bool(phrases.WROTE.search(text[-12:]))
            and _evidence(text)
            and _quoted_next(lines, after)
        )
    if phrases.QUOTING.fullmatch(text):
        return _quoted_next(lines, after)
    found = phrases.WROTE.search(text)
    if found is None:
        dated = phrases.YEAR.search(text) and phrases.CLOCK.search(text)
        return bool(dated and phrases.ADDRESS.search(text)) and _quoted_next(lines, after)
    if phrases.WROTE_DASHED.fullmatch(joined):
        return True
    if _quoted_next(lines, after):
        return len(text) < 300 and (len(text.split()) < 8 or _some_evidence(text))
    return _evidence(text)


def _evidence(text: str) -> bool:
    """A mail address, or a full date with a time of day: what programs write and people do not."""
    if phrases.ADDRESS.search(text):
        return bool(phrases.YEAR.search(text) or phrases.CLOCK.search(text)) or len(text) < 160
    return bool(phrases.YEAR.search(text) and phrases.CLOCK.search(text))


def _some_evidence(text: str) -> bool:
    return bool(
        phrases.ADDRESS.search(text) or phrases.YEAR.search(text) or phrases.CLOCK.search(text)
    )


def _quoted_next(lines: list[str], index: int) -> bool:
    for line in lines[index : index + 3]:
        if line.strip():
            return line.lstrip().startswith(">")
    return False


def header_block(lines: list[str], index: int) -> HeaderBlock | None:
    """'From: … Sent: … To: … Subject: …' beginning at this line, values maybe wrapped or on"
    " the next line."""
    fields: dict[str, str] = {}
    last, blanks, extra = "", 0, 0
    position = index
    for position in range(index, min(len(lines), index + MAX_BLOCK_LINES)):
        line = lines[position]
        label = phrases.label_of(line)
        if label and label[0] not in fields:
            last, blanks, extra = label[0], 0, 0
            fields[last] = label[1]
        elif not fields:
            return None
        elif not line.strip():
            blanks += 1
            if blanks > 1 or not _label_soon(lines, position + 1, fields):
                break
        elif last and extra < 6 and (not fields[last] or not blanks):
            if not _continues(fields, last, line):
                break
            fields[last] = f"{fields[last]} {line.strip()}".strip()
            extra += 1
        else:
            break
    else:
        position += 1
    return HeaderBlock(fields, position) if len(fields) > 1 else None


def _continues(fields: dict[str, str], last: str, line: str) -> bool:
    """A wrapped value: recipients go on freely, the others only when still empty or cut at a"
    " comma."""
    if not fields[last] or last in {"to", "cc"}:
        return len(line) < 400
    if last == "from":
        return bool(phrases.ADDRESS.search(line)) and not phrases.ADDRESS.search(fields[last])
    return last == "subject" and len(fields[last]) > 50 and len(line) < 100


def _label_soon(lines: list[str], index: int, fields: dict[str, str]) -> bool:
    following = next((line for line in lines[index : index + 2] if line.strip()), "")
    label = phrases.label_of(following)
    if label is not None:
        return label[0] not in fields
    values = list(fields.values())
    return not values[-1] and bool(following)


def is_real_block(block: HeaderBlock) -> bool:
    """Whether a program wrote it: a sender and two more fields, with an address or a time"
    " among them."""
    fields = block.fields
    if "from" not in fields or len({"date", "to", "subject"} & fields.keys()) < 2:
        return False
    has_address = any(phrases.ADDRESS.search(fields.get(key, "")) for key in ("from", "to"))
    has_time = bool(phrases.CLOCK.search(fields.get("date", "")))
    return has_address or has_time or _long_date(fields.get("date", ""))


def _long_date(text: str) -> bool:
    return bool(phrases.YEAR.search(text)) and len(text.split()) >= 3

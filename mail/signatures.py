"""Signatures, device lines and disclaimers at the end of somebody's words.

The writer's own name (with or without a closing) stays with the words; blocks with contact data,
everything below "-- ", device lines and legal boilerplate go.
"""

import re

from mail import phrases

MAX_SIGNATURE_LINES = 25
MAX_BLOCK = 14

DELIMITER = re.compile(r"\s{0,3}(?:--|—|__|–)\s*")
DASHED_NAME = re.compile(r"--\s?[^\W\d_][^\n]{0,60}")
NAME = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[ -]+(?:[^\W\d_][\w'’.-]*|&)){0,3}[,.!]?")
PHONE = re.compile(r"(?<![\w/])\(?\+?\d[\d \u00a0()./-]{5,18}\d(?!\w)")
LINK = re.compile(r"https?://|www\.|[\w.+-]{1,64}@[\w-]{1,64}\.\w", re.IGNORECASE)
COMPANY = re.compile(
    r"\b(?:Oy|Oyj|Ab|Abp|AB|HB|KB|Ky|Tmi|Ry|r\.y\.|Ltd|Limited|LLC|Inc|GmbH|AG|AS|ApS|OÜ|BV|SA"
    r"|PLC|Plc|Kb)\b\.?"
)
CONTACT_LABEL = re.compile(
    r"\s*(?:puh|p|gsm|tel|tfn|mob|mobile|mobil|phone|matkapuh\w*|m|t|tlf|fax|e-?mail|sähköposti"
    r"|email|www"
    r"|y-tunnus|org\.?\s?nr|vat|ly)\.?\s?[:.]\s?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[a-zåäö]{2,}[.?!](?:\s|$)")


def split_signature(lines: list[str], sender: str | None = None) -> tuple[list[str], str | None]:
    """(the writer's lines, the signature as text or None)."""
    words = _drop_tail(lines)
    cut = _delimiter(words)
    if cut is not None:
        block = words[cut + _is_bare(words[cut]) :]
        above = _drop_tail(words[:cut])
        return above, _text(block)
    words = _without_disclaimer(words)
    start, name_only = _block_start(words, sender)
    if start is None:
        return words, None
    signature = _text(words[start:])
    return (words if name_only else _drop_tail(words[:start])), signature


def _is_bare(line: str) -> int:
    return 1 if DELIMITER.fullmatch(line) else 0


def _text(lines: list[str]) -> str | None:
    return "\n".join(line.strip() for line in lines).strip("\n") or None


def _drop_tail(lines: list[str]) -> list[str]:
    """Without blank lines, device lines and loose dashes at the end."""
    kept = list(lines)
    while kept:
        last = kept[-1][:300]
        if not last.strip() or phrases.DEVICE_LINE.fullmatch(last) or phrases.RULE.fullmatch(last):
            kept.pop()
        else:
            break
    return kept


def _delimiter(lines: list[str]) -> int | None:
    """The first '-- ' (or '--', or '-- Name') that is followed by a signature's few lines."""
    left = sum(1 for line in lines if line.strip())
    for index, line in enumerate(lines):
        here, left = left, left - bool(line.strip())
        if here > MAX_SIGNATURE_LINES:
            continue
        if DELIMITER.fullmatch(line[:20]) and (line == "-- " or not _asks(lines[index + 1 :])):
            return index
        if DASHED_NAME.fullmatch(line[:100]) and index >= len(lines) - 8 and not _is_sentence(line):
            return index
    return None


def _asks(lines: list[str]) -> bool:
    """Whether a question stands below a drawn dash and no contact data: own words go on there."""
    return any(line.endswith("?") for line in lines) and not _has_contact(lines)


def _without_disclaimer(lines: list[str]) -> list[str]:
    for index in range(len(lines)):
        starts = (
            index == 0
            or not lines[index - 1].strip()
            or bool(phrases.RULE.fullmatch(lines[index - 1][:200]))
        )
        if index and starts and phrases.DISCLAIMER.match(" ".join(lines[index : index + 4])[:600]):
            return _drop_tail(lines[:index])
    return lines


def _block_start(lines: list[str], sender: str | None) -> tuple[int | None, bool]:
    """(index of the signature, whether it is nothing but the writer's name)."""
    floor = max(0, len(lines) - MAX_BLOCK - 4)
    for index in range(floor, len(lines)):  # nothing above the last sentence is a signature
        if _is_sentence(lines[index]):
            floor = index
    for index in range(floor, len(lines)):
        line = lines[index][:200]
        after = [one for one in lines[index + 1 :] if one.strip()]
        if len(after) > MAX_BLOCK:
            continue
        if phrases.CLOSING.fullmatch(line) and after and _signs(after, line):
            return index, len(after) == 1 and _is_name(after[0])
        if (
            phrases.CLOSING_WITH_NAME.fullmatch(line)
            and len(line.split()) <= 7
            and (not after or _has_contact(after) or all(map(_is_short, after)))
        ):
            return index, not after
    return _named_block(lines, sender, floor)


def _signs(after: list[str], closing: str) -> bool:
    """What follows a closing: a name, or a block with contact data."""
    if _is_name(after[0]) or _has_contact(after):
        return all(_is_short(line) for line in after)
    return not phrases.WEAK_CLOSING.match(closing) and all(_is_short(line) for line in after)


def _named_block(lines: list[str], sender: str | None, floor: int) -> tuple[int | None, bool]:
    """A block without closing: the writer's name on a line of its own, contact data below."""
    for index in range(max(1, floor), len(lines)):
        if lines[index - 1].strip() or not _is_name(lines[index]):
            continue
        after = [one for one in lines[index + 1 :] if one.strip()]
        if not after:
            own = _is_sender(lines[index], sender)
            return (index, True) if own else (None, False)
        if _is_own_block(lines, index, after, sender):
            return index, False
    return None, False


def _is_own_block(lines: list[str], index: int, after: list[str], sender: str | None) -> bool:
    """Whether name and contact data are the writer's and not what the mail is about."""
    name = lines[index].strip(" ,*_")
    above = next((line for line in reversed(lines[:index]) if line.strip()), "")
    if any(_is_remark(one) for one in after):
        return False
    if name.endswith((".", "!")) or above.rstrip().endswith(":"):
        return False
    if not all(_is_short(one) and not _is_sentence(one) for one in after) or not _has_contact(
        after
    ):
        return False
    if _is_sender(name, sender):
        return True
    words = name.split()
    stranger = _is_person(sender) and not _shares_word(name, sender or "")
    return len(words) > 1 and all(word[0].isupper() for word in words) and not stranger


def _is_person(sender: str | None) -> bool:
    """Whether the sender's name is a person's first and last name."""
    name = LINK.split(sender or "")[0].strip(" <")
    return len(name.split()) >= 2 and bool(NAME.match(name)) and not COMPANY.search(name)


def _shares_word(first: str, second: str) -> bool:
    return bool(
        {*re.findall(r"\w{3,}", first.casefold())} & {*re.findall(r"\w{3,}", second.casefold())}
    )


def _is_sender(line: str, sender: str | None) -> bool:
    if not sender:
        return False
    known = {word for word in re.split(r"[^\w]+", sender.casefold()) if len(word) > 1}
    said = [word for word in re.split(r"[^\w]+", line.casefold()) if word]
    return bool(said) and all(word in known or len(word) == 1 for word in said)


def _is_name(line: str) -> bool:
    text = line.strip(" *_").lstrip("/-~ ")
    return (
        len(text) <= 40
        and NAME.fullmatch(text) is not None
        and (text[:1].isupper() or len(text.split()) == 1)
        and not phrases.CLOSING.fullmatch(text)
    )


def _is_short(line: str) -> bool:
    return len(line) <= 90 or bool(LINK.search(line[:1_000]))


def _is_sentence(line: str) -> bool:
    text = line.strip()
    if text.endswith("?"):
        return True
    return (
        len(text.split()) >= 5
        and bool(_SENTENCE.search(text[:1_000]))
        and not LINK.search(text[:1_000])
    )


def _is_remark(line: str) -> bool:
    """A short sentence, as nobody writes into a signature: 'Soittakaa heille.'"""
    text = line.strip()
    words = text.split()
    is_sentence = text.endswith((".", "!", "?")) and len(words) > 1 and len(words[-1]) > 4
    return is_sentence and not _has_contact([text])


def _has_contact(lines: list[str]) -> bool:
    return any(
        PHONE.search(line[:300]) or LINK.search(line[:300]) or COMPANY.search(line[:300])
        for line in lines
    )

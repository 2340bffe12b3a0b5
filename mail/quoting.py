"""What the person wrote: quotes, signatures, device lines cut, inline answers kept whole.

Own rules instead of mail-parser-reply: that one knows no Finnish and its patterns need seconds on
hostile lines. Everything here looks at single lines capped at 1,000 letters. The full text is
always kept elsewhere.
"""

import re
from dataclasses import dataclass

from mail import phrases
from mail.quote_start import Mark, QuoteStart, find_quote_start
from mail.signatures import split_signature

MAX_LINES = 5_000
MAX_MARKERS = 200
_TORN = re.compile(r"\n<\n([^\s<>@]{1,80}@[^\s<>]{1,120})\n>(?=\n)")
_PGP_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
MARKER = re.compile(r"##-[^\n]{0,300}-##(?:[ \t]*\[([A-Za-z0-9._~-]{6,120})\])?")
TOKEN = re.compile(r"##-[^\n]{0,300}-##[ \t>]*\n?[ \t>]*\[([A-Za-z0-9._~-]{6,120})\]")


@dataclass(frozen=True, slots=True)
class ReplyParts:
    """``text`` is the new words; ``quoted`` what was cut below; ``signature`` the writer's"
    " block."""

    text: str
    signature: str | None = None
    quoted: str = ""
    token: str | None = None
    is_inline: bool = False


def marker_line(words: str, token: str | None = None) -> str:
    """Our own line above the quote: '##- Reply above this line -## [token]'; ``words`` are"
    " translated."""
    clean = re.sub(r"\s+", " ", words).replace("##", "").strip()
    return f"##- {clean} -##" + (f" [{token}]" if token else "")


def find_token(text: str) -> str | None:
    """The token of our marker line anywhere in a text, quoted or not."""
    at = text.find("##-")
    for _ in range(MAX_MARKERS):
        if at < 0:
            return None
        if found := TOKEN.match(text, at):
            return found[1]
        at = text.find("##-", at + 1)
    return None


def split_reply(text: str, sender: str | None = None) -> ReplyParts:
    """Split a plain body; ``sender`` is the writer's name or address, which helps to find"
    " signatures."""
    lines = _without_pgp(_lines(text))
    own, quoted, inline = _cut_at_marker(lines)
    above, more, now_inline = _cut_quote(own)
    body = _without_banner(_without_list_footer(above))
    reply, signature = split_signature(body, sender)
    cut = "\n".join([*more, *quoted]).strip("\n")
    return ReplyParts(_join(reply), signature, cut, find_token(text), inline or now_inline)


def _lines(text: str) -> list[str]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    plain = plain.replace("\u2028", "\n").replace("\u200b", "").replace("\ufeff", "")
    if "\n<\n" in plain:
        plain = _TORN.sub(r" <\1>", plain)
    return [line.rstrip() if line != "-- " else line for line in plain.split("\n")[:MAX_LINES]]


def _without_pgp(lines: list[str]) -> list[str]:
    """The words of a clear-signed text (RFC 9580) without its armour."""
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not lines[first:] or lines[first].strip() != "-----BEGIN PGP SIGNED MESSAGE-----":
        return lines
    while first < len(lines) and lines[first].strip():  # the armour's own headers
        first += 1
    ends = (index for index in range(first, len(lines)) if lines[index] == _PGP_SIGNATURE)
    return [line.removeprefix("- ") for line in lines[first : next(ends, len(lines))]]


def _join(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _cut_at_marker(lines: list[str]) -> tuple[list[str], list[str], bool]:
    """Above our marker; an attribution right above it goes too. Answers below the quote stay."""
    for index, line in enumerate(lines):
        if "##-" not in line or not MARKER.search(line[:1_000]):
            continue
        above, below = lines[:index], lines[index:]
        if line.lstrip().startswith(">") and any(_own_words(below)):
            return lines, [], False  # answered between or below the quoted lines
        while above and not above[-1].strip(" >"):
            above.pop()
        start = _attribution_at_end(above)
        return above[:start], above[start:] + below, False
    return lines, [], False


def _own_words(lines: list[str]) -> list[str]:
    """Lines below a quoted block that are neither quoted nor blank nor of a signature."""
    found: list[str] = []
    for line in lines:
        if line.strip() in {"--", "__"}:
            break
        if (
            line.strip()
            and not line.lstrip().startswith(">")
            and not phrases.DEVICE_LINE.fullmatch(line[:300])
        ):
            found.append(line)
    return found


def _attribution_at_end(lines: list[str]) -> int:
    """Index where an attribution begins that ends the given lines; their number when there is"
    " none."""
    for first in range(max(0, len(lines) - 4), len(lines)):
        found = find_quote_start([*lines[first:], "> "])
        if found and first + found.end >= len(lines):
            return first + found.start
    return len(lines)


def _cut_quote(lines: list[str]) -> tuple[list[str], list[str], bool]:
    """(own lines, cut lines, inline?)"""
    start = find_quote_start(lines)
    if start is None:
        return _cut_bare_quotes(lines)
    above, below = lines[: start.start], lines[start.end :]
    first = next((line for line in below if line.strip()), "")
    if start.mark is Mark.ATTRIBUTION and first.lstrip().startswith(">"):
        return _around_attribution(lines, start)
    starts_cold = not any(line.strip() for line in above) and not _is_quoted(below)
    if starts_cold and start.mark is not Mark.ATTRIBUTION:
        return lines, [], False  # the words begin with a header: a forward, a form, a log
    if any(line.lstrip().startswith(">") for line in above):
        own, cut, inline = _cut_bare_quotes(above)
        return own, cut + lines[start.start :], inline
    return above, lines[start.start :], False


def _is_quoted(lines: list[str]) -> bool:
    words = [line for line in lines if line.strip()]
    return bool(words) and all(line.lstrip().startswith(">") for line in words)


def _around_attribution(lines: list[str], start: QuoteStart) -> tuple[list[str], list[str], bool]:
    """Text above, a '>' block, and maybe answers within or below it."""
    above, below = lines[: start.start], lines[start.end :]
    runs = _runs(below)
    own_after = [run for run in runs if not run[0]]
    if not own_after:
        return above, lines[start.start :], False
    nested = find_quote_start(own_after[0][1])
    if len(own_after) == 1 and runs[-1] is own_after[0]:
        tail = own_after[0][1]
        tail = tail[: nested.start] if nested else tail
        return [*above, "", *tail] if _join(above).strip() else tail, runs[0][1], False
    return _inline(lines, runs, start.end)


def _inline(
    lines: list[str], runs: list[tuple[bool, list[str]]], begin: int
) -> tuple[list[str], list[str], bool]:
    """Answers between quoted lines: everything stays but a last quoted block nobody answered."""
    cut = runs[-1][1] if runs[-1][0] else []
    while begin < len(lines) and not lines[begin].strip():
        begin += 1
    stop = begin + sum(len(words) for _, words in runs) - len(cut)
    return lines[:stop], cut, True


def _cut_bare_quotes(lines: list[str]) -> tuple[list[str], list[str], bool]:
    """'>' blocks without attribution: one at either end is cut, others are being answered."""
    runs = _runs(lines)
    quotes = [run for run in runs if run[0]]
    if not quotes:
        return lines, [], False
    if len(quotes) == 1:
        own = [line for run in runs if not run[0] for line in run[1]]
        if runs[0][0] or runs[-1][0]:
            return own, quotes[0][1], False
    if runs[-1][0]:
        return [line for run in runs[:-1] for line in run[1]], runs[-1][1], True
    return lines, [], True


def _runs(lines: list[str]) -> list[tuple[bool, list[str]]]:
    """Alternating (quoted?, lines); blank lines join the run before; wrapped quotes stay quoted."""
    runs: list[tuple[bool, list[str]]] = []
    for index, line in enumerate(lines):
        quoted = line.lstrip().startswith(">") or _is_wrapped_quote(lines, index)
        if not line.strip():
            if runs:
                runs[-1][1].append(line)
            continue
        if runs and runs[-1][0] == quoted:
            runs[-1][1].append(line)
        else:
            runs.append((quoted, [line]))
    return runs


def _is_wrapped_quote(lines: list[str], index: int) -> bool:
    """The torn-off end of a long quoted line between two quoted lines."""
    if not 0 < index < len(lines) - 1 or not lines[index].strip():
        return False
    before, after = lines[index - 1], lines[index + 1]
    if not before.startswith(">") or not after.startswith(">"):
        return False
    return len(before) >= 60 and before[-1] not in ".?!:" and len(lines[index]) < 40


def _without_banner(lines: list[str]) -> list[str]:
    """Drop a gateway's 'CAUTION: external sender' paragraph at the very top."""
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return lines
    stop = first
    while stop < len(lines) and lines[stop].strip():
        stop += 1
    paragraph = " ".join(lines[first:stop])[:600]
    if phrases.BANNER.match(paragraph) and phrases.BANNER_WORDS.search(paragraph):
        rest = lines[stop:]
        return rest if any(line.strip() for line in rest) else lines
    return lines


def _without_list_footer(lines: list[str]) -> list[str]:
    """Drop what mailing list software adds below a long drawn line."""
    for index, line in enumerate(lines):
        if index and phrases.RULE.fullmatch(line[:200]):
            footer = " ".join(lines[index + 1 : index + 6])[:600]
            if len(lines) - index <= 15 and phrases.LIST_FOOTER.search(footer):
                return lines[:index]
    return lines

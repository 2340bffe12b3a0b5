"""Header block of a message: bytes to names and values, decoded only when asked for.

Bounded: at most 256 kB of headers, 2,000 fields, 64 kB a value. Nothing here raises.
"""

import binascii
import quopri
import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from mail.charsets import decode_text, is_utf8, storable

MAX_BLOCK = 256 * 1024
MAX_FIELDS = 2_000
MAX_VALUE = 64 * 1024

_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\A\r?\n")
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
_FOLD = re.compile(r"\r?\n[ \t]?|\r")
_SPACE = re.compile(r"[ \t\r\n]+")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")


@dataclass(slots=True)
class Headers:
    """All fields of one entity in order; ``raw`` values still folded and encoded."""

    fields: list[tuple[str, bytes]] = field(default_factory=list)
    index: dict[str, list[bytes]] = field(default_factory=dict)
    charset: str | None = None  # of raw 8-bit values that are no utf-8: the body's

    def add(self, name: str, value: bytes) -> None:
        """Append one field; the name is kept in lower case."""
        self.fields.append((name, value))
        self.index.setdefault(name, []).append(value)

    def raw(self, name: str) -> str:
        """First value unfolded, not RFC 2047 decoded; '' when absent."""
        values = self.index.get(name)
        return unfold(values[0], self.charset) if values else ""

    def all_raw(self, name: str) -> list[str]:
        """Every value of a repeated field, unfolded."""
        return [unfold(value, self.charset) for value in self.index.get(name, ())]

    def text(self, name: str) -> str:
        """First value as people read it."""
        return decode_words(self.raw(name))

    def __contains__(self, name: str) -> bool:
        return name in self.index


def split_headers(raw: bytes, start: int = 0, end: int | None = None) -> tuple[Headers, int]:
    """Headers of raw[start:end] and the offset at which the body begins."""
    stop = len(raw) if end is None else end
    window = raw[start : min(stop, start + MAX_BLOCK)]
    found = _BLANK_LINE.search(window)
    block = window[: found.start()] if found else window
    after = start + found.end() if found else start + len(window)
    return _parse_block(block, start, after)


def _parse_block(block: bytes, start: int, after: int) -> tuple[Headers, int]:
    """Fields of a block; a line that is no header ends the headers, as in the standard parser."""
    headers = Headers()
    name, pieces, offset = "", [], start
    for line in block.splitlines(keepends=True):
        if line[:1] in b" \t" and name:
            pieces.append(line)
        elif found := _FIELD.fullmatch(line.rstrip(b"\r\n")):
            if name and len(headers.fields) < MAX_FIELDS:
                headers.add(name, b"".join(pieces)[:MAX_VALUE])
            name, pieces = found[1].decode("ascii").lower(), [found[2] + b"\n"]
        elif line.startswith((b"From ", b">From ")) and not headers.fields:
            pass
        else:
            after = offset
            break
        offset += len(line)
    if name:
        headers.add(name, b"".join(pieces)[:MAX_VALUE])
    return headers, after


def unfold(value: bytes, charset: str | None = None) -> str:
    """One line of text; raw 8-bit bytes are read as utf-8, else in the charset, else cp1252."""
    text = decode_text(value, None if value.isascii() or is_utf8(value) else charset)
    return (
        _FOLD.sub(" ", text.rstrip("\r\n")).strip()
        if "\n" in text or "\r" in text
        else text.strip()
    )


def decode_words(value: str) -> str:
    """RFC 2047 decoded: adjacent words of one charset are joined before decoding (split"
    " letters)."""
    if "=?" not in value:
        return storable(value)
    value = _BETWEEN_WORDS.sub(r"\1", value)
    out: list[str] = []
    pending: list[bytes] = []
    charset = ""
    position = 0
    while (begin := value.find("=?", position)) >= 0:
        word = _word_at(value, begin)
        if word is None:
            out.append(_flush(pending, charset) + value[position : begin + 2])
            position = begin + 2
            continue
        if begin > position or word[0] != charset:
            out.append(_flush(pending, charset) + value[position:begin])
        charset = word[0]
        pending.append(word[1])
        position = word[2]
    out.append(_flush(pending, charset) + value[position:])
    return _SPACE.sub(" ", storable("".join(out))).strip()


def _flush(pending: list[bytes], charset: str) -> str:
    text = decode_text(b"".join(pending), charset) if pending else ""
    pending.clear()
    return text


def _word_at(value: str, begin: int) -> tuple[str, bytes, int] | None:
    """(charset, bytes, offset after) of the encoded word at ``begin``."""
    second = value.find("?", begin + 2, begin + 80)
    if second < 0 or value[second + 2 : second + 3] != "?":
        return None
    kind = value[second + 1].lower()
    close = value.find("?=", second + 3)
    if kind not in "bq" or close < 0:
        return None
    if kind == "q" and value[close + 2 : close + 4].isalnum() and value[close + 2].isupper():
        later = value.find("?=", close + 2)  # an unencoded '?' before '=C3': the word goes on
        close = later if later > 0 and "=?" not in value[close:later] else close
    body = value[second + 3 : close].encode("utf-8", "replace")
    charset = value[begin + 2 : second].partition("*")[0].lower()
    return charset, decode_b(body) if kind == "b" else decode_q(body), close + 2


def decode_b(body: bytes) -> bytes:
    """Base64 that forgives missing padding and foreign letters."""
    cleaned = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    try:
        return binascii.a2b_base64(cleaned + b"=" * (-len(cleaned) % 4))
    except binascii.Error:
        return binascii.a2b_base64(cleaned[: len(cleaned) // 4 * 4])


def decode_q(body: bytes) -> bytes:
    """Quoted-printable of header words, '_' being a blank."""
    return quopri.decodestring(body.replace(b"_", b" "), header=False)


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """('text/plain', {'charset': 'utf-8'}) of a Content-Type or Content-Disposition value.

    RFC 2231 pieces and charsets, RFC 2047 words inside quotes and unquoted blanks are read.
    """
    main, rest = _split_main(value)
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for found in _PARAMETER.finditer(rest):
        name = found[1].lower()
        content = _unquote(found[2]) if found[2] is not None else found[3].strip()
        if continued := _CONTINUED.fullmatch(name):
            order = int(continued[2] or 0)
            pieces.setdefault(continued[1], []).append((order, bool(continued[3]), content))
        else:
            plain.setdefault(name, content)
    for name, parts in pieces.items():
        plain[name] = _join_2231(parts)
    return main.strip().lower(), plain


_PARAMETER = re.compile(r';\s*([\w*.-]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))')
_CONTINUED = re.compile(r"([^*]+)\*(?:(\d{1,3})(\*)?)?")


def _split_main(value: str) -> tuple[str, str]:
    main, semicolon, rest = value.partition(";")
    if "=" in main:  # "charset=utf-8; text/plain" and other accidents
        return "", ";" + value
    return main, semicolon + rest


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text) if "\\" in text and '\\"' in text else text


def _join_2231(parts: list[tuple[int, bool, str]]) -> str:
    parts.sort(key=lambda part: part[0])
    whole = b""
    charset = "utf-8"
    for position, (_, encoded, content) in enumerate(parts):
        star = encoded or (len(parts) == 1 and content.count("'") >= 2)
        if star and position == 0 and content.count("'") >= 2:
            charset, _, content = content.split("'", 2)
        whole += unquote_to_bytes(content) if star else content.encode("utf-8", "replace")
    return decode_text(whole, charset or "utf-8")

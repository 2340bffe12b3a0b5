"""The parts of a message by boundary search instead of line by line: big attachments cost little.

A ``Part`` is a window into the raw bytes. Bounded: 30 levels, 1,000 parts; what lies deeper stays
undivided.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pybase64

from mail.headers import Headers, decode_b, decode_words, parameters, split_headers

MAX_DEPTH = 30
MAX_PARTS = 1_000
MAX_FALSE_MATCHES = 20_000

_TYPE = re.compile(r"[a-z0-9][\w.+-]*/[\w.+-]+", re.IGNORECASE)
_GUESSED_BOUNDARY = re.compile(rb"\A\s{0,20}--([^\s-][^\r\n]{0,68}?)[ \t]*\r?\n(?=[\w-]{1,40}:)")
_BASE64_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
_NO_BASE64 = re.compile(rb"\S[ \t]+[^\s=]|[^A-Za-z0-9+/=\s\x00]")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=\s]*")


@dataclass(slots=True)
class Part:
    """One entity: headers, and its body as raw[start:end]."""

    raw: bytes
    headers: Headers
    start: int
    end: int
    content_type: str = "text/plain"
    params: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    filename: str | None = None
    children: list["Part"] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        """Whether it was divided (a multipart without parts counts as text)."""
        return bool(self.children)

    @property
    def content_id(self) -> str | None:
        """Content-ID without angle brackets."""
        return self.headers.raw("content-id").strip(" <>") or None

    @property
    def charset(self) -> str | None:
        """The charset as declared."""
        return self.params.get("charset")

    def payload(self) -> bytes:
        """The body as it stands in the mail."""
        return self.raw[self.start : self.end]

    def decoded(self) -> bytes:
        """The body after its Content-Transfer-Encoding; broken encodings give what can be had."""
        encoding = self._encoding()
        payload = self.payload()
        if encoding == "base64":
            return _base64(payload)
        if encoding in {"quoted-printable", "quoted-printeable"}:
            return binascii.a2b_qp(payload)
        if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
            return uudecode(payload.splitlines())
        return payload

    def words(self, flags: list[str]) -> bytes:
        """As `decoded`, but words that only pretend to be base64 stay as they are."""
        if self._encoding() == "base64":
            payload = self.payload()
            encoded = _base64_before_words(payload)
            if encoded < len(payload):
                flags.append("encoding-wrong" if encoded else "body-from-raw")
                return _base64(payload[:encoded]) + payload[encoded:]
        return self.decoded()

    def _encoding(self) -> str:
        value = self.headers.raw("content-transfer-encoding").lower().strip(" ;\"'")
        return value.partition(";")[0].partition(" ")[0]

    def walk(self) -> Iterator["Part"]:
        """Itself and everything below, in the message's order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class _Budget:
    parts: int = MAX_PARTS
    flags: list[str] = field(default_factory=list)


def parse(raw: bytes, flags: list[str] | None = None) -> Part:
    """The message as a tree of parts."""
    budget = _Budget(flags=flags if flags is not None else [])
    root = _entity(raw, 0, len(raw), 0, "text/plain", budget)
    if not raw[: root.start].isascii():
        root.headers.charset = next((one.charset for one in root.walk() if one.charset), None)
    return root


def _entity(raw: bytes, start: int, end: int, depth: int, default: str, budget: _Budget) -> Part:
    headers, body = split_headers(raw, start, end)
    part = Part(raw, headers, min(body, end), end)
    _describe(part, default)
    if part.content_type.startswith("multipart/"):
        _divide(part, depth, budget)
    return part


def _describe(part: Part, default: str) -> None:
    """Content type, disposition and filename out of the headers."""
    kind, part.params = parameters(part.headers.raw("content-type"))
    part.content_type = _content_type(kind, default)
    disposition, more = parameters(part.headers.raw("content-disposition"))
    part.disposition = disposition
    name = more.get("filename") or part.params.get("name") or more.get("name")
    part.filename = (decode_words(name)[:255] or None) if name else None


def _content_type(declared: str, default: str) -> str:
    if not declared:
        return default
    found = _TYPE.match(declared.strip(" \"'"))
    return found[0].lower() if found else "text/plain"


def _divide(part: Part, depth: int, budget: _Budget) -> None:
    boundary = part.params.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
    windows = _windows(part, boundary) if boundary else []
    if not windows and (guess := _GUESSED_BOUNDARY.match(part.raw[part.start : part.start + 400])):
        windows = _windows(part, guess[1])
        budget.flags.append("boundary-guessed")
    if not windows:
        budget.flags.append("boundary-missing")
        part.content_type = "text/plain"
        if boundary and not part.payload().replace(b"--" + boundary, b"").strip(b"- \t\r\n"):
            part.end = part.start  # nothing but boundary lines: no words
        return
    if depth >= MAX_DEPTH:
        budget.flags.append("too-deep")
        return
    default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    for start, end in windows:
        budget.parts -= 1
        if budget.parts < 0:
            budget.flags.append("too-many-parts")
            return
        part.children.append(_entity(part.raw, start, end, depth + 1, default, budget))


def _windows(part: Part, boundary: bytes) -> list[tuple[int, int]]:
    """Offsets of the parts between the boundary's lines; the last one may lack its end."""
    raw, delimiter = part.raw, b"--" + boundary
    found: list[tuple[int, int]] = []
    opened, position, misses = -1, part.start, 0
    while (at := raw.find(delimiter, position, part.end)) >= 0:
        after = _line_after(raw, at, at + len(delimiter), part.start, part.end)
        if after is None:
            misses += 1
            if misses > MAX_FALSE_MATCHES:
                break
            position = at + 1
            continue
        if opened >= 0:
            found.append((opened, _before_newline(raw, at, opened)))
        closing, opened = after
        position = opened
        if closing:
            return found
    if opened >= 0 and len(found) < MAX_PARTS and opened < part.end:
        found.append((opened, part.end))
    return found


def _line_after(raw: bytes, at: int, tail: int, start: int, end: int) -> tuple[bool, int] | None:
    """(closing?, offset of the next line) when a boundary line really stands at ``at``."""
    if at > start and raw[at - 1] not in b"\r\n":
        return None
    closing = raw[tail : tail + 2] == b"--"
    newline = raw.find(b"\n", tail, min(end, tail + 200))
    stop = newline if newline >= 0 else min(end, tail + 200)
    rest = raw[tail + 2 if closing else tail : stop]
    if rest.strip() and not (closing and at > start):
        return None
    return closing, (newline + 1 if newline >= 0 else stop)


def _before_newline(raw: bytes, at: int, opened: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if at - 1 >= opened and raw[at - 1 : at] == b"\n":
        at -= 1
    if at - 1 >= opened and raw[at - 1 : at] == b"\r":
        at -= 1
    return max(at, opened)


def _base64(payload: bytes) -> bytes:
    """Base64, also of several padded pieces one after another."""
    pad = payload.find(b"=")
    if 0 <= pad < len(payload) - 8 and (pieces := _padded_pieces(payload)):
        return b"".join(decode_b(piece) for piece in pieces)
    ends = pad < 0 or not payload[pad:].strip(b"= \t\r\n")
    try:  # eight times as fast, and the same unless something follows the padding
        return pybase64.b64decode(payload) if ends else binascii.a2b_base64(payload)
    except binascii.Error:
        return decode_b(payload)


def _base64_before_words(payload: bytes) -> int:
    """How many bytes stand before words that are no base64: all but for wrong labels and footers
    that a list appended."""
    if not payload.translate(None, _BASE64_LETTERS):
        return len(payload)
    words = _NO_BASE64.search(payload)
    if words is None:
        return len(payload)
    start = payload.rfind(b"\n", 0, words.start()) + 1
    letters = sum(len(line.strip()) for line in payload[:start].splitlines())
    return start if letters % 4 == 0 else 0


def _padded_pieces(payload: bytes) -> list[bytes]:
    stripped = payload.rstrip()
    if stripped.find(b"=") >= len(stripped) - 2 or not _BASE64_LINE.fullmatch(stripped):
        return []
    return [piece for piece in re.split(rb"=+", stripped)[:5_000] if piece.strip()]


def uudecode(lines: list[bytes]) -> bytes:
    """Uuencoded lines to bytes; begin and end lines are skipped, broken lines forgiven."""
    out: list[bytes] = []
    for line in lines:
        if line.startswith(b"begin ") or line.strip() in {b"end", b"`", b""}:
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                break
    return b"".join(out)

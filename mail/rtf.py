"""The words of a rich text body, as Outlook hides them in winmail.dat: compressed, HTML wrapped up.

Own code, since what unpacks it elsewhere is abandoned or not free of surprises: [MS-OXRTFCP] for the
compression, [MS-OXRTFEX] for HTML inside RTF. Pure; bounded; raises ValueError on broken data.
"""

import re
from dataclasses import dataclass, field

from mail.charsets import python_codec

MAX_RTF = 1_000_000
MAX_DEPTH = 200
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4_096
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_SKIPPED = frozenset(
    ["fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "generator"]
)
_WORDS = {"par": "\n", "line": "\n", "tab": "\t", "lquote": "‘", "rquote": "’", "ldblquote": "“",
          "rdblquote": "”", "bullet": "•", "endash": "–", "emdash": "—"}  # fmt: skip


def decompress(data: bytes) -> bytes:
    """RTF out of its compressed form; data that is not compressed is returned after its header."""
    if len(data) < 16:
        raise ValueError(len(data))
    if data[8:12] == b"MELA":
        return data[16 : 16 + MAX_RTF]
    if data[8:12] != b"LZFu":
        raise ValueError(data[8:12])
    wanted = min(int.from_bytes(data[4:8], "little"), MAX_RTF)
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\x00"))
    out = bytearray()
    write, position = len(_DICTIONARY), 16
    while position < len(data) and len(out) < wanted:
        control = data[position]
        position += 1
        for bit in range(8):
            if position >= len(data):
                break
            if not control >> bit & 1:
                piece, position = data[position : position + 1], position + 1
            else:
                token = int.from_bytes(data[position : position + 2])
                position += 2
                start, length = token >> 4, (token & 15) + 2
                if start == write:
                    return bytes(out[:wanted])
                piece = _copied(window, start, length, write)
            for byte in piece:
                window[write] = byte
                write = (write + 1) % _WINDOW
            out += piece
    return bytes(out[:wanted])


def _copied(window: bytearray, start: int, length: int, write: int) -> bytes:
    """Bytes out of the window; a run may go on into what it writes itself."""
    piece = bytearray()
    for step in range(length):
        at = (start + step) % _WINDOW
        ahead = (at - write) % _WINDOW
        piece.append(piece[ahead] if ahead < len(piece) else window[at])
    return bytes(piece)


@dataclass(slots=True)
class _State:
    """What holds within one pair of braces."""

    skipped: bool = False
    tag: bool = False  # inside {\*\htmltag …}: markup, told as it is
    rtf_only: bool = False  # between \htmlrtf and \htmlrtf0: a copy for readers of RTF
    fallback: int = 1  # how many letters after \u stand in for it


@dataclass(slots=True)
class _Reader:
    codec: str = "cp1252"
    is_html: bool = False
    out: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    states: list[_State] = field(default_factory=lambda: [_State()])
    star: bool = False
    skip: int = 0

    @property
    def state(self) -> _State:
        return self.states[-1]

    def write(self, words: str) -> None:
        """Words, unless they belong to nobody."""
        self.flush()
        shown = not self.state.skipped and not (self.state.rtf_only and not self.state.tag)
        if shown and words:
            self.out.append(words)

    def flush(self) -> None:
        """Letters given as bytes, all at once: one may take two of them."""
        if self.pending:
            words = bytes(self.pending).decode(self.codec, "replace")
            self.pending.clear()
            self.write(words)


def rtf_text(data: bytes) -> tuple[str, bool]:
    """(the words or the markup, whether it is HTML) of a rich text document."""
    text = data[:MAX_RTF].decode("cp1252", "replace")
    reader = _Reader(is_html="\\fromhtml" in text[:2_000])
    for found in _TOKEN.finditer(text):
        word, number, byte, symbol, brace, words = found.groups()
        if brace:
            _brace(reader, brace)
        elif word:
            _control(reader, word, int(number) if number else None)
        elif byte:
            if reader.skip:
                reader.skip -= 1
            elif not reader.state.skipped and not (reader.state.rtf_only and not reader.state.tag):
                reader.pending.append(int(byte, 16))
        elif symbol == "*":
            reader.star = True
        elif symbol:
            reader.write({"~": "\u00a0", "_": "-", "-": ""}.get(symbol, symbol))
        elif words:
            kept = words[reader.skip :]
            reader.skip = max(0, reader.skip - len(words))
            reader.write(kept)
    reader.flush()
    return "".join(reader.out).replace("\x00", ""), reader.is_html


def _brace(reader: _Reader, brace: str) -> None:
    reader.flush()
    reader.skip, reader.star = 0, False
    if brace == "{" and len(reader.states) < MAX_DEPTH:
        now = reader.state
        reader.states.append(_State(now.skipped, now.tag, now.rtf_only, now.fallback))
    elif brace == "}" and len(reader.states) > 1:
        reader.states.pop()


def _control(reader: _Reader, word: str, number: int | None) -> None:
    state, star = reader.state, reader.star
    reader.star = False
    if word != "u":
        reader.flush()
    if word == "htmltag":
        state.tag = True
    elif star or word in _SKIPPED:
        state.skipped = True
    elif word == "htmlrtf":
        state.rtf_only = number != 0
    elif word == "ansicpg" and number:
        reader.codec = python_codec(f"cp{number}") or "cp1252"
    elif word == "uc":
        state.fallback = max(0, min(number or 0, 10))
    elif word == "u" and number is not None:
        reader.write(chr(number % 65_536))
        reader.skip = state.fallback
    elif word in _WORDS:
        reader.write("\n" if reader.is_html and word in {"par", "line"} else _WORDS[word])

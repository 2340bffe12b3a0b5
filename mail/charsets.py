"""Bytes to text that a database accepts: declared charset, then utf-8, then cp1252; never raises.

Strangers' mail declares charsets that do not exist, adds junk to their names, or simply lies. What
had to be guessed is said in ``flags``, a list the caller owns.
"""

import codecs
import re
from functools import lru_cache

ALIASES = {
    "ansi": "cp1252",
    "ansi_x3.4-1968": "ascii",
    "cp-850": "cp850",
    "cp-1252": "cp1252",
    "x-cp1252": "cp1252",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-user-defined": "cp1252",
    "unicode-1-1-utf-7": "utf-7",
    "unicode": "utf-8",
    "utf8mb4": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso8859-1": "cp1252",
    "us-ascii": "ascii",
}
TEXT_CODECS_ONLY = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
)
_JUNK = re.compile(r"[^a-z0-9._:+-].*", re.DOTALL)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([\w-]{2,40})", re.IGNORECASE)


@lru_cache(maxsize=256)
def python_codec(name: str) -> str | None:
    """The codec that Python knows for a declared charset; None when there is none."""
    cleaned = _JUNK.sub("", name.strip(" \t\"'").lower().replace("charset=", ""))
    cleaned = ALIASES.get(cleaned, cleaned)
    try:
        info = codecs.lookup(cleaned)
    except (LookupError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name not in TEXT_CODECS_ONLY else None


def storable(text: str) -> str:
    """Text without NUL and lone surrogates, which PostgreSQL and UTF-8 refuse."""
    if "\x00" not in text and text.isascii():
        return text
    return _UNSTORABLE.sub("", text)


def decode_text(data: bytes, declared: str | None, flags: list[str] | None = None) -> str:
    """Decode with the declared charset if it is true, else utf-8, else cp1252."""
    codec = python_codec(declared) if declared else None
    if codec and codec.startswith("utf-") and codec != "utf-8" and not _fits(data, codec):
        codec = None
    if codec and codec != "ascii":
        decoded = _strict(data, codec)
        if decoded is not None:
            return storable(decoded)
    if data.isascii():
        if declared and codec is None and flags is not None:
            flags.append("charset-unknown")
        return storable(data.decode("ascii"))
    if flags is not None:
        flags.append("charset-guessed")
    return storable(_guess(data, codec))


def _fits(data: bytes, codec: str) -> bool:
    """Whether bytes can be what an unusual form of Unicode looks like: plain letters are utf-8."""
    if codec == "utf-7":
        return data.isascii()
    wide = codec.startswith(("utf-16", "utf-32"))
    return not wide or not data.isascii() or b"\x00" in data


def charset_of_html(data: bytes) -> str | None:
    """The charset an HTML page names in its own head, if any."""
    found = _META_CHARSET.search(data, 0, 4096)
    return found[1].decode("ascii", "replace") if found else None


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        if codec == "cp1252":  # five unassigned bytes make strict cp1252 fail; what is left is fine
            return None if is_utf8(data) else data.decode("cp1252", "replace")
        return None


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are valid utf-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guess(data: bytes, codec: str | None) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if codec in {"utf-8", None, "ascii"} and _mostly_utf8(data):
        return data.decode("utf-8", "replace")
    if codec and codec not in {"utf-8", "ascii"} and not codec.startswith(("utf-16", "utf-32")):
        return data.decode(codec, "replace")
    return data.decode("cp1252", "replace")


def _mostly_utf8(data: bytes) -> bool:
    """Whether a few broken bytes spoil what is otherwise utf-8 (a truncated mail, say)."""
    broken = data[:100_000].decode("utf-8", "replace").count("\ufffd")
    high = sum(1 for _ in re.finditer(rb"[\xc2-\xf4][\x80-\xbf]+", data[:100_000]))
    return high > 4 * broken

"""What bytes are, whatever they are called; pure."""

import re
from functools import lru_cache

import puremagic

_SNIFFED = 4096  # bytes that decide what a file is
_TEXTUAL = re.compile(r"text/(plain|csv|calendar|markdown|vcard)|application/json", re.IGNORECASE)
UNKNOWN = "application/octet-stream"


def sniff(data: bytes, declared: str = "") -> str:
    """Return what the bytes are; the sender's word is believed only for harmless plain text."""
    head = data[:_SNIFFED]
    declared = declared.partition(";")[0].strip().lower()
    if any(head.startswith(sign, offset) for sign, offset in _signs(declared)):
        return declared
    try:
        found = [match.mime_type for match in puremagic.magic_string(head) if match.mime_type]
    except (puremagic.PureError, ValueError):
        found = []
    if found:
        return str(declared if declared in found else found[0]).lower()
    if _TEXTUAL.fullmatch(declared) and b"\0" not in head:
        return declared
    return UNKNOWN


@lru_cache(200)
def _signs(kind: str) -> tuple[tuple[bytes, int], ...]:
    """Return the bytes that mark a kind and where they stand; looking through all takes longer."""
    every = puremagic.main.magic_header_array if kind else ()
    return tuple((one.byte_match, one.offset) for one in every if one.mime_type == kind)

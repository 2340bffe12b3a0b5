"""Folder names on the wire: modified UTF-7 (RFC 3501, 5.1.3) in quotes; and sets of UIDs. Pure."""

import base64
from collections.abc import Iterable


def folder_argument(name: str) -> str:
    """Return a folder name as a command argument: `Käsitellyt` is `"K&AOQ-sitellyt"`."""
    out: list[str] = []
    run: list[str] = []
    for letter in name:
        if " " <= letter <= "~":
            out += [_shifted(run), "&-" if letter == "&" else letter]
            run = []
        elif letter.isprintable():
            run.append(letter)
    out.append(_shifted(run))
    return quoted("".join(out))


def _shifted(letters: list[str]) -> str:
    if not letters:
        return ""
    encoded = base64.b64encode("".join(letters).encode("utf-16-be")).rstrip(b"=")
    return f"&{encoded.replace(b'/', b',').decode()}-"


def quoted(text: str) -> str:
    """Return text as an IMAP quoted string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def uid_set(uids: Iterable[int]) -> str:
    """Return UIDs as a sequence set: 1, 2, 3, 7 is `1:3,7`."""
    pieces: list[str] = []
    first = last = 0
    for uid in sorted(set(uids)):
        if last and uid == last + 1:
            last = uid
            continue
        if last:
            pieces.append(_range(first, last))
        first = last = uid
    if last:
        pieces.append(_range(first, last))
    return ",".join(pieces)


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}:{last}"

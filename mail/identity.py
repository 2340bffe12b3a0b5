"""What makes a mail itself, however often and however it was delivered; pure."""

import hashlib
import re

_MESSAGE_ID = re.compile(
    rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>\r\n]+)>", re.IGNORECASE | re.MULTILINE
)
_HEADER_END = re.compile(rb"\r?\n\r?\n")


def identity_of(raw: bytes) -> str:
    """Return what makes a mail itself: Message-ID and body, else every byte.

    The trace headers of two deliveries differ, a forged or re-used Message-ID has another body.
    """
    end = _HEADER_END.search(raw)
    header, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    named = _MESSAGE_ID.search(header)
    if named is None:
        return "raw:" + hashlib.sha256(raw).hexdigest()
    return "id:" + hashlib.sha256(named[1].strip() + b"\0" + body).hexdigest()

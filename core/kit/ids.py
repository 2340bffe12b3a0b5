"""UUIDv7 keys (RFC 9562): sortable by time, increasing within one process."""

import os
import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """Return a UUIDv7 that is greater than every one this process made before."""
    global _last
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 74) | (int.from_bytes(os.urandom(10), "big") >> 6)
    with _lock:
        value = _last = max(value, _last + 1)
    stamp, high, low = value >> 74, value >> 62 & 0xFFF, value & (1 << 62) - 1
    return UUID(int=stamp << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low)


def parse_id(text: str) -> UUID | None:
    """Return the id written in a URL or button, or None when it is none."""
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None


def new_token(size: int = 24) -> str:
    """Return an unguessable URL-safe token of `size` random bytes."""
    return secrets.token_urlsafe(size)

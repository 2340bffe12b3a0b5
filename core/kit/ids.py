"""UUIDv7 keys (RFC 9562): sortable by time, increasing within one process."""

import os
import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0
_POOL = 256  # ids whose random bytes are fetched at once: each look at the system costs
_random: list[int] = []


def new_id() -> UUID:
    """Return a UUIDv7 that is greater than every one this process made before."""
    global _last
    milliseconds = time.time_ns() // 1_000_000
    with _lock:
        value = (milliseconds << 74) | _next_random()
        value = _last = max(value, _last + 1)
    stamp, high, low = value >> 74, value >> 62 & 0xFFF, value & (1 << 62) - 1
    return UUID(int=stamp << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low)


def _next_random() -> int:
    """Return 74 random bits."""
    if not _random:
        fresh = os.urandom(10 * _POOL)
        _random.extend(int.from_bytes(fresh[at : at + 10], "big") >> 6
                       for at in range(0, len(fresh), 10))  # fmt: skip
    return _random.pop()


def _forget_random() -> None:
    _random.clear()


os.register_at_fork(after_in_child=_forget_random)


def parse_id(text: str) -> UUID | None:
    """Return the id written in a URL or button, or None when it is none."""
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None


def new_token(size: int = 24) -> str:
    """Return an unguessable URL-safe token of `size` random bytes."""
    return secrets.token_urlsafe(size)

"""Ways in which reading one mail goes wrong; they run in the process that reads.

Its subject is "Mail 1"; everything else is read as ever.
"""

import contextlib
import os
import re
import signal
import threading
from collections.abc import Sequence
from typing import Any
from unittest import mock

from core.files.storage import Storage
from core.inbox.packing import unpacked
from mail import incoming
from mail.house import House
from mail.reader_process import MEMORY
from mail.reading_apart import Packed, read_here


def hanging(mails: Sequence[Packed], house: House, storage: Storage) -> list[Any]:
    """Reading that never ends at one mail; runs in the process that reads."""
    if any(b"Mail 1" in (unpacked(storage, one.raw) or b"") for one in mails):
        threading.Event().wait()
    return read_here(mails, house, storage)


def crashing(mails: Sequence[Packed], house: House, storage: Storage) -> list[Any]:
    """Reading that ends the process at one mail."""
    if any(b"Mail 1" in (unpacked(storage, one.raw) or b"") for one in mails):
        os.kill(os.getpid(), signal.SIGKILL)
    return read_here(mails, house, storage)


def swelling(mails: Sequence[Packed], house: House, storage: Storage) -> list[Any]:
    """Reading that wants more memory than it may have at one mail."""
    if any(b"Mail 1" in (unpacked(storage, one.raw) or b"") for one in mails):
        bytearray(MEMORY)
    return read_here(mails, house, storage)


def endless(mails: Sequence[Packed], house: House, storage: Storage) -> list[Any]:
    """Reading in which one mail's text meets a pattern that tries every way: it takes years."""
    right = incoming.to_incoming

    def to_incoming(stored: Any, house: House) -> Any:
        with contextlib.suppress(Exception):
            if b"Mail 1" in stored.raw:
                re.fullmatch(r"(?:a|aa)+", "a" * 90 + "b")
        return right(stored, house)

    with mock.patch.object(incoming, "to_incoming", to_incoming):
        return read_here(mails, house, storage)

"""Signed links to single files, for whoever got the link in a mail; they end by themselves. Pure.

A token is `file.until.signature`: the file's id, the Unix time in seconds after which it opens
nothing, and 26 characters of their HMAC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from core.kit.crypto import Keyring

PURPOSE = "file link"
_LENGTH = 26
_TOKEN = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{8,10})\.([a-z2-7]{26})")


@dataclass(frozen=True, slots=True)
class FileLink:
    """What a rightly signed token opens, and until when."""

    file_id: UUID
    until: datetime

    def is_open(self, moment: datetime) -> bool:
        """Tell whether it still opens the file."""
        return moment < self.until


def token_for(keyring: Keyring, file_id: UUID, until: datetime) -> str:
    """Return the token of a link that opens a file until a moment (aware)."""
    said = f"{file_id.hex}.{int(until.timestamp()):08x}"
    return f"{said}.{keyring.sign(PURPOSE, said, _LENGTH)}"


def read_token(keyring: Keyring, token: str) -> FileLink | None:
    """Return what a token stands for, None when nobody of ours signed it."""
    found = _TOKEN.fullmatch(token)
    if found is None or not keyring.verify(PURPOSE, f"{found[1]}.{found[2]}", found[3]):
        return None
    return FileLink(UUID(hex=found[1]), datetime.fromtimestamp(int(found[2], 16), UTC))

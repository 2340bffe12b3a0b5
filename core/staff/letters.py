"""Our signed ids of mails to staff: who answers one from the address it went to is that person.

An id is `<member.signature.random@domain>`. The signature covers the member and the address, so an
id alone proves nothing, nor does an address alone.
"""

import re
import secrets
from base64 import b32encode
from uuid import UUID

from core.kit.crypto import Keyring

PURPOSE = "mail to staff"
_OURS = re.compile(r"<?([0-9a-f]{32})\.([a-z2-7]{16})\.[a-z2-7]{16}@", re.IGNORECASE)


def message_id_to(keyring: Keyring, staff_id: UUID, address: str, domain: str) -> str:
    """Return a new Message-ID for a mail to a member at an address."""
    signature = keyring.sign(PURPOSE, _signed(staff_id, address))
    distinct = b32encode(secrets.token_bytes(10)).decode().lower()
    return f"<{staff_id.hex}.{signature}.{distinct}@{domain}>"


def answered_by(keyring: Keyring, message_id: str | None, address: str) -> UUID | None:
    """Return the member whose mail is answered from the address it was sent to; else None."""
    found = _OURS.match((message_id or "").strip())
    if found is None or not address:
        return None
    staff_id = UUID(hex=found[1])
    return staff_id if keyring.verify(PURPOSE, _signed(staff_id, address), found[2]) else None


def _signed(staff_id: UUID, address: str) -> str:
    return f"{staff_id.hex} {address.strip().lower()}"

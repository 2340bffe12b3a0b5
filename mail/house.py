"""What reading a mail is given: the mail, and what it needs to know of us. Light to import."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from core.kit.crypto import Keyring


@dataclass(frozen=True, slots=True)
class House:
    """What reading needs to know of us: our addresses (lower case), country, keys.

    `vouchers` names by source the server whose word on a sender's domain is taken (authserv-id);
    where there is one, `staff` holds the members by their address (lower case).
    """

    own_addresses: frozenset[str]
    country: str
    keyring: Keyring
    vouchers: Mapping[UUID, str] = field(default_factory=dict)
    staff: Mapping[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """A mail as it lies in the inbox; `payload` as in `InboxItem`."""

    item_id: UUID
    source_id: UUID
    external_id: str
    received_at: datetime
    raw: bytes
    payload: dict[str, Any] = field(default_factory=dict)

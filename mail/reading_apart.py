"""Reading mail in a process of its own: one that hangs, crashes or swells it fails alone.

The event loop and the other core stay free meanwhile; what comes back is small, for attachments are
on the disk by then.
"""

import asyncio
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from core.files.storage import Storage
from core.inbox.incoming import IncomingMessage
from core.inbox.keeping import keep_all, without_data
from core.inbox.packing import PreparedRaw, prepare, prepare_all, unpacked
from core.kit import ids
from core.kit.limits import ComputedTooLong, computing_at_most
from core.kit.processes import HelperDied, HelperFailed, HelperTooSlow
from mail.house import House, Stored
from mail.identity import identity_of
from mail.reader_process import helper

MAIL_SECONDS = 1.0  # of computing for one mail
READ_SECONDS = 20.0  # of waiting for what is read in one go, or one mail alone; the last resort
GROUP_BYTES = 15_000_000  # of raw mail in memory at once, or a single larger one


@dataclass(frozen=True, slots=True)
class Packed:
    """A mail as it lies in the inbox and the storage; `payload` as in `InboxItem`."""

    item_id: UUID
    source_id: UUID
    external_id: str
    received_at: datetime
    raw: PreparedRaw
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """Stands in the place of a mail that could not be read, with the reason.

    `for_good`: trying again would end in the same way.
    """

    words: str
    for_good: bool = False


@dataclass(frozen=True, slots=True)
class Fresh:
    """A mail that is not stored yet: `raw` is ready for its row, `identity` makes it itself."""

    item_id: UUID
    identity: str
    raw: PreparedRaw
    read: IncomingMessage | Unread


async def read_all(
    mails: Sequence[Packed], house: House, storage: Storage
) -> list[IncomingMessage | Unread]:
    """Read stored mails, in order; files are kept and their bytes let go (not those of staff)."""
    if not mails:
        return []
    try:
        return await helper().ask(READ_SECONDS, read_here, mails, house, storage)
    except (HelperDied, HelperTooSlow, HelperFailed) as error:
        if len(mails) == 1:
            return [Unread(words_for(error))]
    return [found for one in mails for found in await read_all([one], house, storage)]


async def read_fresh(
    raws: Sequence[bytes], source_id: UUID, moment: datetime, house: House, storage: Storage
) -> list[Fresh]:
    """Hash, compress and read mails, in order; one that fails comes back unread."""
    if not raws:
        return []
    try:
        return await helper().ask(READ_SECONDS, fresh_here, raws, source_id, moment, house, storage)
    except (HelperDied, HelperTooSlow, HelperFailed) as error:
        if len(raws) == 1:
            raw = await asyncio.to_thread(prepare, storage, raws[0])
            return [Fresh(ids.new_id(), identity_of(raws[0]), raw, Unread(words_for(error)))]
    alone = [await read_fresh([raw], source_id, moment, house, storage) for raw in raws]
    return [one for found in alone for one in found]


def words_for(error: HelperDied | HelperTooSlow | HelperFailed) -> str:
    """Return why a mail could not be read, as its row keeps it."""
    if isinstance(error, HelperTooSlow):
        return f"MailUnreadable: reading took longer than {READ_SECONDS:.0f} s"
    if isinstance(error, HelperDied):
        return "MailUnreadable: reading it ended the process that reads"
    return str(error)


def read_here(
    mails: Sequence[Packed], house: House, storage: Storage
) -> list[IncomingMessage | Unread]:
    """Read mails in this process, as many at once as memory allows."""
    found: list[IncomingMessage | Unread] = []
    for group in _groups(mails):
        found += kept(storage, [_read(one, house, storage) for one in group])
    return found


def fresh_here(
    raws: Sequence[bytes], source_id: UUID, moment: datetime, house: House, storage: Storage
) -> list[Fresh]:
    """Hash, compress and read mails in this process, and put their files on the disk."""
    named = [(ids.new_id(), identity_of(raw)) for raw in raws]
    read = [
        read_one(Stored(item_id, source_id, identity, moment, raw), house)
        for (item_id, identity), raw in zip(named, raws, strict=True)
    ]
    ready = zip(named, prepare_all(storage, raws), kept(storage, read), strict=True)
    return [Fresh(*name, raw, found) for name, raw, found in ready]


def _groups(mails: Sequence[Packed]) -> Iterator[list[Packed]]:
    group: list[Packed] = []
    size = 0
    for one in mails:
        if group and size + one.raw.size > GROUP_BYTES:
            yield group
            group, size = [], 0
        group.append(one)
        size += one.raw.size
    yield group


def _read(mail: Packed, house: House, storage: Storage) -> IncomingMessage | Unread:
    raw = unpacked(storage, mail.raw)
    if raw is None:
        return Unread("MailUnreadable: the raw mail is gone from the storage")
    return read_one(
        Stored(mail.item_id, mail.source_id, mail.external_id, mail.received_at, raw, mail.payload),
        house,
    )


def read_one(stored: Stored, house: House) -> IncomingMessage | Unread:
    """Read one mail in this process, at most so long."""
    from mail.incoming import to_incoming  # all of it is needed only where mail is read

    try:
        with computing_at_most(MAIL_SECONDS):
            return to_incoming(stored, house)
    except ComputedTooLong:
        return Unread(f"MailUnreadable: reading took longer than {MAIL_SECONDS:.0f} s", True)
    except Exception:  # noqa: BLE001 - kept with the item, shown in quarantine
        return Unread(traceback.format_exc())


def kept(
    storage: Storage, read: Sequence[IncomingMessage | Unread]
) -> list[IncomingMessage | Unread]:
    """Have attachments on the disk before a transaction asks for that."""
    files = iter(keep_all(storage, [one for one in read if isinstance(one, IncomingMessage)]))
    return [_light(next(files)) if isinstance(one, IncomingMessage) else one for one in read]


def _light(message: IncomingMessage) -> IncomingMessage:
    """What the assistant stores itself it is given whole."""
    return message if message.sender.staff_id else without_data(message)

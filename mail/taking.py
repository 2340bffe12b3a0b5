"""Taking messages from an open folder into the ledger, in batches."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from core.db.session import Sessions
from core.kit.i18n import use_language
from core.settings.queries import load_company
from mail import ledger
from mail.imap import Connection, Fetched
from mail.ledger import Folder, Landed
from mail.oversized import not_handed_out, too_large

BATCH = 50  # mails in one ledger commit
BATCH_BYTES = 8_000_000
LOOK_AHEAD = 300  # sizes asked for at once


async def sync(
    sessions: Sessions,
    connection: Connection,
    folder: Folder,
    *,
    settled: bool,
    turns: AbstractAsyncContextManager[Any] | None = None,
) -> int:
    """Take in everything above the cursor; return how many mails were new.

    `turns` bounds how many mailboxes hold mail in memory at once.
    """
    last = await ledger.open_cursor(sessions, folder)
    uids = await connection.uids_after(last)
    if not uids:
        return 0
    async with turns or nullcontext():
        return await take(sessions, connection, folder, uids, settled=settled)


async def take(
    sessions: Sessions,
    connection: Connection,
    folder: Folder,
    uids: Sequence[int],
    *,
    settled: bool,
) -> int:
    """Fetch and commit messages of these ascending UIDs; return how many mails were new.

    The next batch is fetched while the present one is committed, one commit after the other.
    """
    limit = int(sessions.info["settings"].max_mail_bytes)
    taken = 0
    storing: asyncio.Task[int] | None = None
    try:
        async for batch in _listed(connection, uids, limit):
            landed = await _fetch(sessions, connection, batch, limit)
            taken += await storing if storing else 0
            storing = asyncio.create_task(
                ledger.store(sessions, folder, landed, last_uid=batch[-1].uid, settled=settled)
            )
    finally:  # a line that is cut loses nothing of what was fetched before
        taken += await storing if storing else 0
    return taken


async def _listed(
    connection: Connection, uids: Sequence[int], limit: int
) -> AsyncIterator[list[Fetched]]:
    """Ask how large messages are, some at a time, and cut them into batches."""
    for begin in range(0, len(uids), LOOK_AHEAD):
        part = uids[begin : begin + LOOK_AHEAD]
        sizes = {one.uid: one for one in await connection.sizes(part)}
        for batch in batches([sizes.get(uid, Fetched(uid, -1)) for uid in part], limit):
            yield batch


def batches(found: Sequence[Fetched], limit: int) -> Iterator[list[Fetched]]:
    """Cut messages into batches of at most BATCH mails and BATCH_BYTES, at least one each."""
    batch: list[Fetched] = []
    size = 0
    for one in found:
        weight = one.size if one.size <= limit else 0
        if batch and (len(batch) >= BATCH or size + weight > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += weight
    if batch:
        yield batch


async def _fetch(
    sessions: Sessions, connection: Connection, batch: Sequence[Fetched], limit: int
) -> list[Landed]:
    """Fetch a batch; a message over `limit` bytes leaves only its header and a reason."""
    normal = [one for one in batch if one.size <= limit]
    expected = sum(one.size for one in normal)
    got = await _messages(connection, [one.uid for one in normal], expected)
    lost = [one.uid for one in normal if one.uid not in got]
    hidden = set(await connection.existing(lost)) if lost else set()
    for uid in list(hidden):  # there, and yet not handed out with the others: once more alone
        got |= await _messages(connection, [uid], 0)
    landed = []
    for one in batch:
        payload = None
        raw = got.get(one.uid)
        if one.size > limit or (raw is None and one.uid in hidden):
            raw = await _stub(sessions, connection, one, limit)
            payload = {"oversized": one.size} if one.size > limit else {"withheld": True}
        landed.append(Landed(one.uid, raw, payload))
    return landed


async def _messages(connection: Connection, uids: Sequence[int], expected: int) -> dict[int, bytes]:
    found = await connection.messages(uids, expected) if uids else []
    return {one.uid: one.raw for one in found if one.raw}


async def _stub(sessions: Sessions, connection: Connection, one: Fetched, limit: int) -> bytes:
    header = await connection.header(one.uid)
    async with sessions.reading() as session:
        language = (await load_company(session)).language
    with use_language(language):
        return too_large(header, one.size, limit) if one.size > limit else not_handed_out(header)

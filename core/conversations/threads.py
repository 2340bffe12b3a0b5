"""Ids and subjects as evidence of what belongs together; pure but for two queries."""

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations.models import Conversation, ThreadId
from core.conversations.tokens import looks_like_ours
from core.db.among import is_among
from core.db.base import table_of
from core.db.bulk import insert_rows
from core.kit import clock, ids
from core.kit.text import fold, one_line

MAX_IDS = 40
_PREFIX = re.compile(
    r"^(?:(?:re|sv|vs|vast|fw|fwd|vl|vb|aw|antw|ref|rif|tr|rv)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
_WAIT = sa.text(
    "SELECT pg_advisory_xact_lock(key) FROM"
    " (SELECT DISTINCT key FROM unnest(CAST(:keys AS bigint[])) AS key ORDER BY key) AS keys"
)


def hash_of(message_id: str) -> str:
    """Return the SHA-256 hex under which a Message-ID is kept; brackets and case do not matter."""
    clean = message_id.strip().strip("<>").strip().lower()
    return hashlib.sha256(clean.encode("utf-8", "surrogatepass")).hexdigest()


def bracketed(message_id: str | None) -> str | None:
    """Return a Message-ID as headers hold it: in angle brackets."""
    clean = one_line(message_id or "").strip("<> ")[:998]
    return f"<{clean}>" if clean else None


def foreign_hashes(message_ids: Iterable[str | None]) -> list[str]:
    """Return the hashes of ids that are not in our own form: those prove by their signature only.

    The first and the last of very many are kept.
    """
    ids = [one for one in message_ids if one and not looks_like_ours(one)]
    kept = ids if len(ids) <= MAX_IDS else [*ids[: MAX_IDS // 2], *ids[-MAX_IDS // 2 :]]
    return list(dict.fromkeys(hash_of(one) for one in kept))


def subject_key(subject: str) -> str:
    """Return a subject for comparing: folded, without reply and forward prefixes."""
    return fold(_PREFIX.sub("", one_line(subject)))[:200]


def bare_subject(subject: str) -> str:
    """Return a subject on one line without reply and forward prefixes."""
    return _PREFIX.sub("", one_line(subject)).strip()


def id_row(hashed: str, conversation_id: UUID, message_id: UUID | None) -> dict[str, Any]:
    """Return the row of a known id; `message_id` when we have the message itself."""
    return {
        "id": ids.new_id(), "created_at": clock.now(), "hash": hashed,
        "conversation_id": conversation_id, "message_id": message_id,
    }  # fmt: skip


async def store_ids(session: AsyncSession, rows: list[dict[str, Any]]) -> None:
    """Store known ids in one statement; one known elsewhere stays there, but learns its message.

    In order of hash, so that two transactions never wait for each other in a circle.
    """
    if not rows:
        return
    merged: dict[str, dict[str, Any]] = {}
    for row in rows:
        known = merged.setdefault(row["hash"], row)
        if known["message_id"] is None and row["message_id"] is not None:
            merged[row["hash"]] = {**known, "message_id": row["message_id"]}
    await insert_rows(session, ThreadId, [merged[one] for one in sorted(merged)], ending=_learning)


def _learning(insert: Any) -> Any:
    learn = sa.func.coalesce(ThreadId.message_id, insert.excluded.message_id)
    return insert.on_conflict_do_update(index_elements=["hash"], set_={"message_id": learn})


async def wait_for_ids(session: AsyncSession, hashes: Collection[str]) -> None:
    """Wait until no other transaction takes in mails of these ids and senders; one statement.

    The same mail through two mailboxes, or a reply beside its parent, may be in two processes'
    hands at once: the second one then sees what the first one stored. Keys are locked in order, so
    that nobody waits in a circle. SQLite writes one after the other anyway.
    """
    if not hashes or session.get_bind().dialect.name != "postgresql":
        return
    keys = sorted(int(one[:15], 16) for one in hashes)
    await session.execute(_WAIT, {"keys": keys})


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a known Message-ID belongs; `message_id` when we have the message itself."""

    conversation_id: UUID
    message_id: UUID | None


_ids = table_of(ThreadId).c
_SEEN = sa.select(_ids.hash, _ids.conversation_id, _ids.message_id).where(
    is_among(_ids.hash, "hashes")
)


_threads = table_of(Conversation).c
_OF_TOKENS = sa.select(_threads.token, _threads.id).where(is_among(_threads.token, "tokens"))


async def known_ids(session: AsyncSession, hashes: Collection[str]) -> dict[str, Seen]:
    """Return where each known id belongs, one query."""
    if not hashes:
        return {}
    rows = await session.execute(_SEEN, {"hashes": list(hashes)})
    return {row[0]: Seen(row[1], row[2]) for row in rows}


async def ids_of_tokens(session: AsyncSession, tokens: Collection[str]) -> dict[str, UUID]:
    """Return the conversations of (already verified) tokens, one query."""
    if not tokens:
        return {}
    rows = await session.execute(_OF_TOKENS, {"tokens": list(tokens)})
    return {row[0]: row[1] for row in rows}

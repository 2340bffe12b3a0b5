"""Storing files."""

import asyncio
import hashlib
import re
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.files.errors import FileTooLarge
from core.files.models import StoredFile
from core.files.sniffing import sniff
from core.files.storage import Storage
from core.kit.text import one_line

MAX_NAME = 200
_KIND = re.compile(r"[a-z0-9][\w.+-]{0,80}/[a-z0-9][\w.+-]{0,100}", re.IGNORECASE)


def storage_of(session: AsyncSession) -> Storage:
    """Return the installation's storage, which travels with every writing session."""
    storage: Storage = session.info["storage"]
    return storage


def clean_name(name: str, fallback: str = "file") -> str:
    """Return a name for showing: one line, no path, never empty."""
    last = re.split(r"[/\\]", one_line(name))[-1].strip(". ")
    if len(last) > MAX_NAME:
        stem, dot, ending = last.rpartition(".")
        last = f"{stem[: MAX_NAME - 20]}{dot}{ending[:19]}" if dot else last[:MAX_NAME]
    return last or fallback


async def put_bytes(storage: Storage, data: bytes) -> str:
    """Store bytes in a thread: hashing and fsync take their time."""
    return await asyncio.to_thread(storage.put, data)


async def store_file(
    session: AsyncSession,
    *,
    name: str,
    data: bytes,
    content_type: str = "",
    subject_kind: str = "",
    subject_id: UUID | None = None,
    content_id: str | None = None,
    is_inline: bool = False,
    limit: int | None = None,
) -> StoredFile:
    """Store a file for something; raises FileTooLarge above `limit` bytes."""
    shown = clean_name(name)
    if limit is not None and len(data) > limit:
        raise FileTooLarge(name=shown, limit=max(1, limit // 1_000_000))
    row = StoredFile(
        **described(shown, data, content_type),
        storage_key=await put_bytes(storage_of(session), data),
        content_id=content_id,
        is_inline=is_inline,
        subject_kind=subject_kind,
        subject_id=subject_id,
    )
    session.add(row)
    await session.flush()
    return row


def described(name: str, data: bytes, content_type: str = "") -> dict[str, Any]:
    """Return the columns that follow from name and bytes."""
    return {
        "name": clean_name(name),
        "content_type": sniff(data, content_type),
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


async def attach(file: StoredFile, *, subject_kind: str, subject_id: UUID) -> None:
    """Say what an already stored file belongs to."""
    file.subject_kind, file.subject_id = subject_kind, subject_id

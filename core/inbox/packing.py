"""Raw mail packed for its row, and unpacked again: pure but for the storage of big ones."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import zstandard

from core.files.storage import Storage

MAX_IN_ROW = 256_000  # bytes before compression
PACKING = 3  # level of zstd
MAX_BYTES = 200_000_000  # no stored mail is larger; guards against a damaged length


@dataclass(frozen=True, slots=True)
class PreparedRaw:
    """A mail's bytes ready for its row: compressed, or already durable in the storage."""

    sha256: str
    size: int
    body: bytes | None
    storage_key: str | None


def prepare(storage: Storage, raw: bytes) -> PreparedRaw:
    """Prepare one; see `prepare_all`."""
    return prepare_all(storage, [raw])[0]


def prepare_all(storage: Storage, raws: Sequence[bytes]) -> list[PreparedRaw]:
    """Hash and compress, in order; big mails are written and fsynced together.

    CPU and disk: call it in a thread.
    """
    keys = iter(storage.put_many([raw for raw in raws if len(raw) > MAX_IN_ROW]))
    packer = zstandard.ZstdCompressor(level=PACKING)
    return [
        PreparedRaw(key := next(keys), len(raw), None, key)  # a storage's key is the SHA-256
        if len(raw) > MAX_IN_ROW
        else PreparedRaw(hashlib.sha256(raw).hexdigest(), len(raw), packer.compress(raw), None)
        for raw in raws
    ]


def unpacked(storage: Storage, raw: PreparedRaw) -> bytes | None:
    """Return a mail's bytes, None when its file is lost. CPU and disk: call it in a thread."""
    if raw.body is not None:
        return zstandard.decompress(raw.body, max_output_size=MAX_BYTES)
    try:
        return storage.read(raw.storage_key) if raw.storage_key else None
    except FileNotFoundError:
        return None

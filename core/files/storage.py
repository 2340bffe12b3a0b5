"""Where the bytes of files live: a port, and a folder behind it."""

import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

_KEY = re.compile(r"[0-9a-f]{64}")


class Storage(Protocol):
    """Bytes under the SHA-256 of their content; the same bytes are stored once."""

    def put(self, data: bytes) -> str:
        """Store bytes durably; return their key."""
        ...

    def read(self, key: str) -> bytes:
        """Return the bytes; raises FileNotFoundError."""
        ...

    def open(self, key: str) -> Path:
        """Return a readable file's path for serving; raises FileNotFoundError."""
        ...

    def remove(self, key: str) -> None:
        """Forget the bytes; nothing happens when they are gone."""
        ...


class FolderStorage:
    """A folder of files named by the SHA-256 of what they hold, never by what people named them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self._folder / key[:2] / key

    def put(self, data: bytes) -> str:
        """Write, fsync and rename, so that a name never stands for half of the bytes."""
        key = hashlib.sha256(data).hexdigest()
        path = self._path(key)
        if path.exists() and path.stat().st_size == len(data):
            return key
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()
            raise
        self._sync_folders(path.parent)
        return key

    def _sync_folders(self, folder: Path) -> None:
        """A rename survives a power cut only once its folder is on the disk as well."""
        for each in (folder, self._folder):
            descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def read(self, key: str) -> bytes:
        """Return the bytes; raises FileNotFoundError."""
        return self._path(key).read_bytes()

    def open(self, key: str) -> Path:
        """Return the file's path; raises FileNotFoundError."""
        path = self._path(key)
        if not path.is_file():
            raise FileNotFoundError(key)
        return path

    def remove(self, key: str) -> None:
        """Delete the file if it is there."""
        self._path(key).unlink(missing_ok=True)

"""Where the bytes of files live: a port, and a folder behind it."""

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

_KEY = re.compile(r"[0-9a-f]{64}")
_WRITERS = 8  # threads that wait for the disk side by side


class Storage(Protocol):
    """Bytes under the SHA-256 of their content; the same bytes are stored once."""

    def put(self, data: bytes) -> str:
        """Store bytes durably; return their key."""
        ...

    def put_many(self, datas: Sequence[bytes]) -> list[str]:
        """Store several durably, which takes less time than one by one; return their keys."""
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
        return self.put_many([data])[0]

    def put_many(self, datas: Sequence[bytes]) -> list[str]:
        """Like `put`; the waits for the disk go on side by side, each folder is synced once."""
        keys = [hashlib.sha256(data).hexdigest() for data in datas]
        new = {self._path(key): data for key, data in zip(keys, datas, strict=True)
               if not self._holds(key, len(data))}  # fmt: skip
        if len(new) == 1:
            for path, data in new.items():
                self._write(path, data)
                self._sync_folders([path.parent])
        elif new:
            with ThreadPoolExecutor(min(_WRITERS, len(new))) as threads:
                for done in [threads.submit(self._write, *one) for one in new.items()]:
                    done.result()
                self._sync_folders({path.parent for path in new}, threads)
        return keys

    def _holds(self, key: str, size: int) -> bool:
        path = self._path(key)
        return path.exists() and path.stat().st_size == size

    def _write(self, path: Path, data: bytes) -> None:
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

    def _sync_folders(
        self, folders: Iterable[Path], threads: ThreadPoolExecutor | None = None
    ) -> None:
        """A rename survives a power cut only once its folder is on the disk as well."""
        list((threads.map if threads else map)(_sync_folder, [*folders, self._folder]))

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


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Where the bytes of files live: a port, and a folder behind it."""

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent import futures
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

T = TypeVar("T")

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
        new = {path: data for key, data in zip(keys, datas, strict=True)
               if not _holds(path := self._path(key), len(data))}  # fmt: skip
        if new:
            self._store(new)
        return keys

    def _store(self, new: Mapping[Path, bytes]) -> None:
        """Write all before waiting for any: the disk then takes them together."""
        written: list[tuple[str, int]] = []
        try:
            for path, data in new.items():
                written.append(_new_file(path.parent))
                _write(written[-1][1], data)
            _side_by_side(os.fsync, [descriptor for _name, descriptor in written])
            for (name, _descriptor), path in zip(written, new, strict=True):
                Path(name).replace(path)
        except BaseException:
            for name, _descriptor in written:
                Path(name).unlink(missing_ok=True)
            raise
        finally:
            for _name, descriptor in written:
                os.close(descriptor)
        # A rename survives a power cut only once its folder is on the disk as well.
        _side_by_side(_sync_folder, [*{path.parent for path in new}, self._folder])

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


def _holds(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _new_file(folder: Path) -> tuple[str, int]:
    """Return the name and descriptor of a new file that nobody else may read."""
    name = f"{folder}/.new-{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        return name, os.open(name, flags, 0o600)
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        return name, os.open(name, flags, 0o600)


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _side_by_side(wait: Callable[[T], object], each: Sequence[T]) -> None:
    """Wait for the disk for each, to the end of all; raises the first error."""
    if len(each) == 1:
        wait(each[0])
        return
    under_way = [_threads().submit(wait, one) for one in each]
    futures.wait(under_way)
    for one in under_way:
        one.result()


@cache
def _threads() -> futures.ThreadPoolExecutor:
    """Threads that only wait; kept, for starting them costs more than many files."""
    return futures.ThreadPoolExecutor(_WRITERS, thread_name_prefix="disk")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Bytes are stored by content; a name is only shown."""

from pathlib import Path

import pytest

from core.files.storage import FolderStorage


def test_the_same_bytes_make_one_file(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "files")

    assert storage.put(b"hello") == storage.put(b"hello")
    assert storage.read(storage.put(b"hello")) == b"hello"
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


def test_half_a_file_from_a_crash_is_written_again(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    key = storage.put(b"whole")
    storage.open(key).write_bytes(b"who")

    assert storage.put(b"whole") == key
    assert storage.read(key) == b"whole"


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a" * 63, "A" * 64, "/etc/passwd"])
def test_nothing_but_a_digest_is_a_key(tmp_path: Path, key: str) -> None:
    storage = FolderStorage(tmp_path)

    for reach in (storage.read, storage.open, storage.remove):
        with pytest.raises(FileNotFoundError):
            reach(key)


def test_removing_twice_is_harmless(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    key = storage.put(b"x")

    storage.remove(key)
    storage.remove(key)
    with pytest.raises(FileNotFoundError):
        storage.read(key)

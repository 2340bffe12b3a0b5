"""Mails in files: single ones, folders of them, mbox and Maildir. Reads one at a time."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_MAILDIR = ("cur", "new")
_SEPARATOR = re.compile(rb"From \S*\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b")
ENDINGS = (".eml", ".msg", ".mail", ".txt")


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Return the files that hold mail, in a stable order."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        maildir = [path / name for name in _MAILDIR if (path / name).is_dir()]
        folders = maildir or [path]
        for folder in folders:
            yield from sorted(one for one in folder.rglob("*") if one.is_file() and _counts(one))


def _counts(path: Path) -> bool:
    """A Maildir's files have no ending worth the name; hidden and index files are no mail."""
    if path.name.startswith(".") or path.name.startswith("dovecot"):
        return False
    return path.parent.name in _MAILDIR or path.suffix.lower() in (*ENDINGS, ".mbox", "")


def mails_in(path: Path) -> Iterator[bytes]:
    """Return the mails of one file: of an mbox each, of any other file the one it is."""
    with path.open("rb") as file:
        first = file.readline()
        if not _SEPARATOR.match(first):
            raw = first + file.read()
            if raw.strip():
                yield raw
            return
        yield from _of_mbox(file)


def _of_mbox(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Cut at dated `From ` lines after an empty line; quoted ones (`>From `) lose their mark."""
    mail: list[bytes] = []
    after_empty = False
    for line in lines:
        if after_empty and _SEPARATOR.match(line):
            yield b"".join(mail[:-1])
            mail, after_empty = [], False
            continue
        after_empty = line in (b"\n", b"\r\n")
        quoted = line.startswith(b">") and line.lstrip(b">").startswith(b"From ")
        mail.append(line[1:] if quoted else line)
    if b"".join(mail).strip():
        yield b"".join(mail)

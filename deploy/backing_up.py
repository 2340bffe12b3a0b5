"""One archive that any installation can be restored from, whichever database it uses.

`apuri.tar.gz` holds `manifest.json`, `tables/<name>.jsonl` (a row a line, in one snapshot) and
`files/<storage key>`; with a passphrase also `secret.key.locked`. It may be restored into SQLite or
PostgreSQL, so it is also how one moves between them.
"""

import asyncio
import base64
import io
import json
import os
import tarfile
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from sqlalchemy.ext.asyncio import AsyncConnection

from core.config import Settings
from core.db.base import UtcDateTime
from core.kit.clock import now
from core.kit.i18n import _
from core.schema import metadata
from core.startup import App, compose
from deploy import migrating
from deploy.installing import newest_revision

FORMAT = 1
BATCH = 500
_MOMENTS: dict[type[Any], Any] = {
    UtcDateTime: datetime, sa.DateTime: datetime, sa.Date: date, sa.Time: time,
}  # fmt: skip


class CannotBackUp(Exception):
    """The archive cannot be made or used; the text says why."""


def _encode(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"b": base64.b64encode(value).decode()}
    if isinstance(value, UUID | datetime | date | time):
        return str(value)
    return value


def _decode(value: Any, column: sa.Column[Any]) -> Any:
    if value is None:
        return None
    if isinstance(value, dict) and set(value) == {"b"} and isinstance(column.type, sa.LargeBinary):
        return base64.b64decode(value["b"])
    if isinstance(column.type, sa.Uuid):
        return UUID(value)
    for kind, python in _MOMENTS.items():
        if isinstance(column.type, kind):
            return python.fromisoformat(value)
    return value


def _kept() -> list[sa.Table]:
    """Return the tables that hold what people gave; the search index is made of them again."""
    return [table for table in metadata.sorted_tables if not table.info.get("derived")]


def _ordered(table: sa.Table) -> sa.Select[Any]:
    keys = list(table.primary_key.columns)
    return sa.select(table).order_by(*keys)


async def _rows(connection: AsyncConnection, table: sa.Table) -> AsyncIterator[str]:
    result = await connection.stream(_ordered(table))
    async for row in result.mappings():
        yield json.dumps({key: _encode(row[key]) for key in row}, ensure_ascii=False) + "\n"


async def backup(settings: Settings, path: Path, passphrase: str | None = None) -> str:
    """Write the archive beside `path` and rename it when whole; returns a sentence."""
    app = compose(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    try:
        with tarfile.open(partial, "w:gz", compresslevel=6) as archive:
            counts = await _write_tables(app, archive)
            files = _write_files(app, archive)
            if passphrase:
                locked = lock_key(_key_text(settings), passphrase)
                _add(archive, "secret.key.locked", locked)
            manifest = {
                "format": FORMAT, "revision": newest_revision(), "made_at": str(now()),
                "tables": counts, "files": files, "key": bool(passphrase),
            }  # fmt: skip
            _add(archive, "manifest.json", json.dumps(manifest, indent=1).encode())
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
        await app.close()
    return _("{rows} rows and {files} files are in {path}.").format(
        rows=sum(counts.values()), files=files, path=path
    )


async def _write_tables(app: App, archive: tarfile.TarFile) -> dict[str, int]:
    counts: dict[str, int] = {}
    async with app.sessions.read_engine.connect() as connection:
        if app.sessions.dialect == "postgresql":
            connection = await connection.execution_options(isolation_level="REPEATABLE READ")
        found = await connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        if found != newest_revision():
            raise CannotBackUp(_("The database is not up to date. Run: apuri migrate"))
        for table in _kept():
            with tempfile.TemporaryFile() as spool:
                count = 0
                async for line in _rows(connection, table):
                    spool.write(line.encode())
                    count += 1
                size = spool.tell()
                spool.seek(0)
                info = tarfile.TarInfo(f"tables/{table.name}.jsonl")
                info.size, info.mtime = size, int(now().timestamp())
                archive.addfile(info, spool)
            counts[table.name] = count
    return counts


def _write_files(app: App, archive: tarfile.TarFile) -> int:
    folder = app.settings.data / "files"
    count = 0
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        if path.is_file() and not path.name.endswith((".tmp", ".partial")):
            archive.add(path, f"files/{path.relative_to(folder)}", recursive=False)
            count += 1
    return count


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(data), int(now().timestamp()), 0o600
    archive.addfile(info, io.BytesIO(data))


def _key_text(settings: Settings) -> str:
    given = settings.secret_key.get_secret_value()
    return given or (settings.data / "secret.key").read_text(encoding="utf-8").strip()


def _fernet(passphrase: str, salt: bytes) -> Fernet:
    key = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def lock_key(key: str, passphrase: str) -> bytes:
    """Return the secret key locked by a passphrase (16 bytes of salt, then a Fernet token)."""
    salt = os.urandom(16)
    return salt + _fernet(passphrase, salt).encrypt(key.encode())


def unlock_key(locked: bytes, passphrase: str) -> str:
    """Return the secret key; raises CannotBackUp when the passphrase is another."""
    try:
        return _fernet(passphrase, locked[:16]).decrypt(locked[16:]).decode()
    except InvalidToken:
        raise CannotBackUp(_("That is not the passphrase of this archive.")) from None


def _manifest(path: Path) -> dict[str, Any]:
    try:
        with tarfile.open(path) as archive:
            member = archive.extractfile("manifest.json")
            manifest: dict[str, Any] = json.load(member) if member else {}
    except (OSError, tarfile.TarError, KeyError, ValueError):
        raise CannotBackUp(_("{path} is not a backup of Apuri.").format(path=path)) from None
    if manifest.get("format") != FORMAT or manifest.get("revision") != newest_revision():
        raise CannotBackUp(
            _("The archive was made by another version ({revision}). Restore it with that version, "
              "then upgrade.").format(revision=manifest.get("revision"))
        )  # fmt: skip
    return manifest


def holds_key(path: Path) -> bool:
    """Tell whether an archive holds the secret key."""
    return bool(_manifest(path)["key"])


async def restore(settings: Settings, path: Path, passphrase: str | None = None) -> list[str]:
    """Fill an empty installation; returns sentences: what came back, what must be typed again."""
    _manifest(path)
    has_key = passphrase is not None
    with tarfile.open(path) as archive:
        if passphrase is not None:
            member = archive.extractfile("secret.key.locked")
            key = unlock_key(member.read() if member else b"", passphrase)
            _place_key(settings, key)
        await asyncio.to_thread(migrating.migrate, settings.url)
        app = compose(settings)
        try:
            rows = await _read_tables(app, archive)
            files = _read_files(settings.data / "files", archive)
            missing = [] if has_key else await _forget_credentials(app)
        finally:
            await app.close()
    sentences = [_("{rows} rows and {files} files were restored.").format(rows=rows, files=files)]
    return sentences + [
        _("Type the password or token of {name} again in the panel.").format(name=name)
        for name in missing
    ]


def _place_key(settings: Settings, key: str) -> None:
    settings.data.mkdir(parents=True, exist_ok=True)
    path = settings.data / "secret.key"
    if path.exists() and path.read_text(encoding="utf-8").strip() != key:
        raise CannotBackUp(_("{path} holds another key. Move it away first.").format(path=path))
    path.touch(mode=0o600)
    path.write_text(key, encoding="utf-8")


async def _read_tables(app: App, archive: tarfile.TarFile) -> int:
    total = 0
    async with app.sessions.begin() as session:
        if await session.scalar(
            sa.select(sa.func.count()).select_from(metadata.tables["staff_members"])
        ):
            raise CannotBackUp(_("This installation is not empty. Restore into an empty one."))
        for table in _kept():
            member = archive.extractfile(f"tables/{table.name}.jsonl")
            for batch in _batches(member, table):
                await session.execute(sa.insert(table), batch)
                total += len(batch)
    return total


def _batches(member: Any, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for line in member or ():
        row = json.loads(line)
        batch.append({key: _decode(value, table.c[key]) for key, value in row.items()})
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _read_files(folder: Path, archive: tarfile.TarFile) -> int:
    count = 0
    for member in archive:
        if member.isfile() and member.name.startswith("files/"):
            target = (folder / member.name.removeprefix("files/")).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise CannotBackUp(_("The archive holds a file outside its folder."))
            target.parent.mkdir(parents=True, exist_ok=True)
            source = archive.extractfile(member)
            target.write_bytes(source.read() if source else b"")
            count += 1
    return count


async def _forget_credentials(app: App) -> list[str]:
    sources = metadata.tables["sources"]
    async with app.sessions.begin() as session:
        rows = await session.execute(
            sa.select(sources.c.id, sources.c.name).where(sources.c.secrets.is_not(None))
        )
        found = rows.all()
        await session.execute(
            sa.update(sources).values(secrets=None).where(sources.c.id.in_([r.id for r in found]))
        )
    return [str(row.name) for row in found]

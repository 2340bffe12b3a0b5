"""A backup of any installation restores into an empty one on either database, whole."""

import tarfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.config import Settings
from core.events.sealing import verify_seals
from core.files import service as files
from core.kit.crypto import Keyring
from core.schema import metadata
from core.sources import service as sources
from core.sources.errors import SecretsUnreadable
from core.sources.models import Source, SourceKind
from core.startup import App, compose
from deploy.backing_up import CannotBackUp, backup, holds_key, lock_key, restore, unlock_key
from tests import make


async def _fill(app: App) -> None:
    async with app.sessions.begin() as session:
        member = await make.a_member(session, "Åsa", owner=True)
        await make.a_team(session, members=[member])
        await make.a_customer(session, "Päiväkoti Peippo", aliases=["Peippo"])
        await sources.create_source(
            session, system("test"), kind=SourceKind.TELEGRAM, name="Bot",
            secrets={"token": "42:SECRET"},
        )  # fmt: skip
        await files.store_file(session, name="a.txt", data=b"hello", content_type="text/plain")


async def _counts(app: App) -> dict[str, int]:
    async with app.sessions.reading() as session:
        return {
            table.name: await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
            if not table.info.get("derived")
        }


def _other(tmp_path: Path, key: str) -> Settings:
    return Settings.model_validate({"data": tmp_path / "other", "secret_key": key})


async def test_everything_comes_back(app: App, settings: Settings, tmp_path: Path) -> None:
    await _fill(app)
    archive = tmp_path / "backup.tar.gz"
    await backup(settings, archive)
    other = _other(tmp_path, "k" * 40)
    said = await restore(other, archive)
    assert said[1:] == ["Type the password or token of Bot again in the panel."]
    restored = compose(other)
    try:
        assert await _counts(restored) == await _counts(app)
        async with restored.sessions.reading() as session:
            assert (await verify_seals(session)).broken_at is None
            stored = await session.scalar(sa.select(metadata.tables["files"].c.storage_key))
        assert restored.storage.open(str(stored)).read_bytes() == b"hello"
    finally:
        await restored.close()


async def test_the_key_leaves_the_house_only_locked(
    app: App, settings: Settings, tmp_path: Path
) -> None:
    await _fill(app)
    plain, locked = tmp_path / "plain.tar.gz", tmp_path / "locked.tar.gz"
    await backup(settings, plain)
    assert not holds_key(plain)
    await backup(settings, locked, "correct horse")
    with tarfile.open(locked) as archive:
        member = archive.extractfile("secret.key.locked")
        assert member is not None
        held = member.read()
    assert b"k" * 40 not in held
    assert unlock_key(held, "correct horse") == "k" * 40
    with pytest.raises(CannotBackUp):
        unlock_key(held, "wrong horse")


async def test_with_the_key_credentials_work_at_once(
    app: App, settings: Settings, tmp_path: Path
) -> None:
    await _fill(app)
    archive = tmp_path / "backup.tar.gz"
    await backup(settings, archive, "correct horse")
    other = Settings.model_validate({"data": tmp_path / "other"})
    assert len(await restore(other, archive, "correct horse")) == 1
    restored = compose(other)
    try:
        async with restored.sessions.reading() as session:
            source = await session.scalar(sa.select(Source))
            assert source is not None
            assert (await sources.secrets_of(session, source))["token"] == "42:SECRET"
            session.info["keyring"] = Keyring("x" * 40)
            with pytest.raises(SecretsUnreadable):
                await sources.secrets_of(session, source)
    finally:
        await restored.close()


async def test_a_full_installation_is_never_overwritten(
    app: App, settings: Settings, tmp_path: Path
) -> None:
    await _fill(app)
    archive = tmp_path / "backup.tar.gz"
    await backup(settings, archive)
    with pytest.raises(CannotBackUp, match="not empty"):
        await restore(settings, archive)


@pytest.mark.parametrize("content", [b"", b"not an archive"])
def test_what_is_no_backup_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "x.tar.gz"
    broken.write_bytes(content)
    with pytest.raises(CannotBackUp, match="not a backup"):
        holds_key(broken)


def test_a_locked_key_differs_each_time() -> None:
    assert lock_key("k" * 40, "horse") != lock_key("k" * 40, "horse")

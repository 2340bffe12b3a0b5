"""The operator's settings: all that is wrong is said at once."""

from pathlib import Path

import pytest

from core.config import WrongSettings, read_keyring, read_settings


def test_every_wrong_setting_is_named_in_one_go() -> None:
    with pytest.raises(WrongSettings) as wrong:
        read_settings({
            "APURI_PORT": "x", "APURI_BASE_URL": "apuri", "APURI_DATABASE_URL": "mysql://x",
            "APURI_PROT": "1", "APURI_SECRET_KEY_FILE": "/nowhere/key",
        })  # fmt: skip
    text = str(wrong.value)
    for name in (
        "APURI_PORT",
        "APURI_BASE_URL",
        "APURI_DATABASE_URL",
        "APURI_PROT",
        "SECRET_KEY_FILE",
    ):
        assert name in text
    assert len(wrong.value.sentences) == 5


def test_a_setting_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("k" * 40 + "\n")
    settings = read_settings({"APURI_SECRET_KEY_FILE": str(secret)})
    assert settings.secret_key.get_secret_value() == "k" * 40
    assert "kkk" not in repr(settings)


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = read_settings({"APURI_DATA": str(tmp_path / "new")})
    first = read_keyring(settings).sign("x", "y")
    assert read_keyring(settings).sign("x", "y") == first
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_key_is_whole_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = read_settings({"APURI_DATA": str(tmp_path)})

    def killed(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        read_keyring(settings)
    monkeypatch.undo()
    assert not (tmp_path / "secret.key").exists()
    read_keyring(settings)
    assert len((tmp_path / "secret.key").read_text()) >= 32


def test_a_short_key_is_refused() -> None:
    with pytest.raises(WrongSettings, match="at least 32"):
        read_settings({"APURI_SECRET_KEY": "short"})


def test_addresses_follow_from_the_settings() -> None:
    assert read_settings({}).public_url == "http://127.0.0.1:8010"
    named = read_settings({"APURI_BASE_URL": "https://apuri.example/"})
    assert named.public_url == "https://apuri.example"
    assert named.is_https
    assert named.mail_domain == "apuri.example"

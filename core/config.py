"""The operator's settings: `APURI_*` environment variables, each also as `APURI_*_FILE`."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.kit.crypto import Keyring
from core.kit.i18n import _

KEY_LENGTH = 32
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Settings(BaseSettings):
    """What the operator configures; the owner's choices are in `core.settings`.

    Ports 0 mean: off (SMTP) or chosen by the system (web). Sizes in bytes.
    """

    model_config = SettingsConfigDict(env_prefix="APURI_", extra="ignore", frozen=True)

    data: Path = Path("data")
    database_url: str = ""
    base_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8010, ge=0, le=65535)
    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=8025, ge=0, le=65535)
    secret_key: SecretStr = SecretStr("")
    log_level: str = "INFO"
    log_json: bool = False
    proxy_ips: str = ""
    insecure_http: bool = False
    telegram_api: str = "https://api.telegram.org"
    twilio_api: str = ""
    google_oauth: str = "https://oauth2.googleapis.com"
    microsoft_login: str = "https://login.microsoftonline.com"
    mail_domain_pause: float = Field(default=0.1, ge=0, le=60)  # seconds, see outbound.pacing
    max_mail_bytes: int = Field(default=35_000_000, ge=10_000)
    max_upload_bytes: int = Field(default=20_000_000, ge=10_000)

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("use DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("secret_key")
    @classmethod
    def _long_key(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < KEY_LENGTH:
            raise ValueError(f"use at least {KEY_LENGTH} characters, such as openssl rand -hex 32")
        return value

    @field_validator("base_url")
    @classmethod
    def _whole_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError(
                "give the whole address that people open, such as https://apuri.example"
            )
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite", "postgres")):
            raise ValueError("use sqlite:///PATH or postgresql://USER@HOST/NAME")
        return value

    @property
    def url(self) -> str:
        """The database URL; by default a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'apuri.db'}"

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def public_url(self) -> str:
        """The address people open, without a slash at the end."""
        return self.base_url or f"http://{self.host}:{self.port}"

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def mail_domain(self) -> str:
        """The domain of our Message-IDs."""
        return urlsplit(self.public_url).hostname or "localhost"


@dataclass(frozen=True)
class WrongSettings(Exception):
    """Every wrong setting, a sentence each."""

    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.sentences)


def read_settings(environ: Mapping[str, str] | None = None, **given: object) -> Settings:
    """Read the environment once; raises WrongSettings naming all that is wrong."""
    env = os.environ if environ is None else environ
    values: dict[str, object] = {}
    wrong: list[str] = []
    for name in Settings.model_fields:
        variable = f"APURI_{name.upper()}"
        if path := env.get(f"{variable}_FILE"):
            try:
                values[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                wrong.append(f"{variable}_FILE: {path}: {error.strerror}.")
        elif variable in env:
            values[name] = env[variable]
    known = {f"APURI_{name.upper()}" for name in Settings.model_fields}
    known |= {f"{name}_FILE" for name in known} | {"APURI_TEST_BOT_API", "APURI_CRASH"}
    wrong += [
        _("{name} is not a setting of Apuri: check its spelling.").format(name=name)
        for name in env
        if name.startswith("APURI_") and name not in known
    ]
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        for one in error.errors():
            name = "APURI_" + str(one["loc"][0] if one["loc"] else "").upper()
            wrong.append(f"{name}: {one['msg'].removeprefix('Value error, ')}.")
        raise WrongSettings(tuple(wrong)) from None
    if wrong:
        raise WrongSettings(tuple(wrong))
    return settings


def read_keyring(settings: Settings) -> Keyring:
    """Return the keys; without APURI_SECRET_KEY one is made in the data folder, mode 0600."""
    if secret := settings.secret_key.get_secret_value():
        return Keyring(secret)
    path = settings.data / "secret.key"
    settings.data.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make_key(path)
    return Keyring(path.read_text(encoding="utf-8").strip())


def _make_key(path: Path) -> None:
    """Write a key whole or not at all: with an empty one anybody could sign. The first one wins."""
    unfinished = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(descriptor)
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        unfinished.replace(path)
    unfinished.unlink(missing_ok=True)

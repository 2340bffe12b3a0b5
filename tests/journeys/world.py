"""The servers around an installation, and its environment."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from core.config import Settings, read_settings
from core.startup import App, compose
from tests.fakes.bot_api import BotApi
from tests.fakes.dovecot import Dovecot
from tests.fakes.ports import free_port
from tests.fakes.smtp_sink import SmtpSink
from tests.fakes.twilio import Twilio

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


@dataclass
class World:
    """A mail server, an SMTP server, Telegram and Twilio, each counting for itself."""

    folder: Path
    database_url: str
    dovecot: Dovecot
    sink: SmtpSink = field(init=False)
    telegram: BotApi = field(init=False)
    twilio: Twilio = field(init=False)
    mailbox: str = field(init=False)
    port: int = field(default_factory=free_port)
    smtp_port: int = field(default_factory=free_port)

    def start(self) -> Self:
        """Start what is not running yet."""
        self.mailbox = self.dovecot.fresh_user("office")
        self.sink = SmtpSink(record=self.folder / "sink.jsonl").start()
        self.telegram = BotApi(record=self.folder / "telegram.jsonl").start()
        self.twilio = Twilio(record=self.folder / "twilio.jsonl").start()
        return self

    def stop(self) -> None:
        """End them; the mail server serves other tests too."""
        self.sink.stop()
        self.telegram.stop()
        self.twilio.stop()

    def environment(self) -> dict[str, str]:
        """Return the environment of the installation's processes."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return kept | {
            "APURI_DATA": str(self.folder / "data"),
            "APURI_DATABASE_URL": self.database_url,
            "APURI_SECRET_KEY": "k" * 40,
            "APURI_PORT": str(self.port),
            "APURI_SMTP_PORT": str(self.smtp_port),
            "APURI_TELEGRAM_API": self.telegram.url,
            "APURI_TWILIO_API": self.twilio.url,
            "SSL_CERT_FILE": str(self.dovecot.certificate),
        }

    def settings(self) -> Settings:
        """Return the same settings for the test's own process."""
        return read_settings(self.environment())

    def installation(self) -> App:
        """Return the installation as the test looks at it and prepares it."""
        return compose(self.settings())

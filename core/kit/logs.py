"""Log lines for operators: plain or JSON, never a secret or a full address."""

import json
import logging
import re
import sys

_ADDRESS = re.compile(r"([A-Za-z0-9_.+-])[A-Za-z0-9_.+-]*@([A-Za-z0-9.-]+)")
_SECRET = re.compile(r"(?i)(token|secret|password|authorization)([\"'=: ]+)[^\s\"',]{6,}")
_WAY_IN = re.compile(r"(/link/\w+/|/hours/[0-9a-f]{32}\.|/bot\d+:)[\w-]+")


def redact(text: str) -> str:
    """Mask mail addresses (a…@domain), one-time links, and values that look like secrets."""
    return _SECRET.sub(r"\1\2…", _WAY_IN.sub(r"\1…", _ADDRESS.sub(r"\1…@\2", text)))


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            line["error"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str = "INFO", *, as_json: bool = False) -> None:
    """Send log lines to stderr in one form."""
    handler = logging.StreamHandler(sys.stderr)
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    handler.setFormatter(_Json() if as_json else _Plain(form))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("alembic", "apscheduler", "httpx", "uvicorn.access", "mail.log", "aiosqlite",
                  "twilio"):  # fmt: skip
        logging.getLogger(noisy).setLevel(logging.WARNING)

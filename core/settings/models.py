"""One row per changed setting; a key without a row has its default (core/settings/keys.py)."""

from typing import Any

from sqlalchemy.orm import Mapped

from core.db.base import Record, Versioned, json, words


class Setting(Versioned, Record):
    """The owner's choice for one key."""

    __tablename__ = "settings"
    key: Mapped[str] = words(unique=True)
    value: Mapped[Any] = json("contact")

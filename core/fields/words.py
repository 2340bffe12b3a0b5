"""What own fields hold as written messages name it: `{{ custom.warranty }}`."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.fields import values
from core.fields.models import Module
from core.fields.queries import fields_of, names_of


class OwnWords:
    """Words by a field's key; a field that is empty, or is not there any more, says nothing."""

    def __init__(self, words: dict[str, str], default: str = "") -> None:
        self._words = words
        self._default = default

    def __getattr__(self, key: str) -> str:
        if key.startswith("_"):
            raise AttributeError(key)
        return self._words.get(key, self._default)

    def __str__(self) -> str:
        return ""


SAMPLE = OwnWords({}, "…")
"""Stands for every field when a message is checked before it is kept."""


async def words_of(
    session: AsyncSession, module: Module | str, record: Any, language: str
) -> OwnWords:
    """Return what a record's own fields hold in a language, for a message about it."""
    fields, custom = await fields_of(session, module), dict(record.custom or {})
    names = await names_of(session, system("message"), fields, [custom])
    return OwnWords(
        {one.key: values.in_words(one, custom.get(one.key), language, names) for one in fields}
    )

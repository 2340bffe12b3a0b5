"""Keeping the rows that lists filter and sort own fields and tags by."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.subjects import subjects_of
from core.db.adding import add_rows
from core.fields.models import FieldKind, FieldValue, Module
from core.fields.queries import fields_of
from core.fields.values import Field
from core.kit.text import fold

TAGS = "tags"
TEXT = 200
"""Characters of a text that are compared."""
BATCH = 500

Row = tuple[str, str | None, int | None]
"""Key, folded text, number."""


async def keep_values(
    session: AsyncSession, module: Module | str, subject_id: UUID,
    custom: Mapping[str, Any] | None = None, tags: Sequence[str] | None = None, *,
    before: Mapping[str, Any] | None = None, tags_before: Sequence[str] | None = None,
) -> None:  # fmt: skip
    """Bring a record's rows up to its values and tags; what was there before is not asked for.

    Nothing is asked or written when nothing changed: at most one DELETE and one INSERT otherwise.
    """
    known: Iterable[Field] = ()
    if custom or before:
        known = await fields_of(session, module, archived=True)
    was = rows_of(known, before or {}, tags_before or ())
    wanted = rows_of(known, custom or {}, tags or ())
    touched = {key for key, *_rest in set(was) ^ set(wanted)}
    if had := sorted({key for key, *_rest in was} & touched):
        await session.execute(
            sa.delete(FieldValue).where(
                FieldValue.subject_id == subject_id, FieldValue.module == str(module),
                FieldValue.key.in_(had),
            ).execution_options(synchronize_session=False)
        )  # fmt: skip
    fresh = [row for row in wanted if row[0] in touched]
    await add_rows(session, FieldValue, *_as_rows(module, subject_id, fresh))


def rows_of(
    known: Iterable[Field], custom: Mapping[str, Any], tags: Sequence[str]
) -> list[Row]:  # fmt: skip
    """Return the rows of a record's values and tags, each once."""
    found: dict[Row, None] = {}
    for one in known:
        value = custom.get(one.key)
        if value is not None:
            found.update(dict.fromkeys(_rows_of_one(one, value)))
    found.update({(TAGS, fold(tag)[:TEXT], None): None for tag in tags})
    return list(found)


def _rows_of_one(one: Field, value: Any) -> list[Row]:
    match one.kind:
        case FieldKind.NUMBER:
            return [(one.name, None, round(Decimal(str(value)) * 1000))]
        case FieldKind.MONEY:
            return [(one.name, None, int(value["minor"]))]
        case FieldKind.DATE:
            return [(one.name, None, date.fromisoformat(str(value)).toordinal())]
        case FieldKind.YES_NO:
            return [(one.name, None, int(bool(value)))]
        case FieldKind.CHOICES:
            return [(one.name, str(key), None) for key in value]
        case FieldKind.TEXT:
            return [(one.name, fold(str(value))[:TEXT], None)]
    return [(one.name, str(value), None)]


def _as_rows(
    module: Module | str, subject_id: UUID, rows: Iterable[Row]
) -> list[dict[str, Any]]:  # fmt: skip
    return [
        {"module": str(module), "key": key, "subject_id": subject_id, "text": text,
         "number": number}
        for key, text, number in rows
    ]  # fmt: skip


def rows_of_tags(
    module: Module | str, subject_id: UUID, tags: Sequence[str]
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the rows of a new record's tags, for whoever inserts many records at once."""
    return _as_rows(module, subject_id, rows_of((), {}, tags))


async def reindex(session: AsyncSession, module: Module | str) -> int:
    """Make all rows of a module anew from its records; returns how many records have any.

    For values that came past the services: an import, a generator, a restored field.
    """
    kind = subjects_of(session)[str(module)]
    model = kind.id.class_
    tags = model.tags if hasattr(model, "tags") else sa.null()
    known = await fields_of(session, module, archived=True)
    await session.execute(sa.delete(FieldValue).where(FieldValue.module == str(module)))
    last, count = None, 0
    while True:
        asked = sa.select(model.id, model.custom, tags).order_by(model.id).limit(BATCH)
        found = (
            await session.execute(asked if last is None else asked.where(model.id > last))
        ).all()
        rows: list[dict[str, Any]] = []
        for identity, custom, named in found:
            held = rows_of(known, custom or {}, named or ())
            rows += _as_rows(module, identity, held)
            count += bool(held)
        await add_rows(session, FieldValue, *rows)
        if len(found) < BATCH:
            return count
        last = found[-1][0]

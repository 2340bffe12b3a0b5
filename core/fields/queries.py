"""Reading the company's own fields: asked once in a transaction, kept between transactions.

Whoever asks the database anyway (the frame of a page, a chat message) selects `stamp()` with it
and tells `use_stamp`: then fields that did not change since are not read again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.subjects import seen
from core.db.base import table_of
from core.errors import NotFound
from core.fields.models import CustomField, FieldKind, FieldValue, Module
from core.fields.values import REFERENCES, Field
from core.kit.ids import parse_id

_SEEN, _STAMP, _CHANGED = "own_fields", "own_fields_stamp", "own_fields_changed"


@dataclass(frozen=True, slots=True)
class Kept:
    """Every field by module, and the sum of their versions, which only grows."""

    stamp: int
    by_module: Mapping[str, tuple[Field, ...]]


def stamp() -> sa.ScalarSelect[Any]:
    """Select what tells whether any field changed, for a statement of several things."""
    return sa.select(sa.func.coalesce(sa.func.sum(CustomField.version), 0)).scalar_subquery()


def use_stamp(session: AsyncSession, stamp: int) -> None:
    """Say what `stamp()` was in this transaction."""
    session.info[_STAMP] = int(stamp)


def known_stamp(session: AsyncSession) -> int | None:
    """Return what `use_stamp` said, for another session of the same request."""
    return session.info.get(_STAMP)


async def fields_of(
    session: AsyncSession, module: Module | str, *, archived: bool = False
) -> tuple[Field, ...]:
    """Return a module's fields in order, those put away only when asked for."""
    every = (await _known(session)).by_module.get(str(module), ())
    return every if archived else tuple(one for one in every if not one.is_archived)


async def _known(session: AsyncSession) -> Kept:
    found: Kept | None = session.info.get(_SEEN)
    if found is None:
        shelf: dict[str, Any] = session.info.get("kept", {})
        found = shelf.get(__name__)
        stamp = session.info.get(_STAMP)
        if stamp == 0:  # there never was a field
            return Kept(0, {})
        if found is None or found.stamp != stamp:
            found = await _load(session)
            if not session.info.get(_CHANGED):  # what may be rolled back is not kept
                shelf[__name__] = found
        session.info[_SEEN] = found
    return found


def forget(session: AsyncSession) -> None:
    """A field changes in this transaction: read them again when they are asked for."""
    session.info.pop(_SEEN, None)
    session.info.pop(_STAMP, None)
    session.info[_CHANGED] = True


async def _load(session: AsyncSession) -> Kept:
    columns = table_of(CustomField).c
    rows = await session.execute(
        sa.select(*columns).order_by(columns.module, columns.position, columns.label)
    )
    by_module: dict[str, tuple[Field, ...]] = {}
    total = 0
    for row in rows:
        total += row.version
        by_module[row.module] = (*by_module.get(row.module, ()), _field(row))
    return Kept(total, by_module)


def _field(row: Any) -> Field:
    return Field(
        id=row.id, module=Module(row.module), key=row.key, label=row.label,
        kind=FieldKind(row.kind), hint=row.hint, choices=tuple(row.choices),
        position=row.position, is_required=row.is_required,
        is_archived=row.archived_at is not None, version=row.version,
    )  # fmt: skip


async def get_field(session: AsyncSession, field_id: UUID, *, lock: bool = False) -> CustomField:
    """Return a field to change it; raises NotFound."""
    statement = sa.select(CustomField).where(CustomField.id == field_id)
    found = await session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound
    return found


async def is_used(session: AsyncSession, module: str, key: str, text: str | None = None) -> bool:
    """Tell whether any record holds a value of a field; `text` asks for one choice."""
    held = sa.select(FieldValue.id).where(FieldValue.module == module, FieldValue.key == key)
    if text is not None:
        held = held.where(FieldValue.text == text)
    return await session.scalar(held.limit(1)) is not None


async def names_of(
    session: AsyncSession, actor: Actor, fields: Iterable[Field],
    customs: Collection[Mapping[str, Any]],
) -> dict[str, str]:  # fmt: skip
    """Return what the persons and customers in values are called: id as text -> name.

    One statement for each kind that occurs; whom the actor may not see is not in it.
    """
    names: dict[str, str] = {}
    referring = [one for one in fields if one.kind in REFERENCES]
    for kind, subject in REFERENCES.items():
        keys = [one.key for one in referring if one.kind == kind]
        held = {parse_id(str(custom[key])) for custom in customs for key in keys if custom.get(key)}
        found = await seen(session, actor, subject, [one for one in held if one is not None])
        names.update({str(identity): one.title for identity, one in found.items()})
    return names

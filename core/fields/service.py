"""Making and changing the company's own fields; setting their values on a record."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import check_version
from core.events.bus import record
from core.fields import policies, queries
from core.fields.errors import (
    ChoicesMissing,
    KindFixed,
    LabelMissing,
    LabelTaken,
    TooManyFields,
)
from core.fields.events import FieldAdded, FieldArchived, FieldChanged, FieldRestored
from core.fields.filling import set_values
from core.fields.models import CustomField, FieldKind, Module
from core.kit.clock import now
from core.kit.text import fold, one_line

__all__ = [
    "archive_field", "change_field", "create_field", "reorder_fields", "restore_field",
    "set_values",
]  # fmt: skip

LABEL_LENGTH = 60
HINT_LENGTH = 300
KEY_LENGTH = 40
MOST_FIELDS = 100
MOST_CHOICES = 200
WITH_CHOICES = (FieldKind.CHOICE, FieldKind.CHOICES)


async def create_field(
    session: AsyncSession, actor: Actor, *, module: Module | str, label: str,
    kind: FieldKind | str = FieldKind.TEXT, hint: str = "", choices: Sequence[str] = (),
    is_required: bool = False,
) -> CustomField:  # fmt: skip
    """Give a module a field; `choices` are labels in order. Its key is made of the label, for good.

    Raises LabelMissing, LabelTaken, ChoicesMissing, TooManyFields.
    """
    require(policies.can_manage_fields(actor))
    module, kind, label = Module(module), FieldKind(kind), _clean_label(label)
    every = await queries.fields_of(session, module, archived=True)
    _refuse_twin(every, label)
    if sum(not one.is_archived for one in every) >= MOST_FIELDS:
        raise TooManyFields(most=MOST_FIELDS)
    made = CustomField(
        module=module, key=_new_name(label, {one.key for one in every}), label=label, kind=kind,
        hint=one_line(hint)[:HINT_LENGTH], choices=_chosen(kind, choices, []),
        position=max((one.position for one in every), default=0) + 10, is_required=is_required,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    queries.forget(session)
    await record(session, actor, FieldAdded(made.id, module, label, kind))
    return made


async def change_field(
    session: AsyncSession, actor: Actor, field_id: UUID, *, version: int | None = None,
    label: str | None = None, kind: FieldKind | str | None = None, hint: str | None = None,
    choices: Sequence[str] | None = None, is_required: bool | None = None,
) -> CustomField:  # fmt: skip
    """Change what is given. A choice that is left out is put away: records that hold it keep it.

    Raises Changed, LabelTaken, ChoicesMissing, and KindFixed once values of the old kind exist.
    """
    found = await queries.get_field(session, field_id, lock=True)
    require(policies.can_manage_fields(actor))
    check_version(found.version, version)
    wanted: dict[str, Any] = {}
    if label is not None:
        wanted["label"] = _clean_label(label)
        every = await queries.fields_of(session, found.module, archived=True)
        _refuse_twin([one for one in every if one.id != found.id], wanted["label"])
    if kind is not None and FieldKind(kind) != found.kind:
        if await queries.is_used(session, found.module, f"custom.{found.key}"):
            raise KindFixed(label=found.label)
        wanted["kind"] = FieldKind(kind)
    if hint is not None:
        wanted["hint"] = one_line(hint)[:HINT_LENGTH]
    if is_required is not None:
        wanted["is_required"] = is_required
    if choices is not None or "kind" in wanted:
        now_kind = FieldKind(wanted.get("kind", found.kind))
        wanted["choices"] = _chosen(now_kind, choices or (), found.choices)
    await _apply(session, actor, found, wanted)
    return found


async def _apply(
    session: AsyncSession, actor: Actor, found: CustomField, wanted: dict[str, Any]
) -> None:
    changes = {
        name: [getattr(found, name), value]
        for name, value in wanted.items()
        if getattr(found, name) != value
    }
    if not changes:
        return
    for name, (_before, after) in changes.items():
        setattr(found, name, after)
    await session.flush()
    queries.forget(session)
    await record(session, actor, FieldChanged(found.id, found.module, found.label, changes))


async def archive_field(
    session: AsyncSession, actor: Actor, field_id: UUID, *, version: int | None = None
) -> CustomField:
    """Put a field away: nobody is asked for it, records keep its values."""
    found = await queries.get_field(session, field_id, lock=True)
    require(policies.can_manage_fields(actor))
    check_version(found.version, version)
    if found.archived_at is None:
        found.archived_at = now()
        await session.flush()
        queries.forget(session)
        await record(session, actor, FieldArchived(found.id, found.module, found.label))
    return found


async def restore_field(session: AsyncSession, actor: Actor, field_id: UUID) -> CustomField:
    """Take a field back into use with all its values; raises LabelTaken."""
    found = await queries.get_field(session, field_id, lock=True)
    require(policies.can_manage_fields(actor))
    if found.archived_at is not None:
        _refuse_twin(await queries.fields_of(session, found.module), found.label)
        found.archived_at = None
        await session.flush()
        queries.forget(session)
        await record(session, actor, FieldRestored(found.id, found.module, found.label))
    return found


async def reorder_fields(
    session: AsyncSession, actor: Actor, module: Module | str, field_ids: Sequence[UUID]
) -> None:
    """Put a module's fields in order; those not named come after the others as they stood."""
    require(policies.can_manage_fields(actor))
    asked = sa.select(CustomField).where(CustomField.module == str(module)).with_for_update()
    rows = (await session.scalars(asked.order_by(CustomField.position))).all()
    rank = {identity: at for at, identity in enumerate(field_ids)}
    ordered = sorted(rows, key=lambda one: rank.get(one.id, len(rank)))
    for at, one in enumerate(ordered, 1):
        await _apply(session, actor, one, {"position": at * 10})


def _clean_label(label: str) -> str:
    clean = one_line(label)[:LABEL_LENGTH].strip()
    if not clean:
        raise LabelMissing
    return clean


def _refuse_twin(others: Sequence[Any], label: str) -> None:
    if any(fold(one.label) == fold(label) for one in others if not one.is_archived):
        raise LabelTaken(label=label)


def _new_name(label: str, taken: set[str]) -> str:
    """Return a key made of a label: `Takuu (kk)` is `takuu_kk`; a number tells twins apart."""
    base = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:KEY_LENGTH].strip("_") or "field"
    base = f"f_{base}" if base[0].isdigit() else base
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}_{number}"
    return key


def _chosen(
    kind: FieldKind, labels: Sequence[str], before: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return choices in order with their keys; known ones keep theirs, dropped ones stay put away.

    Raises ChoicesMissing.
    """
    if kind not in WITH_CHOICES:
        return []
    clean = {fold(one): one_line(one)[:LABEL_LENGTH] for one in labels if one_line(one)}
    if not clean:
        raise ChoicesMissing
    known = {fold(str(one["label"])): one for one in before}
    taken = {str(one["key"]) for one in before}
    chosen: list[dict[str, Any]] = []
    for folded, label in list(clean.items())[:MOST_CHOICES]:
        key = str(known[folded]["key"]) if folded in known else _new_name(label, taken)
        taken.add(key)
        chosen.append({"key": key, "label": label})
    kept = {one["key"] for one in chosen}
    gone = [{**one, "archived": True} for one in before if one["key"] not in kept]
    return chosen + gone

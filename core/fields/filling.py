"""Setting own fields and tags of one record: read, permitted by its service, indexed."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.subjects import seen
from core.errors import Invalid, NotFound
from core.fields import queries, values
from core.fields.errors import FieldNeeded
from core.fields.indexing import keep_values
from core.fields.models import FieldKind, Module
from core.fields.values import REFERENCES, Field
from core.kit import clock
from core.kit.formatting import quoted
from core.kit.i18n import _
from core.kit.ids import new_id, parse_id
from core.kit.text import fold, one_line
from core.settings import keys
from core.settings import queries as settings

TAG_LENGTH = 50
MOST_TAGS = 30

Changes = dict[str, list[Any]]
"""`custom.<key>` -> [before, after, label] in words of the actor's language; `tags` -> [lists]."""


async def set_values(
    session: AsyncSession, actor: Actor, module: Module | str, record: Any,
    typed: Mapping[str, Any] | None, tags: Sequence[str] | None = None, *, is_new: bool = False,
) -> Changes:  # fmt: skip
    """Set fields of a record (key or `custom.<key>` -> what was typed) and its tags.

    Each domain service calls it after its policy said yes and puts what it returns into the
    record's own event. None leaves alone. A new record must have every required field, a changed
    one may not lose one: FieldNeeded. Raises Invalid naming the field; an unknown key is NotFound.
    A record that is not stored yet is indexed with what it holds already.
    """
    changes: Changes = {}
    before, tags_before = dict(record.custom or {}), list(getattr(record, "tags", None) or ())
    custom = before
    if typed is not None and (typed or is_new):
        fields = await queries.fields_of(session, module, archived=True)
        custom = await _read(session, actor, fields, before, typed)
        _refuse_missing(fields, custom, None if is_new else before)
        changes.update(await _in_words(session, actor, fields, before, custom))
    wanted_tags = tags_before if tags is None else clean_tags(tags)
    if wanted_tags != tags_before:
        changes["tags"] = [tags_before, wanted_tags]
        record.tags = wanted_tags
    if custom != before:
        record.custom = custom
    fresh = is_new or not sa.inspect(record).persistent
    if changes or (fresh and (custom or wanted_tags)):
        if record.id is None:
            record.id = new_id()
        await keep_values(
            session, module, record.id, custom, wanted_tags,
            before={} if fresh else before, tags_before=() if fresh else tags_before,
        )  # fmt: skip
    return changes


def clean_tags(tags: Sequence[str]) -> list[str]:
    """Return tags on one line each, without repeats; a comma parts two."""
    found: dict[str, str] = {}
    for typed in tags:
        for tag in typed.split(","):
            if line := one_line(tag).lstrip("#")[:TAG_LENGTH].strip():
                found.setdefault(fold(line), line)
    return list(found.values())[:MOST_TAGS]


async def _read(
    session: AsyncSession, actor: Actor, fields: Sequence[Field], before: Mapping[str, Any],
    typed: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """Return the values of a record after what was typed; what it says again is kept as it is."""
    by_key = {one.key: one for one in fields}
    custom = dict(before)
    for name, said in typed.items():
        one = by_key.get(name.removeprefix(values.PREFIX))
        if one is None:
            raise NotFound
        held = before.get(one.key)
        if held is not None and said in (held, values.typed_again(one, held, actor.language)):
            continue
        value = await _read_one(session, actor, one, said, held)
        if value is None:
            custom.pop(one.key, None)
        else:
            custom[one.key] = value
    return custom


async def _read_one(
    session: AsyncSession, actor: Actor, one: Field, said: Any, held: Any
) -> Any:  # fmt: skip
    currency = "EUR"
    if one.kind == FieldKind.MONEY and isinstance(said, str) and said.strip():
        currency = await settings.get(session, keys.CURRENCY)
    if isinstance(said, values.Stored):
        return said.value
    if one.kind == FieldKind.CHOICES and held and not isinstance(said, str):
        said, kept = _without_archived(one, said, held)
    else:
        kept = []
    value = values.parse(
        one, said, actor.language, currency=currency, today=clock.today(actor.zone)
    )
    if value is not None and one.kind in REFERENCES:
        await _refuse_unknown(session, actor, one, value)
    return ([*(value or []), *kept] or None) if kept else value


def _without_archived(one: Field, said: Any, held: Any) -> tuple[list[Any], list[str]]:
    """Part chosen keys into those still offered and those that the record may keep."""
    offered = {key for key, _label in one.open_choices}
    kept = [key for key in held if key in said and key not in offered]
    return [key for key in said if key not in kept], kept


async def _refuse_unknown(session: AsyncSession, actor: Actor, one: Field, value: str) -> None:
    identity = parse_id(value)
    assert identity is not None
    if identity not in await seen(session, actor, REFERENCES[one.kind], [identity]):
        sentence = _("Choose {field} from the list.")
        raise Invalid(sentence.format(field=quoted(one.label)), field=one.name)


def _refuse_missing(
    fields: Sequence[Field], custom: Mapping[str, Any], before: Mapping[str, Any] | None
) -> None:
    """Refuse what must be filled and is not; of a changed record only what it had before."""
    wanted = values.missing(fields, custom)
    if before is not None:
        wanted = [one for one in wanted if before.get(one.key) not in (None, "", [])]
    if wanted:
        labels = ", ".join(one.label for one in wanted)
        raise FieldNeeded(labels, field=wanted[0].name)


async def _in_words(
    session: AsyncSession, actor: Actor, fields: Sequence[Field], before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> Changes:  # fmt: skip
    differing = [one for one in fields if before.get(one.key) != after.get(one.key)]
    if not differing:
        return {}
    names = await queries.names_of(session, actor, differing, [before, after])
    return {
        one.name: [
            *(
                values.in_words(one, custom.get(one.key), actor.language, names) or None
                for custom in (before, after)
            ),
            one.label,
        ]
        for one in differing
    }

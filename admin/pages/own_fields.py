"""The company's own fields and tags in forms: what they hold, what was typed, what is suggested."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from admin.pages.forms import Form
from admin.pages.picking import customer_of, person_of
from admin.pages.serving import reading
from core.access.actor import Actor
from core.fields import values
from core.fields.models import FieldKind, Module
from core.fields.queries import fields_of, names_of
from core.fields.tagging import tags_in_use
from core.fields.values import REFERENCES, Field
from core.kit.ids import parse_id
from core.kit.text import fold
from core.people.policies import can_see
from core.people.queries import find_persons

MARK = "own_fields"
"""Sent by every form that has the fields, so that another form leaves them alone."""


@dataclass(frozen=True, slots=True)
class Own:
    """The fields of a module and what a record holds in them.

    `typed`: input name -> text, or keys of several choices; `names`: what referred ids are called;
    `words`: (label, value in words) of what is filled in.
    """

    module: str
    fields: tuple[Field, ...] = ()
    typed: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    words: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def options(self, one: Field) -> list[tuple[str, str]]:
        """What may be chosen, and what the record holds although it is not offered any more."""
        held = self.typed.get(one.name) or []
        keys = [held] if isinstance(held, str) else held
        offered = one.open_choices
        known = {key for key, _label in offered}
        return offered + [(key, one.choice(key)) for key in keys if key and key not in known]


async def own_of(
    session: AsyncSession, actor: Actor, module: Module | str, record: Any = None,
    names: Mapping[UUID, str] | None = None,
) -> Own:  # fmt: skip
    """Return the fields of a module with what a record holds (None: a new one).

    One statement for the fields, and one for each kind of thing that values refer to unless
    their `names` are known already.
    """
    fields = await fields_of(session, module)
    custom: dict[str, Any] = (record.custom or {}) if record is not None else {}
    known = {str(key): name for key, name in (names or {}).items()}
    if names is None:
        known = await names_of(session, actor, fields, [custom])
    language = actor.language
    shown = [(one, values.in_words(one, custom.get(one.key), language, known)) for one in fields]
    return Own(
        str(module), fields,
        {one.name: values.typed_again(one, custom.get(one.key), language) for one in fields},
        known, [(one.label, words) for one, words in shown if words],
        list(getattr(record, "tags", None) or ()),
    )  # fmt: skip


async def referred(
    session: AsyncSession, actor: Actor, module: Module | str, record: Any
) -> set[UUID]:
    """Return the ids of those a record's fields refer to, for a page that reads names anyway.

    None for who may not see customers and persons.
    """
    if not can_see(actor):
        return set()
    custom = record.custom or {}
    fields = [one for one in await fields_of(session, module) if one.kind in REFERENCES]
    found = (parse_id(str(custom.get(one.key) or "")) for one in fields)
    return {key for key in found if key is not None}


async def custom_of(
    session: AsyncSession, actor: Actor, module: Module | str, form: Form
) -> dict[str, Any] | None:
    """Return what a form says of own fields by key, for a service; None: it has none of them.

    Raises Invalid for a customer or person who is not found.
    """
    if MARK not in form.typed:
        return None
    said: dict[str, Any] = {}
    for one in await fields_of(session, module):
        if one.name in form.typed:
            said[one.key] = await _said(session, actor, one, form)
    return said


async def _said(session: AsyncSession, actor: Actor, one: Field, form: Form) -> Any:
    if one.kind == FieldKind.CHOICES:
        return [key for key in form.lists.get(one.name, []) if key]
    if one.kind == FieldKind.CUSTOMER:
        found = await customer_of(session, actor, form, one.name)
        return str(found) if found else None
    if one.kind == FieldKind.PERSON:
        person = await person_of(session, actor, form, one.name)
        return str(person) if person else None
    return form.text(one.name, limit=values.TEXT_LENGTH * 2)


def differs(own: Own, said: Mapping[str, Any] | None) -> bool:
    """Tell whether a form says anything else than what the record's form shows."""
    if said is None:
        return False
    held = {one.key: own.typed.get(one.name) or None for one in own.fields}
    return any((value or None) != held.get(key) for key, value in said.items())


def tags_of(form: Form) -> list[str] | None:
    """Return the tags that a form gives, None when it has no field for them."""
    if "tags" not in form.typed:
        return None
    return form.text("tags", limit=2_000).split(",")


async def suggest_persons(request: Request) -> Response:
    """GET /app/suggest/persons?…=: options for a picker's list."""
    text = next(iter(request.query_params.values()), "")[:200]
    async with reading(request) as (session, actor):
        found = await find_persons(session, actor, text, limit=15)
    option = Markup('<option value="{}" data-id="{}">{}</option>')
    return HTMLResponse(
        Markup("").join(option.format(one.name, one.id, firm or "") for one, firm in found)
    )


async def suggest_tags(request: Request) -> Response:
    """GET /app/suggest/tags/{module}?tags=…: the tags typed so far with each that may follow."""
    typed = request.query_params.get("tags", "")[:500]
    before, _comma, last = typed.rpartition(",")
    has = {fold(one) for one in before.split(",")}
    async with reading(request) as (session, actor):
        found = await tags_in_use(session, actor, request.path_params["module"], last.strip())
    so_far = f"{before.strip()}, " if before.strip() else ""
    option = Markup('<option value="{}">{}</option>')
    return HTMLResponse(
        Markup("").join(option.format(so_far + one, one) for one in found if fold(one) not in has)
    )


REFERRED = {kind.value: f"/app/suggest/{subject}s" for kind, subject in REFERENCES.items()}
ROUTES = [
    Route("/app/suggest/persons", suggest_persons),
    Route("/app/suggest/tags/{module}", suggest_tags),
]

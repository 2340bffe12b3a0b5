"""Writing criteria: the fields of each kind of column, and what was typed as data."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from admin.pages.forms import minutes_in
from admin.pages.list_asking import Criterion, pairs_of
from admin.pages.list_cells import choice_words
from admin.pages.rendering import render, see_other
from admin.pages.serving import reading
from core.columns import Column, Kind
from core.kit.i18n import _
from core.kit.ids import new_token, parse_id
from core.views.criteria import label_of
from core.views.operators import (
    NEEDS_DAYS,
    NEEDS_MANY,
    NEEDS_NONE,
    NEEDS_TWO,
    OPERATORS,
    operators_of,
)
from core.views.options import MINE, find_options, is_short, option_names, options_of
from core.views.queries import open_list
from core.views.relative import SPANS
from core.views.scope import Scope

Pairs = list[tuple[str, str]]


@dataclass(slots=True)
class Fields:
    """What the template draws for one criterion. `input`: none, text, day, days, select, many,
    picker; `values` are those typed or stored, at least two for `between`."""

    prefix: str
    column: str
    op: str
    operators: Pairs
    input: str
    options: Pairs
    values: Sequence[str]
    words: str = ""
    refers: str = ""
    hint: str = ""


async def fields_of_criterion(
    session: AsyncSession, scope: Scope, one: Criterion, prefix: str = ""
) -> Fields | None:
    """Return the fields of a criterion, filled in; None without such a column."""
    column = scope.columns.get(str(one.get("column", "")))
    if column is None or not column.filters:
        return None
    known = _operators(column)
    names = [name for name, _words in known]
    op = str(one.get("op") or "")
    op = op if op in names else names[0]
    value = one.get("value")
    values = ["" if part is None else str(part) for part in
              (value if isinstance(value, list) else [value])]  # fmt: skip
    made = Fields(prefix, column.name, op, known, input_of(column, op), [], values,
                  refers=column.refers, hint=_hint(column, op))  # fmt: skip
    if made.input in ("select", "many"):
        made.options = await options_for(session, scope, column)
    if made.input == "picker" and (identity := parse_id(values[0])):
        named = await option_names(session, scope.actor, [(column.refers, identity)])
        made.words = named.get(identity, "")
    if column.kind is Kind.MINUTES:
        made.values = [_as_hours(part) for part in values]
    return made


def _operators(column: Column) -> Pairs:
    long = column.kind is Kind.REFERENCE and not is_short(column.refers)
    return [(op, _(OPERATORS[op])) for op in operators_of(column)
            if not (long and op in NEEDS_MANY)]  # fmt: skip


def input_of(column: Column, op: str) -> str:
    """Return which field a value of a column is typed into, for an operator."""
    if op in NEEDS_NONE:
        return "none"
    if op in NEEDS_DAYS:
        return "days"
    if column.kind in (Kind.DATE, Kind.MOMENT):
        return "select" if op == "within" else "day"
    if column.kind is Kind.REFERENCE and not is_short(column.refers):
        return "picker"
    if column.kind in (Kind.CHOICE, Kind.REFERENCE, Kind.YES_NO) or column.choices:
        return "many" if op in NEEDS_MANY else "select"
    return "text"


def _hint(column: Column, op: str) -> str:
    if op in NEEDS_NONE or op in NEEDS_DAYS:
        return ""
    if column.kind is Kind.MINUTES:
        return _("Hours, such as 7.5")
    if column.kind is Kind.TAGS and op in NEEDS_MANY and not column.choices:
        return _("Several, with commas between them")
    return ""


async def options_for(session: AsyncSession, scope: Scope, column: Column) -> Pairs:
    """Return what a column's select offers."""
    if column.kind in (Kind.DATE, Kind.MOMENT):
        return [(name, _(words)) for name, words in SPANS.items()]
    if column.kind is Kind.YES_NO:
        return [("yes", _("Yes")), ("no", _("No"))]
    if column.choices:
        return [(one.key, choice_words(column, one.key)) for one in column.choices]
    mine = {"me": _("me"), "my_teams": _("my teams")}
    first = [(MINE[column.refers], mine[MINE[column.refers]])] if column.refers in MINE else []
    found = await options_of(session, scope.actor, column.refers)
    return [*first, *((str(identity), words) for identity, words in found)]


def _as_hours(value: str) -> str:
    if not value.lstrip("-").isdecimal():
        return value
    return f"{int(value) / 60:g}"


def typed_criterion(scope: Scope, name: str, op: str, typed: Sequence[str]) -> Criterion:
    """Return what was typed as a criterion; what cannot be read stays as typed and is refused."""
    column = scope.columns.get(name)
    values: list[Any] = [part.strip() for part in typed if part.strip()]
    if op in NEEDS_NONE:
        return {"column": name, "op": op, "value": None}
    if column is not None and column.kind is Kind.MINUTES:
        values = [minutes_in(part) if minutes_in(part) is not None else part for part in values]
    if column is not None and column.kind is Kind.TAGS and not column.choices:
        values = [part.strip() for one in values for part in one.split(",") if part.strip()]
    if op in (*NEEDS_MANY, *NEEDS_TWO):
        return {"column": name, "op": op, "value": values}
    return {"column": name, "op": op, "value": values[0] if values else ""}


async def criterion(request: Request) -> Response:
    """GET /app/lists/{kind}/criterion?column=…&op=…&prefix=…: the fields of one criterion."""
    given = request.query_params
    prefix = given.get("prefix", "")[:40]
    async with reading(request) as (session, actor):
        scope = await open_list(session, actor, request.path_params["kind"])
        one = {"column": given.get(f"{prefix}column", ""), "op": given.get(f"{prefix}op", "")}
        fields = await fields_of_criterion(session, scope, one, prefix)
        return render(request, "parts/list_criterion.html", c=fields, module=scope.module,
                      is_filter=not prefix)  # fmt: skip


async def line(request: Request) -> Response:
    """GET /app/lists/{kind}/line: an empty line of the criteria of a view."""
    async with reading(request) as (session, actor):
        scope = await open_list(session, actor, request.path_params["kind"])
        return render(request, "parts/list_line.html", module=scope.module, is_first=False,
                      filters=filters_of(scope), key=new_token(6), c=None, joined=False)  # fmt: skip


def filters_of(scope: Scope) -> Pairs:
    """Return (name, words) of the columns to filter by, in the order of the alphabet."""
    named = [(one.name, label_of(one)) for one in scope.columns.values() if one.filters]
    return sorted(named, key=lambda pair: pair[1].casefold())


async def narrow(request: Request) -> Response:
    """GET /app/lists/{kind}/filter?back=…&column=…: the list with one criterion more."""
    given = request.query_params
    async with reading(request) as (session, actor):
        scope = await open_list(session, actor, request.path_params["kind"])
    before = parse_qsl(urlsplit(given.get("back", "")).query, max_num_fields=60)
    values = given.getlist("value_id") or given.getlist("value")
    one = typed_criterion(scope, given.get("column", ""), given.get("op", ""), values)
    pairs = [pair for pair in before if pair[0] != "cursor"]
    if one["column"] and one["op"]:
        pairs += pairs_of(one)
    address = f"{scope.module.path}?{urlencode(pairs)}"
    if request.headers.get("HX-Request") != "true":
        return see_other(address)
    location = json.dumps({"path": address, "target": "#list", "swap": "outerHTML"})
    return Response(headers={"HX-Location": location})


async def suggest(request: Request) -> Response:
    """GET /app/lists/suggest/{refers}?…: options for the picker of a long reference."""
    text = next(iter(request.query_params.values()), "")[:200]
    async with reading(request) as (session, actor):
        found = await find_options(session, actor, request.path_params["refers"], text)
    option = Markup('<option value="{}" data-id="{}"></option>')
    return HTMLResponse(Markup("").join(option.format(name, key) for key, name in found))


ROUTES = [
    Route("/app/lists/suggest/{refers}", suggest),
    Route("/app/lists/{kind}/criterion", criterion),
    Route("/app/lists/{kind}/line", line),
    Route("/app/lists/{kind}/filter", narrow),
]

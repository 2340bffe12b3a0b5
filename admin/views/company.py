"""The company's settings: one form of the typed keys, by group."""

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.navigation import sections_for
from admin.notices import done_in
from admin.pages.forms import Form, read_form
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import require
from core.errors import DomainError
from core.kit import clock, formatting
from core.kit.i18n import _, language
from core.settings import policies
from core.settings.keys import COUNTRIES, CURRENCIES, HOURS, KEYS, MODULES, Key
from core.settings.queries import choices
from core.settings.service import set_value

PATH, HOURS_PATH = "/settings/company", "/settings/hours"
NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


def _choice(one: str) -> str:
    """Return a choice in words: a language, country, currency or time zone."""
    words = formatting.cldr(language())
    if one in COUNTRIES:
        return str(words.territories.get(one, one))
    if one in CURRENCIES:
        return f"{one} – {words.currencies.get(one, one)}"
    return NAMES.get(one, one.replace("_", " "))


def _keys(request: Request) -> tuple[Key[Any], ...]:
    """Return the settings of a page: those of hours and of parts have their own."""
    of_hours = request.url.path == HOURS_PATH
    mine = (HOURS,) if of_hours else tuple({key.group for key in KEYS} - {HOURS, MODULES})
    return tuple(key for key in KEYS if key.group in mine)


async def page(request: Request) -> Response:
    """GET /settings/company and /settings/hours"""
    return await _page(request)


async def _page(
    request: Request, form: Form | None = None, refusal: DomainError | None = None
) -> Response:
    async with reading(request) as (session, actor):
        keys = _keys(request)
        require(all(policies.can_change(actor, key) for key in keys))
        chosen = await choices(session)
        return await show(
            request, session, "sqladmin/company.html", 422 if refusal else 200,
            groups=_groups(keys, chosen),
            title=_("Rules of hours") if request.url.path == HOURS_PATH else _("Company"),
            typed=form.typed if form else {},
            sections=sections_for(actor, request.app.state.views), done=done_in(request), sent=bool(form),
            day_example=formatting.full_day(clock.today(actor.zone)), **refusal_of(refusal),
        )  # fmt: skip


def _groups(
    keys: Iterable[Key[Any]], chosen: dict[str, tuple[Any, int]]
) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for key in keys:
        value, version = chosen[key.name]
        groups.setdefault(_(key.group), []).append(
            {"key": key, "label": _(key.label), "help": _(key.help), "value": _shown(key, value),
             "version": version, "kind": _kind(key),
             "choices": [(one, _choice(one)) for one in key.choices]}
        )  # fmt: skip
    return list(groups.items())


def _shown(key: Key[Any], value: Any) -> Any:
    """Return a value as its field shows it: a day as the reader writes days."""
    day = formatting.typed_day(value) if key.is_day and value else None
    return value if day is None else formatting.full_day(day)


def _kind(key: Key[Any]) -> str:
    if key.choices:
        return "choice"
    if key.type is bool:
        return "check"
    if key.is_day:
        return "day"
    return "number" if key.type is int else "area" if key.long else "text"


async def save(request: Request) -> Response:
    """POST /settings/company or /settings/hours: all or nothing, each key against the version that was seen."""
    form = await read_form(request)
    try:
        async with writing(request) as (session, actor):
            for key in _keys(request):
                value: Any = form.typed.get(key.name, "")
                if key.type is bool:
                    value = form.ticked(key.name)
                version = form.number(f"{key.name}_version")
                await set_value(session, actor, key, value, version=version)
    except DomainError as refusal:
        return await _page(request, form, refusal)
    return see_other(request.url.path, done="saved")


ROUTES = [
    Route(path, handler, methods=[method])
    for path in (PATH, HOURS_PATH)
    for handler, method in ((page, "GET"), (save, "POST"))
]

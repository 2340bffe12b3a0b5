"""One Jinja environment for every page of ours, in the reader's language and zone."""

import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import available_timezones

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from admin.pages import wording
from core.access.actor import Actor
from core.access.permissions import Permission
from core.kit import clock, formatting, i18n
from core.kit.ids import parse_id
from core.kit.text import shorten

ADMIN = Path(__file__).resolve().parent.parent
STATIC = ADMIN / "static"
CONSOLE = "/settings/statics"
"""Where sqladmin serves Tabler's files."""
HOME = "/app"
THEME_COOKIE = "apuri_theme"
THEMES = ("auto", "light", "dark")
DEFAULT_ZONE = "Europe/Helsinki"
ROOMS = {
    "inbox": ("/app/requests",),
    "work": ("/app/projects", "/app/project-groups", "/app/activities", "/app/recurring"),
    "hours": ("/app/absences", "/app/banks", "/app/endorsements"),
    "customers": ("/app/persons",),
    "settings": (
        "/app/workflows", "/app/fields", "/app/activity-types", "/app/project-steps", "/app/keys",
        "/app/quarantine", "/app/sources",
    ),
}  # fmt: skip
"""Pages that belong to a room of the menu beside those below its own address."""
PARTS_OF_PAGES = (
    "/app/compose/",
    "/app/timeline/",
    "/app/beside/",
    "/app/discuss/",
    "/app/comments/",
)
"""Parts of a thing's page by themselves; they are in the room of the thing (`about`)."""
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@lru_cache(maxsize=64)
def static(name: str) -> str:
    """Return the URL of one of our static files; it changes when the content does."""
    path = STATIC / name
    mark = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else "0"
    return f"/static/{name}?v={mark}"


def icon(name: str) -> Markup:
    """Return a decorative icon of `icons.svg`; the words beside it carry the meaning."""
    href = escape(static("icons.svg"))
    return Markup('<svg class="icon" aria-hidden="true" focusable="false">'
                  '<use href="{}#{}"></use></svg>').format(href, name)  # fmt: skip


def actor_of(request: Request) -> Actor | None:
    """Return who is signed in, or None."""
    return getattr(request.state, "actor", None)


def language_of(request: Request) -> str:
    """Return the actor's language, else the best of Accept-Language."""
    actor = actor_of(request)
    if actor is not None:
        return i18n.supported(actor.language) or i18n.DEFAULT
    return i18n.best_language(request.headers.get("accept-language"))


def theme_of(request: Request) -> str:
    """Return `light`, `dark` or `auto` (as the device says)."""
    chosen = request.cookies.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def link(path: str, **parameters: Any) -> str:
    """Return a path with those query parameters that have a value."""
    given = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
    return f"{path}{'&' if '?' in path else '?'}{urlencode(given)}" if given else path


def iso(value: datetime) -> str:
    """Return a moment for `<time datetime>` (RFC 3339, UTC)."""
    return value.strftime(TIME_FORMAT)


@pass_context
def _moment(context: Context, value: datetime) -> str:
    return formatting.moment(value, context["zone"])


@pass_context
def _wall(context: Context, value: datetime) -> str:
    """A moment's wall time; with its day when that is not today."""
    wall = clock.local(value, context["zone"])
    if wall.date() == clock.today(context["zone"]):
        return formatting.clock_time(wall)
    return formatting.moment(value, context["zone"])


@pass_context
def _ago(context: Context, value: datetime) -> Markup:
    """How long ago, with the exact moment on hover."""
    exact = formatting.moment(value, context["zone"])
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        iso(value), exact, formatting.ago(value)
    )


def _day_input(value: date | None) -> str:
    return value.isoformat() if value else ""


def _short_hours(minutes: int) -> str:
    """Decimal hours without the unit, for grids."""
    return formatting.hours(minutes).removesuffix(" h")


def _same_id(value: object, other: object) -> bool:
    """Tell whether two ids are one, written with or without hyphens."""
    return parse_id(str(value)) == parse_id(str(other)) is not None


_UNIT = re.compile(r"(?<=\d) (?=(?:h|min|km|€|kr|t)\b|€)")


def _held(text: str) -> str:
    """Hold a figure and its unit on one line."""
    return _UNIT.sub("\u00a0", text)


FILTERS: dict[str, Callable[..., Any]] = {
    "hours": formatting.hours,
    "short_hours": _short_hours,
    "quoted": formatting.quoted,
    "span": formatting.span,
    "day": formatting.day,
    "month_name": formatting.month,
    "clock": formatting.clock_time,
    "moment": _moment,
    "wall": _wall,
    "wall_in": lambda value, zone: formatting.clock_time(clock.local(value, zone)),
    "ago": _ago,
    "iso": iso,
    "money": formatting.money,
    "km": formatting.kilometres,
    "number": formatting.number,
    "shorten": shorten,
    "size": formatting.size,
    "zip": zip,
    "same_id": _same_id,
    "day_input": _day_input,
    "browser": wording.browser,
    "held": _held,
    "unsigned": lambda line: line.lstrip("✓?▶■↺! "),
}


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment of `admin/templates`: escaping, and loud about missing names."""
    made = Environment(
        loader=FileSystemLoader(ADMIN / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.globals.update(
        _=i18n._, ngettext=i18n.ngettext, pgettext=i18n.pgettext, icon=icon, static=static,
        link=link, console=CONSOLE, Permission=Permission,
        ROOMS=ROOMS, PARTS_OF_PAGES=PARTS_OF_PAGES, LANGUAGES=i18n.LANGUAGES,
        request_state=wording.request_state, outbound_state=wording.outbound_state,
        outbound_kind=wording.outbound_kind, channel_words=wording.channel,
        week_states=wording.week_state,
    )  # fmt: skip
    return made


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page in the reader's language.

    Templates may rely on: request, actor (or None), frame (or None; see admin/pages/frame.py),
    language, theme, zone, path, refusal (a sentence or None), typed (what was typed, by field),
    wrong_field, done (a sentence or None). `language` may be given by a page that knows better.
    """
    language = i18n.supported(context.get("language")) or language_of(request)
    actor = actor_of(request)
    with i18n.use_language(language):
        given: dict[str, Any] = {
            "request": request,
            "actor": actor,
            "frame": getattr(request.state, "frame", None),
            "language": language,
            "theme": theme_of(request),
            "zone": actor.zone if actor else DEFAULT_ZONE,
            "path": request.url.path,
            "refusal": None,
            "wrong_field": "",
            "typed": {},
            "done": wording.done(request.query_params.get("done")),
            "beside_list": request.headers.get("HX-Target") == "panel",
            **context,
        }
        body = environment().get_template(template).render(given)
    headers = {"Content-Language": language, "Vary": "Cookie, Accept-Language"}
    return HTMLResponse(body, status, headers)


def safe_path(path: str | None, default: str = HOME) -> str:
    """Return a path of ours to go on to; anything that could lead elsewhere becomes `default`."""
    if not path or not path.startswith("/") or path.startswith(("//", "/sign-in", "/link/")):
        return default
    strange = "\\" in path or any(ord(sign) < 33 or ord(sign) == 127 for sign in path)
    return default if strange else path


def see_other(path: str, **parameters: Any) -> Response:
    """Return the answer to a form that was carried out: go and look there (303)."""
    address = quote(link(path, **parameters), safe="/%#?=&+:,;@!$'()*~[]")
    return Response(status_code=303, headers={"Location": address})


@lru_cache(maxsize=1)
def zones() -> list[str]:
    """Return the IANA zones people choose from."""
    return sorted(name for name in available_timezones() if "/" in name and name[0].isupper()
                  and not name.startswith(("Etc/", "SystemV/", "US/")))  # fmt: skip

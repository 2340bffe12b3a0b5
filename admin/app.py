"""Everything served over HTTP, put together: doors, pages, console, guards."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from admin import api, health, hooks, pages, sign_in, webchat
from admin.console import Console
from admin.pages.errors import EXCEPTION_HANDLERS
from admin.pages.rendering import STATIC
from admin.security import guards
from admin.sign_in.identity import Identity
from admin.views import OWN_ROUTES, VIEWS
from admin.webchat.streams import Streams
from core.startup import App


def build_app(
    app: App, *, readiness: Callable[[], Mapping[str, str]] | None = None, timetable: Any = None
) -> Starlette:
    """Return the web application of an installation.

    `readiness` tells the state of each worker of this process by name, `timetable` what runs when;
    both come from whoever serves it. `web.state.streams` are the open event streams: close them
    before waiting for connections to end.
    """
    web = Starlette(
        routes=[*routes(), Mount("/static", StaticFiles(directory=STATIC), name="static")],
        middleware=[*guards(app.settings), Middleware(Identity, installation=app)],
        exception_handlers=EXCEPTION_HANDLERS,
    )
    web.state.readiness = readiness or dict
    web.state.timetable = timetable
    web.state.views = VIEWS
    web.state.streams = streams = Streams()
    app.wake.listen(streams.publish)
    Console(web, app, VIEWS)
    return web


def routes() -> Iterable[BaseRoute]:
    """Return the routes of every door and page, the daily pages module by module."""
    yield from health.ROUTES
    yield from hooks.ROUTES
    yield from api.ROUTES
    yield from sign_in.ROUTES
    yield from webchat.ROUTES
    yield from OWN_ROUTES
    for found in pkgutil.iter_modules(pages.__path__):
        module = importlib.import_module(f"{pages.__name__}.{found.name}")
        yield from getattr(module, "ROUTES", ())

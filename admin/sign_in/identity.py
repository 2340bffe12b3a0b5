"""Who a request is from: the actor of the session cookie, by one query."""

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from admin.pages.errors import error_page
from admin.security import SAFE_METHODS
from admin.sign_in.cookies import cookie_name
from core.access.actor import Actor
from core.access.modules import is_off
from core.fields.queries import known_stamp
from core.kit.i18n import _, best_language, set_language, use_language
from core.settings import queries as settings
from core.staff import queries, service, signing_in
from core.startup import App

ENROLLING = ("/app/me/second-factor", "/app/me/language", "/app/me/theme", "/sign-out", "/static/",
             "/settings/statics/")  # fmt: skip
"""What works before the second factor that a role demands is there."""
WHILE_SEEING = ("/app/see-as/end", "/sign-out")
NOBODY = ("/static/", "/settings/statics/", "/hooks/", "/api/", "/healthz", "/readyz")
"""Paths that never ask who it is."""


class Identity:
    """Puts `app`, `actor` and `sign_in` into the request's state and sets its language."""

    def __init__(self, app: ASGIApp, installation: App) -> None:
        self.app = app
        self.installation = installation
        self.cookie = cookie_name(installation.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            state = scope.setdefault("state", {})
            state.update(app=self.installation, actor=None, sign_in=None)
            if not scope["path"].startswith(NOBODY):
                await self._find(scope)
            if (led := _led(scope)) is not None:
                await led(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _find(self, scope: Scope) -> None:
        connection = HTTPConnection(scope)
        set_language(best_language(connection.headers.get("accept-language")))
        token = connection.cookies.get(self.cookie)
        if not token or len(token) > 200:
            return
        async with self.installation.sessions.reading() as session:
            found = await queries.actor_for_token(session, token)
            scope["state"]["fields_stamp"] = known_stamp(session)
            scope["state"]["settings_stamp"] = settings.known_stamp(session)
        if found is None:
            return
        scope["state"]["actor"], scope["state"]["sign_in"] = found
        set_language(found[0].language)
        if signing_in.is_seen_again(found[1]):
            async with self.installation.sessions.begin() as session:
                await service.note_seen(session, found[1].id)


def _led(scope: Scope) -> ASGIApp | None:
    """Return what answers instead of the page, or None: a part that is off, or a role's eyes."""
    actor: Actor | None = scope["state"]["actor"]
    path: str = scope["path"]
    if actor is None:
        return None
    if actor.modules_off and is_off(path, actor.modules_off):
        return error_page(Request(scope), 404)
    if actor.must_enrol and not path.startswith(ENROLLING):
        return RedirectResponse("/app/me/second-factor", 303)
    if actor.seeing_as and scope["method"] not in SAFE_METHODS and path not in WHILE_SEEING:
        with use_language(actor.language):
            sentence = _("You are looking as “{role}”. Go back to your own eyes to change things.")
            return error_page(Request(scope), 403, sentence.format(role=actor.seeing_as))
    return None

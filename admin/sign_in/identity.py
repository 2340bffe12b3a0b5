"""Who a request is from: the actor of the session cookie, by one query."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from admin.sign_in.cookies import cookie_name
from core.kit.i18n import best_language, set_language
from core.staff import queries, service, signing_in
from core.startup import App

NOBODY = ("/static/", "/settings/statics/", "/hooks/", "/healthz", "/readyz")
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
        await self.app(scope, receive, send)

    async def _find(self, scope: Scope) -> None:
        connection = HTTPConnection(scope)
        set_language(best_language(connection.headers.get("accept-language")))
        token = connection.cookies.get(self.cookie)
        if not token or len(token) > 200:
            return
        async with self.installation.sessions.reading() as session:
            found = await queries.actor_for_token(session, token)
        if found is None:
            return
        scope["state"]["actor"], scope["state"]["sign_in"] = found
        set_language(found[0].language)
        if signing_in.is_seen_again(found[1]):
            async with self.installation.sessions.begin() as session:
                await service.note_seen(session, found[1].id)

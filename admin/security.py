"""What guards every door: hosts, same origin, body sizes, one content policy, headers.

sqladmin has no tokens against forged requests, so every change must come from a page of ours: the
browser says so in Sec-Fetch-Site, older ones in Origin. Other programs use `/hooks/`, each with a
signature of its own, and `/api/` with a key: neither looks at a cookie.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.config import LOOPBACK, Settings
from core.kit.i18n import _, best_language, use_language

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CONTENT_POLICY = "; ".join(f"{name} {value}" for name, value in DIRECTIVES.items())
"""The policy of every page; a response that brings its own (a customer's mail) keeps that."""

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
OTHER_PROGRAMS = ("/hooks/", "/api/")
STRANGERS = ("/form/",)
FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
KILO = 1024


def guards(settings: Settings) -> list[Middleware]:
    """Return the middlewares around everything, the outermost first."""
    return [
        Middleware(SafeHeaders, https=settings.is_https),
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts_of(settings), www_redirect=False),
        Middleware(NoZeros),
        Middleware(SameOrigin),
        Middleware(BodyLimits, uploads=settings.max_upload_bytes),
    ]


def hosts_of(settings: Settings) -> list[str]:
    """Return the host names this installation answers to; loopback always."""
    named = urlsplit(settings.base_url).hostname
    if named is None and settings.host not in LOOPBACK:
        return ["*"]  # listens on a network without saying by what name
    return [*LOOPBACK, "[::1]", *([named] if named else [])]


class NoZeros:
    """Refuses an address with a zero character: no name, number or id of ours has one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "\0" in scope.get("path", "") or b"%00" in scope.get("query_string", b""):
            headers = Headers(scope=scope)
            with use_language(best_language(headers.get("accept-language"))):
                sentence = _("What was sent could not be understood. Go back and try again.")
            await PlainTextResponse(sentence, 400)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class SameOrigin:
    """Refuses a change that does not come from a page of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._may_pass(scope):
            headers = Headers(scope=scope)
            with use_language(best_language(headers.get("accept-language"))):
                sentence = _("This came from another site and was refused. Open the page again.")
            await PlainTextResponse(sentence, 403)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        path: str = scope["path"]
        if scope["method"] in SAFE_METHODS or path.startswith(OTHER_PROGRAMS):
            return True
        headers = Headers(scope=scope)
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        origin = headers.get("origin") or headers.get("referer")
        if origin is None:  # a program, no browser: it bears no cookie of anybody's
            return path.startswith(STRANGERS)
        return urlsplit(origin).netloc == headers.get("host", "")


class BodyLimits:
    """How much each door takes, in bytes."""

    def __init__(self, app: ASGIApp, uploads: int) -> None:
        several = RequestBodyLimitMiddleware(app, uploads * 3)
        self.doors: tuple[tuple[str, ASGIApp], ...] = (
            ("/sign-in", RequestBodyLimitMiddleware(app, 16 * KILO)),
            ("/link/", RequestBodyLimitMiddleware(app, 16 * KILO)),
            ("/hooks/", RequestBodyLimitMiddleware(app, KILO * KILO)),
            ("/api/", RequestBodyLimitMiddleware(app, KILO * KILO)),
            ("/settings", RequestBodyLimitMiddleware(app, KILO * KILO)),
            ("/form/", several),
            ("/hours/", RequestBodyLimitMiddleware(app, KILO * KILO)),
            ("/app/", several),
        )
        self.rest = RequestBodyLimitMiddleware(app, 16 * KILO)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        door = next((app for start, app in self.doors if path.startswith(start)), self.rest)
        await door(scope, receive, send)


class SafeHeaders:
    """Adds the headers that every response bears."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, scope: Scope) -> None:
        if "content-security-policy" not in headers:
            headers["content-security-policy"] = CONTENT_POLICY
            headers["x-frame-options"] = "DENY"
        headers["x-content-type-options"] = "nosniff"
        headers["referrer-policy"] = "same-origin"
        headers["cross-origin-opener-policy"] = "same-origin"
        headers.setdefault("cross-origin-resource-policy", "same-origin")
        headers["permissions-policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        headers.setdefault("cache-control", _cache(scope))
        if self.https:
            headers["strict-transport-security"] = "max-age=31536000"


def _cache(scope: Scope) -> str:
    path: str = scope["path"]
    if path.startswith("/static/"):
        return FOR_EVER if b"v=" in scope.get("query_string", b"") else A_DAY
    return A_DAY if path.startswith("/settings/statics/") else "no-store"

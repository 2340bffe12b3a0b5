"""A provider's token endpoint over real HTTP: Google's and Microsoft's addresses, codes, refresh
tokens and introspection (RFC 6749, RFC 7662). What it issued and revoked is seen from here."""

import base64
from typing import Any, Self
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.background import AsgiServer


class TokenEndpoint:
    """`users` maps a refresh token or code to whom it signs in; `asked` are the forms that came."""

    def __init__(self) -> None:
        self.users: dict[str, str] = {}
        self.access: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.life = 3600
        self.renews = False
        self.client = ("client", "client-secret")
        self._answers: list[tuple[int, Any]] = []
        self._count = 0
        routes = [
            Route("/token", self._token, methods=["POST"]),
            Route("/{tenant}/oauth2/v2.0/token", self._token, methods=["POST"]),
            Route("/introspect", self._introspect, methods=["POST", "GET"]),
        ]
        self._server = AsgiServer(Starlette(routes=routes))
        self.url = self._server.url
        self.port = self._server.port

    def start(self) -> Self:
        """Return when it answers."""
        self._server.start()
        return self

    def stop(self) -> None:
        """End the server."""
        self._server.stop()

    def next_answer(self, status: int, body: Any) -> None:
        """Answer the next request so."""
        self._answers.append((status, body))

    def revoke_access(self) -> None:
        """No access token issued so far is good any more."""
        self.access.clear()

    def is_good(self, user: str, token: str) -> bool:
        """Tell whether an access token is a user's."""
        return self.access.get(token) == user

    async def _token(self, request: Request) -> Response:
        form = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        self.asked.append(form)
        self.paths.append(request.url.path)
        if self._answers:
            status, body = self._answers.pop(0)
            return Response(body, status) if isinstance(body, str) else JSONResponse(body, status)
        if (form.get("client_id"), form.get("client_secret")) != self.client:
            return JSONResponse({"error": "invalid_client"}, 401)
        given = form.get("refresh_token") or form.get("code") or ""
        user = self.users.get(given)
        if user is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(self._issue(user, by_code="code" in form))

    def _issue(self, user: str, *, by_code: bool) -> dict[str, Any]:
        self._count += 1
        token = f"access-{self._count}"
        self.access[token] = user
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": self.life}
        if by_code or self.renews:
            refresh = f"refresh-{self._count}"
            self.users[refresh] = user
            answer["refresh_token"] = refresh
        return answer

    async def _introspect(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        token = (form.get("token") or [""])[0] or request.query_params.get("token", "")
        user = self.access.get(token)
        if user is None:
            return JSONResponse({"active": False}, 200)
        return JSONResponse({"active": True, "email": user})


def user_and_token(sasl: bytes) -> tuple[str, str]:
    """Take an XOAUTH2 response apart."""
    fields = base64.b64decode(sasl).decode().split("\x01")
    values = dict(field.partition("=")[::2] for field in fields if field)
    return values.get("user", ""), values.get("auth", "").removeprefix("Bearer ")

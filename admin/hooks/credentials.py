"""A source's credentials for checking signatures, remembered for a few seconds."""

import time
from uuid import UUID

from starlette.requests import Request

from core.errors import NotFound
from core.kit.ids import parse_id
from core.sources import queries, service
from core.sources.errors import SecretsUnreadable
from core.sources.models import SourceKind
from core.startup import App

REMEMBERED_SECONDS = 10.0
_known: dict[tuple[int, UUID], tuple[float, dict[str, str]]] = {}


def app_of(request: Request) -> App:
    """Return the installation."""
    app: App = request.state.app
    return app


async def source_secrets(request: Request, kind: SourceKind) -> tuple[UUID, dict[str, str]] | None:
    """Return the id and credentials of the active source in the path, or None."""
    app = app_of(request)
    source_id = parse_id(request.path_params["source_id"])
    if source_id is None:
        return None
    key = (id(app), source_id)
    found = _known.get(key)
    if found is None or found[0] < time.monotonic():
        secrets = await _read(app, source_id, kind)
        if secrets is None:
            return None
        _known[key] = found = (time.monotonic() + REMEMBERED_SECONDS, secrets)
    return source_id, found[1]


async def _read(app: App, source_id: UUID, kind: SourceKind) -> dict[str, str] | None:
    async with app.sessions.reading() as session:
        try:
            source = await queries.get_source(session, source_id)
            if source.kind != kind or not source.active or source.is_archived:
                return None
            return await service.secrets_of(session, source)
        except (NotFound, SecretsUnreadable):
            return None

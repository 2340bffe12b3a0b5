"""Look at the whole house: `python3 deploy/check.py [STEP...]`. Standard library only.

Every step is a command of its own in `.venv`; all run, each gets a line, and any failure makes the
exit code 1.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

if not __package__:  # run as a file: the clone's root, not this folder, is where packages are
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from deploy import bootstrap
from deploy.run import set_up

BIN = bootstrap.VENV / "bin"


class Step(NamedTuple):
    """A named look and the command that takes it, run in the clone's root."""

    name: str
    command: list[str]


STEPS = [
    Step("types", [str(BIN / "mypy")]),
    Step("format", [str(BIN / "ruff"), "format", "--check", "--quiet"]),
    Step("lint", [str(BIN / "ruff"), "check", "--quiet"]),
    Step("imports", [str(BIN / "lint-imports"), "--no-cache"]),
    Step("migrations", [str(BIN / "python"), "-m", "deploy.drift"]),
    Step("translations", [str(BIN / "python"), "-m", "deploy.catalogues", "check"]),
    Step("licences", [str(BIN / "python"), "-m", "deploy.licences"]),
]


def look(step: Step) -> tuple[Step, int, str, float]:
    """Run one step; return it with its exit code, its output and its seconds."""
    started = time.monotonic()
    code, output = bootstrap.run(step.command)
    return step, code, output, time.monotonic() - started


def main() -> int:
    """Run the steps asked for (all by default), two at a time; return the exit code."""
    names = sys.argv[1:]
    unknown = set(names) - {step.name for step in STEPS}
    if unknown:
        known = ", ".join(step.name for step in STEPS)
        print(f"No such step: {', '.join(sorted(unknown))}. There are {known}.", file=sys.stderr)
        return 2
    set_up("dev")
    os.environ.setdefault("COLUMNS", "200")
    chosen = [step for step in STEPS if not names or step.name in names]
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for step, code, output, seconds in pool.map(look, chosen):
            print(
                f"{'ok    ' if code == 0 else 'FAILED'}  {step.name} ({seconds:.1f} s)", flush=True
            )
            if code:
                failed += 1
                print(bootstrap.last_lines(output, 80), flush=True)
    print("all well" if not failed else f"{failed} of {len(chosen)} steps failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())

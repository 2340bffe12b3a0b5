"""Run the whole test suite: `python3 deploy/test.py [pytest's arguments]`. Standard library only.

What touches a database runs on SQLite and on PostgreSQL. The last line counts both:
`N passed, N failed`, and `, N skipped` where a system's server is missing. In CI a skip fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

if not __package__:  # run as a file: the clone's root, not this folder, is where packages are
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from deploy import bootstrap
from deploy.run import set_up

NO_TESTS = 5  # pytest's exit code when it found none
POSTGRES, SQLITE = "postgres", "sqlite"


def main() -> int:
    """Set up with the test packages, test on both databases, sum up; return the exit code."""
    set_up("test")
    with tempfile.TemporaryDirectory(prefix="apuri-test-") as folder:
        report = Path(folder) / "report.xml"
        command = [str(bootstrap.PYTHON), "-m", "pytest", "-n", "2", "--db=both", "-q"]
        ended = subprocess.run(
            [*command, f"--junitxml={report}", *sys.argv[1:]], cwd=bootstrap.ROOT, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        counted, reasons = read_report(report)
    for database, counts in counted.items():
        print(f"{database}: {sentence(counts)}")
    for reason in sorted(set(reasons)):
        print(f"  skipped: {reason}")
    totals = {word: sum(one[word] for one in counted.values()) for word in NOTHING}
    return verdict(ended.returncode, totals)


NOTHING = {"passed": 0, "failed": 0, "skipped": 0}


def read_report(report: Path) -> tuple[dict[str, dict[str, int]], list[str]]:
    """Count the cases of a JUnit report by database: errors are failures; and why some skipped.

    What needs no database counts where SQLite is.
    """
    counted = {SQLITE: dict(NOTHING), POSTGRES: dict(NOTHING)}
    reasons: list[str] = []
    if not report.exists():
        return counted, reasons
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it
        parts = case.get("name", "").partition("[")[2].rstrip("]").split("-")
        counts = counted[POSTGRES if POSTGRES in parts else SQLITE]
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            counts["failed"] += 1
        elif skip is not None:
            counts["skipped"] += 1
            reasons.append(skip.get("message") or "no reason given")
        else:
            counts["passed"] += 1
    return counted, reasons


def verdict(code: int, totals: dict[str, int]) -> int:
    """Print the closing line; return 0 only when tests ran and none failed (or, in CI, skipped)."""
    if code not in (0, NO_TESTS) and not totals["failed"]:
        totals["failed"] = 1  # pytest itself fell: never a green line over a red exit
    if os.environ.get("CI") == "true" and totals["skipped"]:
        print("In CI every test must run: a skip is a failure.")
        totals = {**totals, "failed": totals["failed"] + totals["skipped"], "skipped": 0}
    print(sentence(totals))
    return 1 if totals["failed"] or not totals["passed"] else 0


def sentence(counted: dict[str, int]) -> str:
    """Return `N passed, N failed`, with the skipped ones when there are some."""
    skipped = f", {counted['skipped']} skipped" if counted["skipped"] else ""
    return f"{counted['passed']} passed, {counted['failed']} failed{skipped}"


if __name__ == "__main__":
    raise SystemExit(main())

"""Run the whole test suite: `python3 deploy/test.py [pytest's arguments]`. Standard library only.

It runs on SQLite, then what touches a database again on PostgreSQL. The last line counts both:
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

DATABASES = ("sqlite", "postgres")
NO_TESTS = 5  # pytest's exit code when it found none


def main() -> int:
    """Set up with the test packages, test on each database, sum up; return the exit code."""
    set_up("test")
    arguments = sys.argv[1:]
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    codes = []
    for database in DATABASES:
        code, counted, reasons = test_on(database, arguments)
        codes.append(code)
        for word, count in counted.items():
            totals[word] += count
        print(f"{database}: {sentence(counted)}")
        for reason in sorted(set(reasons)):
            print(f"  skipped: {reason}")
    return verdict(codes, totals)


def test_on(database: str, arguments: list[str]) -> tuple[int, dict[str, int], list[str]]:
    """Run pytest on one database; return its exit code, the counts and why tests were skipped."""
    with tempfile.TemporaryDirectory(prefix="apuri-test-") as folder:
        report = Path(folder) / "report.xml"
        command = [str(bootstrap.PYTHON), "-m", "pytest", "-n", "2", f"--db={database}", "-q"]
        ended = subprocess.run(
            [*command, f"--junitxml={report}", *arguments], cwd=bootstrap.ROOT, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        counted, reasons = read_report(report)
    return ended.returncode, counted, reasons


def read_report(report: Path) -> tuple[dict[str, int], list[str]]:
    """Count the cases of a JUnit report: errors are failures; also the reasons of skips."""
    counted = {"passed": 0, "failed": 0, "skipped": 0}
    reasons: list[str] = []
    if not report.exists():
        return counted, reasons
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            counted["failed"] += 1
        elif skip is not None:
            counted["skipped"] += 1
            reasons.append(skip.get("message") or "no reason given")
        else:
            counted["passed"] += 1
    return counted, reasons


def verdict(codes: list[int], totals: dict[str, int]) -> int:
    """Print the closing line; return 0 only when tests ran and none failed (or, in CI, skipped)."""
    broken = [code for code in codes if code not in (0, NO_TESTS)]
    if broken and not totals["failed"]:
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

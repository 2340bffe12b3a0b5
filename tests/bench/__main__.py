"""`python -m tests.bench NAME [--size N]`: measure, and print one JSON object."""

import argparse
import importlib
import json
import sys

from tests.bench.machine import machine

NAMES = ("ingest", "mailbox", "growth", "chat", "language", "panel", "search")


def main(arguments: list[str] | None = None) -> None:
    """Run one benchmark; `--size` is its number of mails, updates or names."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--size", type=int, help="how many mails, updates or names")
    parser.add_argument("--db", choices=("sqlite", "postgres", "both"), default="both")
    given = parser.parse_args(arguments)
    kinds = ("sqlite", "postgres") if given.db == "both" else (given.db,)
    bench = importlib.import_module(f"tests.bench.{given.name}")
    about = machine()
    found = bench.measure(given.size or bench.SIZE, kinds)
    json.dump({"bench": given.name, "machine": about, **found}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()

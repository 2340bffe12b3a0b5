"""Set up and start Apuri: `python3 deploy/run.py`. Standard library only.

The first start creates `.venv`, builds what is not committed and fills a demo company into its own
data folder; later starts skip what is there.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

if not __package__:  # run as a file: the clone's root, not this folder, is where packages are
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from deploy import bootstrap

DEMO_DATA = bootstrap.ROOT / "demo-data"
OWN_DATA = bootstrap.ROOT / "data"
APURI = bootstrap.VENV / "bin" / "apuri"


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the flags."""
    parser = argparse.ArgumentParser(description="Set up and start Apuri with a demo company.")
    parser.add_argument("--port", type=int, default=None, help="port of the panel (8010)")
    parser.add_argument("--data", type=Path, default=None, help="the data folder")
    parser.add_argument("--no-demo", action="store_true", help="start without the demo company")
    parser.add_argument("--setup", action="store_true", help="stop after the set-up")
    return parser.parse_args(arguments)


def set_up(lock: str = "runtime") -> None:
    """Make `.venv` and the built parts ready; what goes wrong is said in words, exit code 1."""
    from deploy import assets  # after bootstrap has looked at the Python that reads this

    try:
        bootstrap.prepare(lock)
        assets.build()
    except bootstrap.SetupError as error:
        raise SystemExit(f"Apuri could not be set up.\n{error}") from None
    except KeyboardInterrupt:
        raise SystemExit("Stopped; start again to go on.") from None


def hand_over(asked: argparse.Namespace) -> None:
    """Let the `apuri` command migrate, fill the demo and serve; does not return on success."""
    if not asked.no_demo and os.environ.get("APURI_DATABASE_URL"):
        raise SystemExit(
            "APURI_DATABASE_URL is set, and the demo company only ever lives in a SQLite file of "
            "its own. Unset it to see the demo, or start with --no-demo to run on that database."
        )
    data = asked.data or (OWN_DATA if asked.no_demo else DEMO_DATA)
    environment = {**os.environ, "APURI_DATA": str(data.resolve())}
    if asked.port is not None:
        environment["APURI_PORT"] = str(asked.port)
    command = [str(APURI), "start", *([] if asked.no_demo else ["--demo"])]
    sys.stdout.flush()
    os.execve(APURI, command, environment)  # noqa: S606 - signals reach it directly


def main() -> None:
    """Set up, then start unless only the set-up was asked for."""
    asked = parse(sys.argv[1:])
    set_up()
    if asked.setup:
        print("Ready. The command is " + str(APURI))
        return
    hand_over(asked)


if __name__ == "__main__":
    main()

"""Refuse runtime packages whose licence may not be combined with GPL-3.0-or-later.

    .venv/bin/python -m deploy.licences

Reads the metadata of what deploy/locks/runtime.txt installs: the SPDX expression, else the
classifiers, else the short licence text. What none of them says needs a line in `DECIDED`.
"""

import re
import sys
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from typing import cast

from deploy.bootstrap import LOCKS

# SPDX names that may be part of a GPL-3.0 work, https://www.gnu.org/licenses/license-list.html
FITTING = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "GPL-3.0-only",
    "GPL-3.0-or-later", "ISC", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT",
    "MIT-0", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
}  # fmt: skip
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
TEXTS = {"Apache 2.0": "Apache-2.0"}  # what is neither a classifier nor an SPDX name
DECIDED: dict[str, str] = {}  # package -> SPDX name, with the reason in a comment


def locked() -> list[str]:
    """Return the names of the runtime lock."""
    text = (LOCKS / "runtime.txt").read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE)


def expression(about: Message) -> str:
    """Return a package's licence as an SPDX expression; empty when its metadata does not say."""
    name = about["Name"].lower()
    if name in DECIDED:
        return DECIDED[name]
    stated = about.get("License-Expression")
    if stated:
        return str(stated)
    classifiers = about.get_all("Classifier") or []
    found = {
        CLASSIFIERS.get(text.rpartition(" :: ")[2], text.rpartition(" :: ")[2])
        for text in classifiers
        if text.startswith("License :: OSI Approved :: ")
    }
    text = str(about.get("License") or "").strip()
    named = TEXTS.get(text, text if text in FITTING else "")
    return " AND ".join(sorted(found)) or named  # several classifiers: every one has to fit


def fits(spdx: str) -> bool:
    """Say whether an SPDX expression leaves a choice that fits: any side of OR, all of AND."""
    flat = spdx.replace("(", " ").replace(")", " ")
    if "(" in spdx:  # brackets are rare: demand that every part fits
        return all(part in FITTING for part in flat.split() if part not in ("AND", "OR"))
    choices = [choice.split(" AND ") for choice in flat.split(" OR ")]
    return any(all(part.strip() in FITTING for part in parts) for parts in choices)


def main() -> int:
    """Print the packages that do not fit; return the exit code."""
    wrong, seen = [], 0
    for name in dict.fromkeys(locked()):
        try:
            about = cast(Message, metadata(name))
        except PackageNotFoundError:
            continue  # of another platform
        seen += 1
        spdx = expression(about)
        if not fits(spdx):
            wrong.append(f"{name}: {spdx or 'its metadata names no licence'}")
    print(*wrong, sep="\n")
    if not seen:
        print("no locked package is installed", file=sys.stderr)
    return 1 if wrong or not seen else 0


if __name__ == "__main__":
    raise SystemExit(main())

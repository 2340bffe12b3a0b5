"""Places where a test may kill the process, to prove that nothing is lost or done twice.

`APURI_CRASH` holds `name:0.05` (die there with that probability) or `name:3` (die at the third
hit), several separated by commas; `*` stands for every point. Off, a point costs one look at an
empty dict. The points:

- `raw-committed`      a batch of mail is in the ledger, the server does not know yet
- `smtp-committed`     a mail of the SMTP door is stored, its sender has no 250 yet
- `update-committed`   chat updates are in the inbox, not yet acknowledged
- `dispatched`         items were understood and committed, nothing was told yet
- `moved`              a mail was moved or flagged on the server, the ledger does not know yet
- `settled`            the ledger knows
- `claimed`            an outgoing message is marked as being sent, not sent yet
- `sent`               the provider took it, the row does not know yet
- `send-recorded`      the row knows
"""

import os
import random

POINTS = (
    "raw-committed", "smtp-committed", "update-committed", "dispatched", "moved", "settled",
    "claimed", "sent", "send-recorded",
)  # fmt: skip


def _read(text: str) -> dict[str, float]:
    armed: dict[str, float] = {}
    for part in filter(None, text.split(",")):
        name, _sep, chance = part.strip().partition(":")
        for point in POINTS if name == "*" else (name,):
            armed[point] = float(chance or 1)
    return armed


_armed = _read(os.environ.get("APURI_CRASH", ""))
_hits: dict[str, int] = {}


def point(name: str) -> None:
    """Die here at once (exit code 9) when APURI_CRASH says so."""
    if not _armed or (chance := _armed.get(name)) is None:
        return
    _hits[name] = hits = _hits.get(name, 0) + 1
    if (hits == chance) if chance >= 1 else (random.random() < chance):
        os._exit(9)

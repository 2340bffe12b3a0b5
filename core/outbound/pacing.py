"""Not too many mails to one recipient's domain at once: big providers refuse who hurries.

Counted by this process alone. A domain takes `BURST` mails at once and one more each `pause`
seconds; one whose server asks us to slow down gets none for a while.
"""

import re
import time
from collections.abc import Callable
from uuid import UUID

BURST = 20
HOLD = 60.0  # seconds without mail to a domain that told us to slow down
_SLOW_DOWN = re.compile(r"421\b|4\d\d 4\.7\.\d")
_MANY = 5_000


class Pace:
    """When the next mail to each domain may leave; `pause` in seconds, 0 for no limit."""

    def __init__(self, pause: float, *, moment: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._moment = moment
        self._free_at: dict[str, float] = {}  # when a domain's whole burst is free again
        self._held_until: dict[str, float] = {}
        self._turns: dict[UUID, float] = {}  # whose turn comes later, and when

    def wait_for(self, message_id: UUID, address: str) -> float:
        """Return the seconds until a mail's turn; asked again it keeps the turn it got."""
        if self._pause <= 0:
            return 0.0
        domain, moment = _domain(address), self._moment()
        turn = self._turns.pop(message_id, None)
        if turn is None:
            turn = self._next_turn(domain, moment)
        turn = max(turn, self._held_until.get(domain, 0.0))
        if turn > moment:
            self._turns[message_id] = turn
        return max(0.0, turn - moment)

    def _next_turn(self, domain: str, moment: float) -> float:
        self._forget_old(moment)
        begins = max(self._free_at.get(domain, moment), moment)
        self._free_at[domain] = begins + self._pause
        return begins - (BURST - 1) * self._pause

    def leaves(self, message_id: UUID) -> None:
        """The mail's turn has come."""
        self._turns.pop(message_id, None)

    def refused(self, address: str, code: str) -> None:
        """Note a passing refusal: a server that asks us to slow down is left alone for a while."""
        if self._pause > 0 and _SLOW_DOWN.match(code):
            self._held_until[_domain(address)] = self._moment() + HOLD

    def _forget_old(self, moment: float) -> None:
        for kept in (self._free_at, self._held_until):
            if len(kept) > _MANY:
                for key in [key for key, until in kept.items() if until < moment]:
                    del kept[key]
        if len(self._turns) > 20 * _MANY:  # of mails that were cancelled meanwhile
            self._turns = {key: turn for key, turn in self._turns.items() if turn > moment - HOLD}


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip().lower()

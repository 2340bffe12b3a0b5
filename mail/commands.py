"""Orders of staff by mail: lines that begin with a hash sign, above everything else. Pure.

`#2h lehto` is said to the assistant as `2h lehto`; `#sulje`, `#stäng` or `#close` in a mail about a
request concerns that request.
"""

import re

from core.conversations.tokens import number_in

MAX_LINES = 20
_ORDER = re.compile(r"#[ \t]?([^\W_].{0,500})")
_OF_REQUEST = re.compile(
    r"(sulje|suljen|stäng|stänger|close|ota|otan|ta|tar|take)\b(?P<rest>.*)", re.IGNORECASE
)


def orders_in(text: str, subject: str) -> str | None:
    """Return what the mail orders, a line each without the hash; None when it orders nothing.

    Words below the orders belong to nobody's order. `subject` names the request meant.
    """
    orders: list[str] = []
    for line in text.strip().splitlines():
        found = _ORDER.fullmatch(line.strip())
        if found is None and line.strip():
            break
        if found is not None:
            orders.append(_about_request(found[1].strip(), subject))
    return "\n".join(orders[:MAX_LINES]) or None


def _about_request(order: str, subject: str) -> str:
    found, number = _OF_REQUEST.fullmatch(order), number_in(subject)
    if found is None or number is None or number_in(order):
        return order
    return f"{found[1]} {number} {found['rest'].strip()}".strip()

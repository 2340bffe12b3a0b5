"""One line of `apuri understand`: a JSON request in, a JSON answer out, whatever comes in."""

import json
import time
from typing import Any

_ZONE = "Europe/Helsinki"
MAIL_KINDS = frozenset({"mail", "reply", "forward"})


def answer(line: bytes, *, explain: bool = False) -> dict[str, Any]:
    """Return the answer to one request line; a broken one is answered by asking."""
    begun = time.perf_counter()
    try:
        request = json.loads(line)
        if not isinstance(request, dict):
            raise TypeError("a request is a JSON object")
    except (ValueError, TypeError, RecursionError):
        return {"id": None, "intent": "ask", "ask": ["intent"]}
    if request.get("kind", "chat") in MAIL_KINDS:
        import mail.understand as mails

        found = mails.answer(request)
    else:
        import core.language.understand as words

        found = words.answer({**request, "explain": explain} if explain else request)
    return {"id": request.get("id"), **found, "us": int((time.perf_counter() - begun) * 1e6)}


def request_of(line: bytes) -> bytes:
    """Return a request line; words that are no JSON object become a chat message of now."""
    if line.lstrip().startswith(b"{"):
        return line
    from core.kit import clock

    now = clock.local(clock.now(), _ZONE).replace(tzinfo=None, microsecond=0)
    text = line.decode("utf-8", "replace").strip()
    return json.dumps({"text": text, "now": now.isoformat(), "tz": _ZONE}).encode()


def readable(found: dict[str, Any]) -> str:
    """Return an explained answer as text for a person, the answer itself as its last line."""
    lines = found.get("explain", [])
    rest = {name: value for name, value in found.items() if name != "explain"}
    return "\n".join([*lines, json.dumps(rest, ensure_ascii=False), ""])

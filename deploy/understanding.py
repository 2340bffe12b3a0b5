"""One line of `apuri understand`: a JSON request in, a JSON answer out, whatever comes in."""

import json
import time
from typing import Any

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

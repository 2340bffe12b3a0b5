"""Understanding a message: `read` for the assistant, `answer` for one line of `apuri understand`."""

import datetime as dt
import logging
from typing import Any

from core.language.deciding import decide
from core.language.kinds import KINDS
from core.language.lines import answer_of, said_of
from core.language.reading import Context, Directory, Reading, Said

_log = logging.getLogger(__name__)


def read(
    text: str,
    *,
    now: dt.datetime,
    tz: str = "Europe/Helsinki",
    lang: str | None = None,
    directory: Directory | None = None,
    context: Context | None = None,
    region: str | None = None,
    currency: str | None = None,
) -> Reading:
    """What a member of staff said; `now` is naive local wall time in `tz`. Never guesses."""
    said = Said(
        text, now.replace(tzinfo=None), tz, lang, region, currency,
        directory or Directory(), context or Context(),
    )  # fmt: skip
    try:
        return decide(said)
    except Exception:  # noqa: BLE001 (whatever the text is, the writer is answered)
        _log.exception("a message broke the parser")
        return Reading("ask", ask=("intent",))


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The answer line for one request line of kind chat, when, duration, number, money or phone.

    With `explain` in the request the answer holds `explain`: lines for a person to read.
    """
    identity: Any = None
    try:
        identity = request.get("id")
        kind = request.get("kind") or "chat"
        if request.get("explain"):
            found = _explained(request, kind)
        else:
            found = answer_of(decide(said_of(request))) if kind == "chat" else KINDS[kind](request)
    except Exception:  # noqa: BLE001 (a broken text still gets its answer line)
        _log.exception("a request broke the parser")
        return {"id": identity, "intent": "ask", "ask": ["intent"]}
    return {"id": identity, **found}


def _explained(request: dict[str, Any], kind: str) -> dict[str, Any]:
    from core.language import explaining  # seldom wanted, and it brings dates in words

    if kind == "chat":
        reading, lines = explaining.explained(said_of(request))
        return {**answer_of(reading), "explain": lines}
    lines = explaining.explained_kind(str(request.get("text") or ""), request.get("lang"))
    return {**KINDS[kind](request), "explain": lines}

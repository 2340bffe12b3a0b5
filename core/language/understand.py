"""Understanding a message: `read` for the assistant, `answer` for one line of `apuri understand`."""

import datetime as dt
from typing import Any

from core.language.deciding import decide
from core.language.kinds import KINDS
from core.language.lines import answer_of, said_of
from core.language.reading import Context, Directory, Reading, Said


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
    return decide(said)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The answer line for one request line of kind chat, when, duration, number, money or phone."""
    identity: Any = None
    try:
        identity = request.get("id")
        kind = request.get("kind") or "chat"
        if kind == "chat":
            found = answer_of(decide(said_of(request)))
        else:
            found = KINDS[kind](request)
    except Exception:  # noqa: BLE001 (a text that breaks the parser still gets its answer line)
        return {"id": identity, "intent": "ask", "ask": ["intent"]}
    return {"id": identity, **found}

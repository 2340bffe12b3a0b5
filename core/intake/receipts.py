"""The words of an acknowledgement: our own are put together once per language and filled in."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.conversations import letters, tokens
from core.notify import rendering

EVENT = "acknowledgement"
_NUMBER, _SIGNED = "\ue000", "\ue001"  # private letters: they stand where these will stand


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is said, and as mail: `text` and `html` with signature and marker line."""

    subject: str
    body: str
    text: str = ""
    html: str = ""


def receipt(
    channel: str,
    language: str,
    values: dict[str, Any],
    overrides: rendering.Overrides,
    *,
    signature: str,
    signed: str,
) -> Receipt:
    """Return the words for one request; `values` as in the template, `signed` its reference."""
    if (EVENT, channel, language) not in overrides:
        number, form = values["number"], _form(language, signature)
        filled = (one.replace(_NUMBER, number).replace(_SIGNED, signed)
                  for one in (form.subject, form.body, form.text, form.html))  # fmt: skip
        return Receipt(*filled)
    said = rendering.render(EVENT, channel, language, values, overrides)
    return _as_mail(said, signature, tokens.marker_with(signed, language))


@lru_cache(32)
def _form(language: str, signature: str) -> Receipt:
    """The built-in words, which name nothing but the number."""
    said = rendering.render(EVENT, "mail", language, {"number": _NUMBER})
    return _as_mail(said, signature, tokens.marker_with(_SIGNED, language))


def _as_mail(said: rendering.Rendered, signature: str, marker: str) -> Receipt:
    letter = letters.compose(said.body, signature=signature, marker=marker)
    return Receipt(said.subject, said.body, letter.text, letter.html)

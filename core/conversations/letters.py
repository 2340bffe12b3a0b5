"""An answer as mail: the text, a signature, the quiet marker line, what the customer wrote."""

import re
from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup, escape

QUOTED_LINES = 200
_URL = re.compile(r"https?://[^\s<>\"')\]]+")

_PAGE = Environment(autoescape=True, trim_blocks=True).from_string(
    '<div style="max-width:600px;font:16px/1.5 system-ui,sans-serif;color:#1c1c1c">'
    "{% for block in blocks %}<p>{{ block }}</p>{% endfor %}"
    '{% if signature %}<p style="color:#555">{{ signature }}</p>{% endif %}'
    '{% if marker %}<p style="color:#999;font-size:12px">{{ marker }}</p>{% endif %}'
    "{% if quote %}<p>{{ attribution }}</p>"
    '<blockquote style="margin:0;padding-left:12px;border-left:2px solid #ccc;color:#555">'
    "{{ quote }}</blockquote>{% endif %}</div>"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """Both parts of a mail."""

    text: str
    html: str


def quoted(text: str) -> str:
    """Return a text as mail quotes it, cut after many lines."""
    lines = text.strip().splitlines()
    shown = [*lines[:QUOTED_LINES], *(["…"] if len(lines) > QUOTED_LINES else [])]
    return "\n".join(f"> {line}".rstrip() for line in shown)


def compose(
    text: str, *, signature: str = "", marker: str = "", attribution: str = "", quote: str = ""
) -> Letter:
    """Put a letter together; every part but the text may be empty."""
    parts = [text.strip(), signature.strip(), marker]
    if quote.strip():
        parts.append(f"{attribution}\n{quoted(quote)}".strip())
    html = _PAGE.render(
        blocks=[_lines(block) for block in re.split(r"\n\s*\n", text.strip())],
        signature=_lines(signature.strip()), marker=marker, attribution=attribution,
        quote=_lines("\n".join(quote.strip().splitlines()[:QUOTED_LINES])),
    )  # fmt: skip
    return Letter("\n\n".join(part for part in parts if part) + "\n", html)


def _lines(text: str) -> Markup:
    """Return text as HTML with line ends kept and addresses clickable."""
    pieces: list[Markup] = []
    last = 0
    for found in _URL.finditer(text):
        url = found[0].rstrip(".,;:!?")
        pieces += [escape(text[last : found.start()]),
                   Markup('<a href="{0}">{0}</a>').format(url)]  # fmt: skip
        last = found.start() + len(url)
    pieces.append(escape(text[last:]))
    return Markup("<br>").join(Markup("").join(pieces).splitlines())

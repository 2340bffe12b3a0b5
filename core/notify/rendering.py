"""Messages from templates: files in gettext by default, the company's own words where it has any.

What people write in the panel is rendered in Jinja's sandbox and may hold only values, conditions
and a few filters: no loops, calls or arithmetic. Broken words never stop a message: the built-in
ones are used then.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.base import table_of
from core.kit import i18n
from core.notify.models import MessageTemplate

log = logging.getLogger(__name__)
FOLDER = Path(__file__).parent / "templates"
MAX_LENGTH = 10_000
FILTERS = frozenset(("default", "upper", "lower", "title", "capitalize", "trim", "length"))
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If,
    nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter,
    nodes.Test,
)  # fmt: skip
_TESTS = frozenset(("defined", "undefined", "none"))


def _sentence(message: str, **values: Any) -> str:
    return i18n._(message).format(**values)


def _counted(one: str, many: str, count: int, **values: Any) -> str:
    return i18n.ngettext(one, many, count).format(count=count, **values)


def _environment() -> SandboxedEnvironment:
    made = SandboxedEnvironment(
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, autoescape=False, keep_trailing_newline=False,
    )  # fmt: skip
    made.globals = {"_": _sentence, "ngettext": _counted}
    return made


_BUILT_IN = _environment()
_WRITTEN = SandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
)
_WRITTEN.globals = {}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message's subject (one line, mail only) and body."""

    subject: str
    body: str


Overrides = Mapping[tuple[str, str, str], tuple[str, str]]
"""(event, channel, language) -> (subject, body) as the company wrote them."""


async def load_overrides(session: AsyncSession, events: Collection[str]) -> Overrides:
    """Return the company's own words for some events, one query."""
    rows = await session.execute(_OVERRIDES, {"events": list(events)})
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}


_own = table_of(MessageTemplate).c
_OVERRIDES = sa.select(_own.event, _own.channel, _own.language, _own.subject, _own.body).where(
    _own.event.in_(sa.bindparam("events", expanding=True)), _own.active
)


def render(
    event: str,
    channel: str,
    language: str,
    values: Mapping[str, Any],
    overrides: Overrides | None = None,
) -> Rendered:
    """Return an event's message in a channel and language."""
    with i18n.use_language(language):
        subject = _one_line(_template(event, "subject").render(values))
        written = (overrides or {}).get((event, channel, language))
        if written is not None:
            try:
                return render_written(written[0], written[1], values, subject)
            except (TemplateError, ValueError) as error:
                log.warning("the company's words for %s are broken: %s", event, error)
        return Rendered(subject, _template(event, "body").render(values).strip())


def render_written(
    subject: str, body: str, values: Mapping[str, Any], fallback_subject: str = ""
) -> Rendered:
    """Render words written in the panel; raises jinja2.TemplateError or ValueError."""
    said = _one_line(compiled(subject).render(values)) if subject.strip() else fallback_subject
    return Rendered(said, compiled(body).render(values).strip())


@lru_cache(maxsize=500)
def compiled(source: str) -> Template:
    """Return a written template; raises TemplateError, or ValueError for what is not allowed."""
    if len(source) > MAX_LENGTH:
        raise ValueError("too long")
    for node in _WRITTEN.parse(source).find_all(nodes.Node):
        is_fine = isinstance(node, _ALLOWED)
        if isinstance(node, nodes.Filter):
            is_fine = node.name in FILTERS
        elif isinstance(node, nodes.Getattr):  # the company's own fields: {{ custom.warranty }}
            is_fine = isinstance(node.node, nodes.Name) and node.node.name == "custom"
        elif isinstance(node, nodes.Test):
            is_fine = node.name in _TESTS
        if not is_fine:
            raise ValueError(type(node).__name__.lower())
    return _WRITTEN.from_string(source)


@lru_cache(maxsize=200)
def _template(event: str, part: str) -> Template:
    return _BUILT_IN.get_template(f"{event}/{part}.txt")


def _one_line(text: str) -> str:
    return " ".join(text.split())

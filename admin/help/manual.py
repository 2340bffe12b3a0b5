"""The whole manual as a Markdown text, from the same topics as the panel's help."""

from collections.abc import Iterator

from admin.help.topics import Told, groups_for
from core.access.actor import system
from core.kit.i18n import _, use_language


def markdown(language: str) -> str:
    """Return the manual in a language: what whoever has every right reads."""
    with use_language(language):
        return "\n".join([f"# {_('Manual')}", "", *_groups()])


def _groups() -> Iterator[str]:
    for name, topics in groups_for(system("manual", channel="cli")):
        yield from (f"## {name}", "")
        for told in topics:
            yield from _topic(told)


def _topic(told: Told) -> Iterator[str]:
    yield from (f"### {told.title}", "", told.about, "")
    if told.lines:
        yield from (*(f"- {line}" for line in told.lines), "")
    if told.examples:
        yield from (_("Write for example:"), "", *(f"- `{one}`" for one in told.examples), "")
    if told.keys:
        yield from (f"{_('Keys')}:", "")
        yield from (f"- `{' '.join(keys)}` {words}" for keys, words in told.keys)
        yield ""

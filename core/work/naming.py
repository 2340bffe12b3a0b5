"""Names of what the company makes itself: projects, workflows, types, groups; pure."""

from collections.abc import Iterable

from core.errors import Invalid
from core.kit.i18n import _
from core.kit.text import fold, one_line

NAME_LENGTH = 200


def clean_name(name: str) -> str:
    """Return a name on one line; raises Invalid when it is empty."""
    clean = one_line(name)[:NAME_LENGTH]
    if not clean:
        raise Invalid(_("Give it a name."), field="name")
    return clean


def clean_aliases(aliases: Iterable[str]) -> list[str]:
    """Return spoken names without repeats and empty ones."""
    found: dict[str, str] = {}
    for alias in aliases:
        if line := one_line(alias)[:NAME_LENGTH]:
            found.setdefault(fold(line), line)
    return list(found.values())

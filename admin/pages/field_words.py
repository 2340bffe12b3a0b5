"""Changes of own fields and tags as a history tells them."""

from collections.abc import Mapping
from typing import Any

from core.fields.values import PREFIX
from core.kit.i18n import _
from core.kit.text import shorten

LONGEST = 80


def labels(changes: Mapping[str, Any]) -> list[str]:
    """Return the names of the own fields that were changed."""
    return [str(change[2]) for name, change in changes.items() if _is_own(name, change)]


def alone(changes: Mapping[str, Any]) -> str | None:
    """Return what one own field was and is, or which tags; None when more was changed."""
    if len(changes) != 1:
        return None
    ((name, change),) = changes.items()
    if _is_own(name, change):
        return _told(str(change[2]), change[0], change[1])
    if name == "tags":
        return _told(_("Tags"), ", ".join(change[0] or ()), ", ".join(change[1] or ()))
    return None


def _is_own(name: str, change: Any) -> bool:
    return name.startswith(PREFIX) and len(change) > 2


def _told(label: str, before: str | None, after: str | None) -> str:
    before, after = (shorten(one or "", LONGEST) for one in (before, after))
    if not before:
        return f"{label}: {after}"
    if not after:
        return _("{field}: empty (was {before})").format(field=label, before=before)
    return _("{field}: {after} (was {before})").format(field=label, after=after, before=before)

"""What happens to documents and notes, in words for a history."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from core.kit.i18n import N_, _


def _of_file(sentence: str) -> Callable[[dict[str, Any], Mapping[UUID, str]], str]:
    return lambda told, _names: _(sentence).format(name=told.get("name", ""))


def _plainly(sentence: str) -> Callable[[dict[str, Any], Mapping[UUID, str]], str]:
    return lambda _told, _names: _(sentence)


def _renamed(told: dict[str, Any], _names: Mapping[UUID, str]) -> str:
    return _("Renamed a file: {before} → {after}").format(
        before=told.get("before", ""), after=told.get("after", "")
    )


TELLERS: dict[str, Callable[[dict[str, Any], Mapping[UUID, str]], str]] = {
    "DocumentsAdded": _plainly(N_("Added files:")),
    "DocumentRenamed": _renamed,
    "DocumentArchived": _of_file(N_("Put away the file {name}")),
    "DocumentRestored": _of_file(N_("Took the file {name} back")),
    "NoteAdded": _plainly(N_("Wrote a note")),
    "NoteChanged": _plainly(N_("Changed a note")),
    "NoteArchived": _plainly(N_("Put a note away")),
    "NoteRestored": _plainly(N_("Took a note back")),
}

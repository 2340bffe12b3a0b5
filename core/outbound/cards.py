"""Cards: what the assistant and notices show, as each channel's renderer gets it.

Stored as JSON in the outbox and in the web chat's transcript.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

MAX_DATA = 64  # bytes Telegram allows in callback_data


@dataclass(frozen=True, slots=True)
class Button:
    """A button: `data` is `verb:id[:argument]` (64 bytes), or `url` opens a page."""

    label: str
    data: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if len(self.data.encode()) > MAX_DATA:
            raise ValueError(f"button data longer than {MAX_DATA} bytes: {self.data}")

    def as_json(self) -> dict[str, str]:
        """Return the button as it is stored."""
        return {k: v for k in ("label", "data", "url") if (v := getattr(self, k))}


def press(verb: str, subject: UUID | None = None, argument: str = "") -> str:
    """Return button data: the verb, the id as 32 hex digits, an argument."""
    parts = [verb, subject.hex if subject else ""] + ([argument] if argument else [])
    return ":".join(parts)


def pressed(data: str) -> tuple[str, UUID | None, str]:
    """Return (verb, id, argument) of button data; whatever is malformed becomes empty."""
    verb, _sep, rest = data.partition(":")
    identity, _sep, argument = rest.partition(":")
    try:
        return verb, UUID(hex=identity), argument
    except ValueError:
        return verb, None, argument


@dataclass(frozen=True, slots=True)
class Card:
    """Lines of text with rows of buttons, at most two in a row unless they are short.

    `edit_ref` edits the message shown before instead of sending a new one; `toast` is the short
    answer to a pressed button; `photo_file_id` a stored picture shown with it, `drawing` a chart
    (a Vega-Lite specification) that each channel draws when it shows the card. `keys` are the keys
    that stay under the conversation from now on, where a channel has such and the card no buttons.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    edit_ref: str | None = None
    toast: str = ""
    photo_file_id: UUID | None = None
    drawing: dict[str, Any] | None = None
    keys: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the card as it is stored in a payload."""
        stored = {
            "text": self.text,
            "rows": [[button.as_json() for button in row] for row in self.rows],
            "edit_ref": self.edit_ref,
            "toast": self.toast,
            "photo_file_id": str(self.photo_file_id) if self.photo_file_id else None,
        }
        seldom = {"drawing": self.drawing, "keys": list(self.keys)}
        return stored | {name: value for name, value in seldom.items() if value}


def card_from_json(stored: dict[str, Any]) -> Card:
    """Return the card of a payload."""
    photo = stored.get("photo_file_id")
    rows = tuple(tuple(Button(**one) for one in row) for row in stored.get("rows", ()))
    return Card(
        stored["text"], rows, stored.get("edit_ref"), stored.get("toast", ""),
        UUID(photo) if photo else None, stored.get("drawing"),
        tuple(stored.get("keys", ())),
    )  # fmt: skip

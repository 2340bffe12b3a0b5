"""What Telegram refuses before it does anything: unknown words, wrong types, broken markup.

The public machine-readable description of the Bot API, when `APURI_TEST_BOT_API` names it, says which
methods, parameters and fields exist. (Telegram itself ignores unknown parameters: here they are
refused, since one is always a mistake of ours.)
"""

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

LONGEST_TEXT = 4096  # UTF-16 units after the markup is taken away
LONGEST_CAPTION = 1024
LONGEST_DATA = 64  # bytes in a button
_TAGS = {
    "a", "b", "blockquote", "code", "del", "em", "i", "ins", "pre", "s", "span", "strike", "strong",
    "tg-emoji", "tg-spoiler", "u",
}  # fmt: skip
_PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,), "Float": (int, float), "Boolean": (bool,), "String": (str,),
}  # fmt: skip
_DECORATION = {"text", "style", "icon_custom_emoji_id"}


class Refused(Exception):
    """Telegram's answer to a call it does not carry out."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def load_description() -> dict[str, Any] | None:
    """Return the public description that `APURI_TEST_BOT_API` names; None without it."""
    path = os.environ.get("APURI_TEST_BOT_API")
    return dict(json.loads(Path(path).read_text(encoding="utf-8"))) if path else None


def check_call(description: dict[str, Any], method: str, params: dict[str, Any]) -> None:
    """Raise Refused unless the method exists and its parameters have the names and types it has."""
    known = description["methods"].get(method)
    if known is None:
        raise Refused(404, "Not Found: method not found")
    wrong = list(_differences(description, known.get("fields", []), params, method))
    if wrong:
        raise Refused(400, "Bad Request: " + "; ".join(wrong))


def _differences(
    description: dict[str, Any], fields: list[dict[str, Any]], value: dict[str, Any], where: str
) -> Iterator[str]:
    known = {field["name"]: field for field in fields}
    for name, field in known.items():
        if field["required"] and name not in value:
            yield f"{where}.{name} is required"
    for name, given in value.items():
        if name not in known:
            yield f"{where}.{name} is unknown"
            continue
        tried = [list(_mismatch(description, t, given, name)) for t in known[name]["types"]]
        if tried and all(tried):
            yield min(tried, key=len)[0]


def _mismatch(description: dict[str, Any], kind: str, value: Any, where: str) -> Iterator[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{where} must be a list"
            return
        for item in value:
            yield from _mismatch(description, kind.removeprefix("Array of "), item, where)
    elif kind == "InputFile":
        if not isinstance(value, bytes):
            yield f"{where} must be a file"
    elif kind in _PLAIN:
        right = isinstance(value, _PLAIN[kind]) and (kind == "Boolean" or not _is_bool(value))
        if not right:
            yield f"{where} must be {kind}"
    else:
        yield from _object(description, kind, value, where)


def _object(description: dict[str, Any], kind: str, value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} must be {kind}"
        return
    about = description["types"].get(kind, {})
    if subtypes := about.get("subtypes"):
        tried = [list(_object(description, subtype, value, where)) for subtype in subtypes]
        if all(tried):
            yield min(tried, key=len)[0]
    elif "fields" in about:
        yield from _differences(description, about["fields"], value, where)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def decode(method: str, raw: dict[str, Any], description: dict[str, Any] | None) -> dict[str, Any]:
    """Turn form fields, which are all text, into what the description says they are.

    Without a description a field is taken for JSON when it looks like it, except texts.
    """
    fields = (description or {}).get("methods", {}).get(method, {}).get("fields", [])
    kinds = {field["name"]: field["types"] for field in fields}
    return {name: _decode(value, kinds.get(name), name) for name, value in raw.items()}


def _decode(value: Any, kinds: list[str] | None, name: str) -> Any:
    if not isinstance(value, str):
        return value
    if kinds is None:
        kinds = ["String"] if name in ("text", "caption") else ["Integer", "Object"]
    if kinds == ["String"]:
        return value
    looks = re.fullmatch(r"-?\d+(\.\d+)?|true|false|\[.*\]|\{.*\}", value, re.DOTALL)
    try:
        return json.loads(value) if looks else value
    except ValueError:
        return value


def shown_text(text: str, parse_mode: str | None) -> str:
    """Return the text as a person sees it; raises Refused for markup that Telegram cannot read."""
    if parse_mode is None:
        return text
    if parse_mode != "HTML":
        raise Refused(400, "Bad Request: unsupported parse_mode")
    parser = _Markup(convert_charrefs=False)
    parser.feed(text)
    parser.close()
    if parser.open:
        raise _cannot_parse(f"Can't find end tag corresponding to start tag {parser.open[-1]}")
    return "".join(parser.text)


def length(text: str) -> int:
    """Return the length that Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def check_keyboard(markup: Any) -> None:
    """Raise Refused for buttons that Telegram does not take."""
    rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
    for button in (button for row in rows for button in row):
        data = button.get("callback_data")
        if not button.get("text"):
            raise Refused(400, "Bad Request: text buttons are not allowed to be empty")
        if data is not None and not 1 <= len(data.encode()) <= LONGEST_DATA:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        if len(button.keys() - _DECORATION) != 1:
            raise Refused(400, "Bad Request: exactly one optional field must be used")


def _cannot_parse(why: str) -> Refused:
    return Refused(400, f"Bad Request: can't parse entities: {why}")


class _Markup(HTMLParser):
    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise _cannot_parse(f'Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise _cannot_parse(f'Unmatched end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise _cannot_parse("Unsupported start tag")
        self.text.append(data)

    def handle_entityref(self, name: str) -> None:
        known = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
        self.text.append(known.get(name, f"&{name}"))

    def handle_charref(self, name: str) -> None:
        self.text.append("x")

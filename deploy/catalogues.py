"""The gettext catalogues: compile them, fill in new sentences, and refuse drift.

    .venv/bin/python -m deploy.catalogues compile|update|check

`update` adds sentences that the code got and drops those it lost; a new one waits for its
translation. `check` fails on missing, fuzzy or obsolete ones, and on blanks that do not agree.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from deploy.bootstrap import ROOT

LOCALE = ROOT / "core" / "locale"
PACKAGES = ("core", "bot", "mail", "admin", "deploy")
LANGUAGES = ("fi", "sv")
METHODS = [
    ("**/node_modules/**", "ignore"),
    ("**/static/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
    ("**/templates/**.xml", "jinja2"),
]
OPTIONS = {"**/templates/**.*": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "gettext": None}
BLANK = re.compile(r"\{([a-zA-Z_]\w*)[^{}]*\}|%\(([a-zA-Z_]\w*)\)[a-z]")


def path_of(language: str) -> Path:
    """Return where a language's catalogue is kept."""
    return LOCALE / language / "LC_MESSAGES" / "apuri.po"


def extracted() -> Catalog:
    """Return every sentence of the five packages, with the places where it stands."""
    found = Catalog(project="Apuri", charset="utf-8")
    for package in PACKAGES:
        folder = ROOT / package
        rows = extract_from_dir(
            folder,
            METHODS,
            OPTIONS,
            KEYWORDS,
            comment_tags=["Translators:"],
            strip_comment_tags=True,
        )
        for name, line, message, comments, context in rows:
            place = (f"{package}/{name}", line)
            found.add(message, locations=[place], auto_comments=comments, context=context)
    return found


def read(language: str) -> Catalog:
    """Return a language's catalogue; an empty one when it has none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Apuri", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compile_all() -> None:
    """Write a `.mo` beside every `.po`."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as built:
            write_mo(built, catalogue)


def update_all() -> None:
    """Bring every catalogue to the sentences of the code; never guesses a translation."""
    template = extracted()
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        with path_of(language).open("wb") as file:
            write_po(file, catalogue, width=100, sort_by_file=True, include_lineno=False)


def drift(language: str, template: Catalog) -> Iterator[str]:
    """Yield each thing that is wrong with a language's catalogue, in words."""
    catalogue = read(language)
    wanted = {(_first(m.id), m.context): m for m in template if m.id}
    for key, message in wanted.items():
        translated = catalogue.get(*key)
        if translated is None or not all(_texts(translated.string)):
            yield f"missing: {key[0]!r} ({_place(message)})"
        elif translated.fuzzy:
            yield f"fuzzy: {key[0]!r}"
        else:
            yield from _blanks(key[0], message, translated)
    known = [m for m in catalogue if m.id] + list(catalogue.obsolete.values())
    for message in known:
        if (_first(message.id), message.context) not in wanted:
            yield f"obsolete: {_first(message.id)!r}"


def _blanks(sentence: str, source: Message, translated: Message) -> Iterator[str]:
    allowed = _names(_texts(source.id))
    needed = _names([_texts(source.id)[-1]])
    texts = _texts(translated.string)
    if not _names(texts) <= allowed or not needed <= _names([texts[-1]]):
        yield f"blanks differ: {sentence!r} -> {texts[-1]!r}"


def _names(texts: Iterable[str]) -> set[str]:
    return {a or b for text in texts for a, b in BLANK.findall(text)}


def _texts(value: str | Iterable[str] | None) -> list[str]:
    return [value or ""] if value is None or isinstance(value, str) else list(value)


def _first(value: str | Iterable[str] | None) -> str:
    return _texts(value)[0]


def _place(message: Message) -> str:
    return ":".join(str(part) for part in message.locations[0]) if message.locations else "?"


def check_all() -> int:
    """Print what is wrong with the catalogues; return the exit code."""
    template = extracted()
    wrong = [f"{name}: {text}" for name in LANGUAGES for text in drift(name, template)]
    print(*wrong[:60], sep="\n")
    if wrong:
        print(f"{len(wrong)} sentences; add them with `python -m deploy.catalogues update`.")
    return 1 if wrong else 0


def main(arguments: list[str]) -> int:
    """Run one of the three commands; return the exit code."""
    match arguments:
        case ["compile"]:
            compile_all()
        case ["update"]:
            update_all()
        case ["check"]:
            return check_all()
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

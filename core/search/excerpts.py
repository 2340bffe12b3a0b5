"""Showing where the found words stand in a text: pieces of it, each marked or not."""

from collections.abc import Iterator

from core.search.asking import Asked
from core.search.words import MAX_TEXT, folded, parts_of

BEFORE = 40
"""Characters before the first found word."""
LENGTH = 160
Piece = tuple[str, bool]
"""Text as it is, and whether it is a word that was asked for."""


def marked(text: str, asked: Asked) -> list[Piece]:
    """Cut one line of text at the words that were asked for."""
    found: list[Piece] = []
    plain = ""
    for word, between in _words(text):
        if word and _is_asked(word, asked):
            if plain:
                found.append((plain, False))
            found.append((word, True))
            plain = between
        else:
            plain += word + between
    return [*found, (plain, False)] if plain else found


def excerpt(text: str, asked: Asked, length: int = LENGTH) -> list[Piece]:
    """Return about `length` characters around the first word that was asked for, marked."""
    line = " ".join(text[:MAX_TEXT].split())
    place = next((start for start, word in _places(line) if _is_asked(word, asked)), 0)
    start = max(0, place - BEFORE)
    if start:
        start = line.find(" ", start) + 1 or start
    end = len(line) if start + length >= len(line) else (line.rfind(" ", start, start + length) + 1)
    end = end if end > start else start + length
    pieces = marked(line[start:end], asked)
    before: list[Piece] = [("… ", False)] if start else []
    after: list[Piece] = [("…", False)] if end < len(line) else []
    return [*before, *pieces, *after]


def _is_asked(word: str, asked: Asked) -> bool:
    stored = parts_of(folded(word))
    return any(term.fits(one) for term in asked.terms for one in (*stored, "".join(stored)))


def _places(line: str) -> Iterator[tuple[int, str]]:
    place = 0
    for word, between in _words(line):
        if word:
            yield place, word
        place += len(word) + len(between)


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Yield (word, what stands behind it); the word is empty for what stands before the first."""
    place, size = 0, len(text)
    while place < size:
        end = place
        while end < size and text[end].isalnum():
            end += 1
        behind = end
        while behind < size and not text[behind].isalnum():
            behind += 1
        yield text[place:end], text[end:behind]
        place = behind

"""Greetings and calls for help."""

from core.language.reading import Reading
from core.language.sense import Sense


def helping(sense: Sense) -> Reading | None:
    """`help`, `apua`, `hjälp`, `/start`, when nothing else is said."""
    words = sense.items.of("word")
    if not words or sense.items.of("length", "span", "km", "money", "name", "phone"):
        return None
    if not any(i.has("HELP") for i in words):
        return None
    if all(i.has("HELP", "FILL", "SMALL", "HELLO", "ME", "QWORD", "SOMEONE") for i in words):
        return Reading("help", language=sense.language)
    return None

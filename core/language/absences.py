"""Sick days, holidays, days off: no work, so nothing is booked for any customer."""

from core.language.reading import Reading
from core.language.sense import Sense


def absence(sense: Sense) -> Reading | None:
    """`sairaana 8h`, `vabbar idag`, `off sick`; what it denies is no absence."""
    if not sense.items.says("ABSENT") or sense.items.says("NEG", "NEVER"):
        return None
    return Reading("absence", language=sense.language)

"""The order in which a message is tried: the first fitting reading wins, doubt asks."""

from core.language.folding import storable
from core.language.noise import is_noise, without_device_lines
from core.language.reading import Reading, Said
from core.language.sense import Sense, make_sense
from core.language.working import work
from dataclasses import replace

READERS = (work,)


def decide(said: Said) -> Reading:
    """What the message wants; never raises for any text."""
    text = without_device_lines(storable(said.text))
    if not any(c.isalnum() for c in text):
        return Reading("none")
    sense = make_sense(replace(said, text=text))
    if is_noise(sense):
        return Reading("none", language=sense.language)
    for reader in READERS:
        found = reader(sense)
        if found is not None:
            return found
    return Reading("none", language=sense.language)

"""What is no message to the assistant: signatures, device lines, automatic replies, order notices."""

import re

from core.language.sense import Sense

_DEVICE = re.compile(
    r"^\s*(?:lähetetty\b.{0,60}(?:puhelim|laitte|iphone|ipad|android|outlook|galaxy|sähköposti)"
    r"|skickat från|sent from|sent via|get outlook|hämta outlook|hanki outlook|skickades från"
    r"|från min (?:iphone|mobil)|-- ?$|__+\s*$)",
    re.IGNORECASE,
)


def without_device_lines(text: str) -> str:
    """The text up to the first signature mark or device line."""
    if "\n" not in text and not _DEVICE.match(text):
        return text
    kept: list[str] = []
    for line in text.split("\n"):
        if _DEVICE.match(line):
            break
        kept.append(line)
    return "\n".join(kept)


def is_noise(sense: Sense) -> bool:
    """Is it an automatic text?"""
    return sense.items.says("NOISE")

"""What the parser leaves behind while it decides, where somebody wants it explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.language.ledger import Ledger
    from core.language.reading import Reading
    from core.language.sense import Sense


@dataclass(slots=True)
class Trace:
    """The pieces and names found, the readings tried in order, and what work was put together.

    `noise`: it is an automatic message or a device line, so no reading was tried.
    """

    sense: Sense | None = None
    tried: list[tuple[str, Reading | None]] = field(default_factory=list)
    ledger: Ledger | None = None
    noise: bool = False

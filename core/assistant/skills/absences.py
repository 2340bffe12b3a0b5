"""Sick days and holidays: said to be no work, so nothing is booked."""

from core.assistant.faces import NEEDED
from core.assistant.turns import Reply, Turn, skill
from core.kit.i18n import _
from core.language.reading import Reading
from core.outbound.cards import Card


@skill("absence")
async def absence(_turn: Turn, _reading: Reading) -> Reply:
    """Say that an absence is not kept here, rather than book it on a customer."""
    sentence = _(
        "Absences are not logged here yet. Nothing was booked. "
        "If you also worked, write the work in a message of its own."
    )
    return Reply(Card(f"{NEEDED} {sentence}"), subjects=[])

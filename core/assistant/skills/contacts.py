"""A new contact told by staff becomes a request written down by hand."""

from core.assistant.skills.requests import request_card
from core.assistant.turns import Reply, Turn, skill
from core.contact_requests import service
from core.kit.i18n import _
from core.language.reading import Contact, Reading


@skill("create_contact")
async def create(turn: Turn, reading: Reading) -> Reply:
    """Open a request for the person who called or wrote."""
    contact = reading.contact or Contact("")
    request = await service.write_down(
        turn.session, turn.actor, text=turn.text, subject=contact.about or contact.name,
        asker_name=contact.name, asker_address=contact.email or contact.phone or "",
    )  # fmt: skip
    card = request_card(request, _("Written down as a request."))
    return Reply(card, subjects=[("written", request.id)])

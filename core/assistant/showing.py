"""Showing notices in the web chat: their sender only writes the line that the page shows."""

from core.assistant import transcript
from core.db.session import Sessions
from core.kit.ids import parse_id
from core.outbound.cards import card_from_json
from core.outbound.ports import Outgoing, RefusedForGood, Sent
from core.staff.models import StaffMember


class WebChatSender:
    """Puts a stored card into the transcript of the member whose id is the address."""

    channel = "webchat"

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def send(self, message: Outgoing) -> Sent:
        """Show a card, or put it in the place of the one it edits; raises RefusedForGood."""
        staff_id = parse_id(message.address)
        if staff_id is None:
            raise RefusedForGood("nobody")
        async with self._sessions.begin() as session:
            if await session.get(StaffMember, staff_id) is None:
                raise RefusedForGood("nobody")
            card = card_from_json(message.payload["card"])
            line = await transcript.show_card(session, staff_id, card)
            return Sent(str(line.id))

"""A refusal as a card: the rule in words, and what was said, so that nothing must be retyped."""

from datetime import date
from uuid import UUID

from core.access.actor import Actor
from core.assistant.faces import DONE, NEEDED
from core.assistant.turns import Reply, Turn, press_of
from core.errors import DomainError, NotFound
from core.inbox.incoming import IncomingMessage
from core.kit import formatting
from core.kit.i18n import _, use_language
from core.kit.text import shorten
from core.outbound.cards import Button, Card, press
from core.timesheets import service as timesheets
from core.timesheets.errors import WeekIsApproved

QUOTED = 300


def refusal_card(
    actor: Actor, error: DomainError, incoming: IncomingMessage | None = None
) -> Reply:
    """Return the reply that says a refusal in the actor's language.

    On a pressed button it is a new message: the card keeps what it showed.
    """
    with use_language(actor.language):
        sentence = error.sentence()
        text = f"{NEEDED} {sentence}"
        if incoming is not None and incoming.pressed is None and incoming.text.strip():
            text += "\n" + formatting.quoted(shorten(incoming.text, QUOTED))
        rows = ((_asking(error),),) if isinstance(error, WeekIsApproved) else ()
    return Reply(Card(text, rows, toast=shorten(sentence, 180)), subjects=[])


def _asking(error: WeekIsApproved) -> Button:
    """Return the way out of an approved week: asking those who may open it."""
    return Button(_("Ask"), press("week-ask", error.staff_id, error.monday.isoformat()))


@press_of("week-ask")
async def ask_reopening(turn: Turn, staff_id: UUID | None, argument: str) -> Reply:
    """Ask those who approve to open a week (argument: its Monday); they get a button for it."""
    try:
        monday = date.fromisoformat(argument)
    except ValueError:
        raise NotFound from None
    week = await timesheets.ask_reopening(turn.session, turn.actor, monday, staff_id=staff_id)
    sentence = _("Those who approve hours were asked to open week {week}. You are told when it is.")
    text = sentence.format(week=week.monday.isocalendar().week)
    return Reply(Card(f"{DONE} {text}"), subjects=[], edits=True)

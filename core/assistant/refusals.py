"""A refusal as a card: the rule in words, and what was said, so that nothing must be retyped."""

from core.access.actor import Actor
from core.assistant.faces import NEEDED
from core.assistant.turns import Reply
from core.errors import DomainError
from core.inbox.incoming import IncomingMessage
from core.kit import formatting
from core.kit.i18n import use_language
from core.kit.text import shorten
from core.outbound.cards import Card

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
    return Reply(Card(text, toast=shorten(sentence, 180)), subjects=[])

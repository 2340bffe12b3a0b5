"""Text messages: own hours only, plain text out, choices answered by their number."""

from collections.abc import Awaitable, Callable

from core.assistant import questions
from core.assistant.faces import NEEDED
from core.assistant.turns import Reply, Turn
from core.kit.i18n import _
from core.language.reading import Reading
from core.outbound.cards import Card

ALLOWED = ("log_time", "start_timer", "stop_timer", "correct", "undo", "ask", "none", "help",
           "absence", "drop_timer")  # fmt: skip

Answer = Callable[[Turn], Awaitable[Reply]]
Press = Callable[[Turn, str], Awaitable[Reply]]


async def handle(turn: Turn, said: Answer, button: Press) -> Reply:
    """Answer a text message; raises what the skills raise."""
    if not (turn.names.company.sms_may_log and turn.ground.sms_may_log):
        return plain(
            refused(_("Hours by text message are switched off. Use Telegram or the panel."))
        )
    choice = await _chosen(turn)
    reply = await button(turn, choice) if choice else await said(turn)
    if reply.draft_id is not None and reply.card is not None and reply.card.rows:
        return await _numbered(turn, reply)
    return plain(reply)


def allows(reading: Reading) -> bool:
    """Tell whether words may be carried out that came by text message."""
    if any(entry.kind != "time" or entry.person for entry in reading.entries):
        return False
    return reading.intent in ALLOWED


def not_by_sms() -> Reply:
    """Refuse what a phone number proves too little for."""
    sentence = _("By text message you can only log your own hours. Use Telegram or the panel.")
    return refused(sentence)


def refused(sentence: str) -> Reply:
    """Return a refusal as a reply."""
    return Reply(Card(f"{NEEDED} {sentence}"), subjects=[])


def plain(reply: Reply) -> Reply:
    """Drop buttons: a text message has none."""
    if reply.card is not None:
        reply.card = Card(reply.card.text)
    reply.edits = False
    return reply


async def _chosen(turn: Turn) -> str | None:
    """Return the button that a lone number stands for in the newest open question."""
    if not turn.text.isdigit() or len(turn.text) > 2:
        return None
    row = await questions.newest_open(turn.session, turn.actor, turn.ground.open_draft_id)
    if row is None:
        return None
    numbers = questions.kept(row).numbers
    at = int(turn.text) - 1
    return numbers[at] if 0 <= at < len(numbers) else None


async def _numbered(turn: Turn, reply: Reply) -> Reply:
    """Write a question's buttons as numbered choices and remember what each number means."""
    assert reply.card is not None
    buttons = [button for row in reply.card.rows for button in row if button.data]
    lines = [f"{number} {button.label}" for number, button in enumerate(buttons, 1)]
    row = await questions.newest_open(turn.session, turn.actor, reply.draft_id)
    if row is not None:
        question = questions.kept(row)
        question.numbers = [button.data for button in buttons]
        question.shown = reply.card.as_json()
        asking = row.asking
        questions.keep(row, question)
        row.asking = asking
    reply.card = Card("\n".join([reply.card.text, *lines]))
    reply.edits = False
    return reply

"""Text messages: own hours only, plain text out, choices answered by their number or letter."""

from collections.abc import Awaitable, Callable, Sequence

from core.assistant import questions
from core.assistant.faces import NEEDED
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.turns import Reply, Turn
from core.kit.i18n import _
from core.kit.ids import new_id
from core.language.reading import Draft, Reading
from core.outbound.cards import Button, Card

ALLOWED = ("log_time", "start_timer", "stop_timer", "correct", "undo", "ask", "none", "help",
           "absence", "drop_timer")  # fmt: skip
LONGEST = 450
"""Characters of an answer: three parts at most where all letters are plain ones."""
LETTERED = ("duration", "amount", "distance", "break")
"""What a bare number would itself be an answer to: the choices bear letters."""
CHOICE = "choice"
"""What a card asks that is no draft: its numbers hold until the next message."""
_PLAIN = (("✓", "OK"), ("■", "OK"), ("▶", ">"), ("↺", "-"), (" · ", ", "), ("–", "-"), ("−", "-"),
          ("“", '"'), ("”", '"'), ("’", "'"), ("…", "..."), ("•", "-"))  # fmt: skip

Answer = Callable[[Turn], Awaitable[Reply]]
Press = Callable[[Turn, str], Awaitable[Reply]]


async def handle(turn: Turn, said: Answer, button: Press) -> Reply:
    """Answer a text message; raises what the skills raise."""
    if not (turn.names.company.sms_may_log and turn.ground.sms_may_log):
        return plain(
            refused(_("Hours by text message are switched off. Use Telegram or the panel."))
        )
    row = await questions.newest_open(turn.session, turn.actor, turn.ground.open_draft_id)
    numbers = questions.kept(row).numbers if row is not None else []
    choice = _chosen(turn.text, row, numbers)
    if row is not None and row.asking == CHOICE:
        questions.settle(row, "cancelled")
    if row is not None and choice is None and _is_no_choice(turn.text, row, numbers):
        return _again(row, numbers)
    reply = await button(turn, choice) if choice else await said(turn)
    if reply.card is None or not reply.card.rows:
        return plain(reply)
    if reply.draft_id is not None:
        return await _numbered(turn, reply)
    return _numbered_once(turn, reply) if reply.card.text.startswith(NEEDED) else plain(reply)


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
    """Drop buttons: a text message has none. Signs that would halve its length become letters."""
    if reply.card is not None:
        reply.card = Card(_cut(plain_text(reply.card.text), LONGEST))
    reply.edits = False
    return reply


def plain_text(text: str) -> str:
    """Return a card's text in letters that every phone has."""
    for sign, letters in _PLAIN:
        text = text.replace(sign, letters)
    return text


def _cut(text: str, length: int) -> str:
    """Return whole lines as far as they fit; of a first line too long its beginning."""
    if len(text) <= length:
        return text
    lines = text.splitlines()
    kept = [line for at, line in enumerate(lines) if len("\n".join(lines[: at + 1])) <= length - 4]
    return "\n".join([*kept, "..."]) if kept else text[: length - 3] + "..."


def _marks(asking: str, count: int) -> list[str]:
    letters = [chr(ord("a") + at) for at in range(count)]
    return letters if asking in LETTERED else [str(at + 1) for at in range(count)]


def _chosen(text: str, row: DraftRow | None, numbers: Sequence[str]) -> str | None:
    """Return the button that a lone mark stands for in the newest open question."""
    if row is None or not numbers:
        return None
    said = text.strip().rstrip(".)").lower()
    marks = _marks(row.asking, len(numbers))
    return numbers[marks.index(said)] if said in marks else None


def _is_no_choice(text: str, row: DraftRow, numbers: Sequence[str]) -> bool:
    """A number that no choice bears, where one was asked for."""
    said = text.strip().rstrip(".)")
    return bool(numbers) and said.isdigit() and len(said) <= 2 and row.asking not in LETTERED


def _again(row: DraftRow, numbers: Sequence[str]) -> Reply:
    shown = questions.kept(row).shown
    buttons = [one for line in shown.get("rows", ()) for one in line if one.get("data")]
    hint = _("Answer with a number from 1 to {count}.").format(count=len(numbers))
    lines = [f"{NEEDED} {hint}", *_listed(row.asking, [one["label"] for one in buttons])]
    return Reply(Card(plain_text("\n".join(lines))), draft_id=row.id, subjects=[])


def _listed(asking: str, labels: Sequence[str]) -> list[str]:
    marks = _marks(asking, len(labels))
    return [f"{mark} {label}" for mark, label in zip(marks, labels, strict=True)]


def _buttons(card: Card) -> list[Button]:
    return [button for row in card.rows for button in row if button.data]


async def _numbered(turn: Turn, reply: Reply) -> Reply:
    """Write a question's buttons as numbered choices and remember what each number means."""
    assert reply.card is not None
    buttons = _buttons(reply.card)
    row = await questions.newest_open(turn.session, turn.actor, reply.draft_id)
    asking = row.asking if row is not None else ""
    if row is not None:
        question = questions.kept(row)
        question.numbers = [button.data for button in buttons]
        question.shown = reply.card.as_json()
        questions.keep(row, question)
        row.asking = asking
    return _with_choices(reply, asking, buttons)


def _numbered_once(turn: Turn, reply: Reply) -> Reply:
    """Number the buttons of a card that asks without a draft, until the next message."""
    assert reply.card is not None
    buttons = _buttons(reply.card)
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel, text="",
        said_at=turn.said_at,
    )  # fmt: skip
    questions.keep(row, Question(Draft("none"), numbers=[button.data for button in buttons]))
    row.asking = CHOICE
    turn.session.add(row)
    return _with_choices(reply, CHOICE, buttons)


def _with_choices(reply: Reply, asking: str, buttons: Sequence[Button]) -> Reply:
    assert reply.card is not None
    lines = _listed(asking, [button.label for button in buttons])
    length = max(LONGEST - sum(len(line) + 1 for line in lines), 60)
    text = _cut(plain_text(reply.card.text), length)
    reply.card = Card("\n".join([text, *map(plain_text, lines)]))
    reply.edits = False
    return reply

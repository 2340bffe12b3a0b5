"""Which thread a message belongs to; pure, over what was gathered."""

from dataclasses import dataclass
from uuid import UUID

from core.contact_requests.models import OPEN
from core.intake.evidence import CHATS, Clue
from core.intake.gathering import CHAT_PAUSE, Batch, Item, Thread
from core.kit.clock import now
from core.kit.text import storable

MAX_TEXT = 200_000
FLOOD = 100
"""So many new conversations of one sender within an hour, and the next join the last one."""


@dataclass(frozen=True, slots=True)
class Match:
    """A thread and the evidence that led to it (a key of `evidence.SCORES`).

    `answers` is the stored message it answers; `signed` tells that our signature proved it.
    """

    thread: Thread
    by: str
    answers: UUID | None = None
    signed: bool = False


def repeated(batch: Batch, item: Item) -> Thread | None:
    """Return the thread that has this very message already: same id, sender and words.

    An id alone proves nothing: some devices send every mail under the same one.
    """
    own = item.evidence.own_hash
    seen = batch.seen.get(own) if own else None
    if seen is None or seen.message_id is None or seen.message_id not in batch.repeats:
        return None
    sender, text = batch.repeats[seen.message_id]
    same = (sender, text) == (item.contact.address, stored_text(item))
    return batch.threads.get(seen.conversation_id) if same else None


def stored_text(item: Item) -> str:
    """Return a message's own words as they are stored."""
    return storable(item.message.text)[:MAX_TEXT]


def find(batch: Batch, item: Item) -> Match | None:
    """Return the thread of a message by its strongest evidence, or None for a new matter."""
    for clue in item.evidence.clues:
        if match := _of_clue(batch, item, clue):
            return match
    own = batch.seen.get(item.evidence.own_hash or "")
    if own is not None and own.message_id is None and own.conversation_id in batch.threads:
        return Match(batch.threads[own.conversation_id], "ancestor")
    if item.is_automatic:
        return None
    return _by_number(batch, item) or _by_chat(batch, item) or _by_flood(batch, item)


def _of_clue(batch: Batch, item: Item, clue: Clue) -> Match | None:
    """Where the id's message stands now, perhaps moved there by hand; else where it was sent."""
    seen = batch.seen.get(clue.hash or "")
    if seen is not None and (thread := batch.threads.get(seen.conversation_id)):
        return Match(thread, "ids", seen.message_id, bool(clue.token))
    identity = batch.tokens.get(clue.token or "")
    thread = batch.threads.get(identity) if identity else None
    if thread is None:
        return None
    ours = item.is_automatic or takes_part(batch, item, thread)
    return Match(thread, "token" if ours else "token_other", signed=True)


def bounced_message(batch: Batch, item: Item) -> Match | None:
    """Return the thread in which the message stands that a bounce reports."""
    clue = item.evidence.bounced
    match = _of_clue(batch, item, clue) if clue else None
    return match or find(batch, item)


def _by_number(batch: Batch, item: Item) -> Match | None:
    """A number in the subject counts for a participant only: numbers are easily guessed."""
    identity = batch.numbers.get(item.evidence.number or "")
    thread = batch.threads.get(identity) if identity else None
    if thread is None or not takes_part(batch, item, thread):
        return None
    return Match(thread, "number")


def takes_part(batch: Batch, item: Item, thread: Thread) -> bool:
    """Tell whether the sender is the one the conversation is with."""
    if thread.partner and thread.partner in (item.asker, item.contact.address):
        return True
    known = batch.book.who(item.contact).person_id
    return known is not None and known == thread.person_id


def _by_chat(batch: Batch, item: Item) -> Match | None:
    """Chats have no threads: the last conversation goes on while it is open or fresh."""
    if item.message.channel not in CHATS:
        return None
    key = (item.message.channel, item.message.source_id, item.asker)
    identity = batch.chats.get(key)
    thread = batch.threads.get(identity) if identity else None
    if thread is None:
        return None
    is_open = thread.case is not None and thread.case.state in OPEN
    fresh = thread.last_message_at > now() - CHAT_PAUSE
    return Match(thread, "chat") if is_open or fresh else None


def _by_flood(batch: Batch, item: Item) -> Match | None:
    lately = batch.opened_lately.get(item.asker) or []
    if item.message.channel != "mail" or len(lately) < FLOOD:
        return None
    thread = batch.threads.get(lately[-1])
    return Match(thread, "flood") if thread else None


def suggestions(batch: Batch, item: Item) -> list[tuple[str, Thread]]:
    """Return what a message may belong to, for a person to decide: (why, thread).

    The same sender began with the same subject lately, or a stranger names a request's number.
    """
    key = item.evidence.subject_key
    found = {
        "same_subject": batch.subjects.get((item.asker, key)) if key else None,
        "names_request": batch.numbers.get(item.evidence.number or ""),
    }
    threads = {why: batch.threads.get(one) for why, one in found.items() if one}
    return [(why, thread) for why, thread in threads.items() if thread is not None]

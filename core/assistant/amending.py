"""Correcting an open question's draft by words, before anything is booked."""

from dataclasses import replace

from core.assistant import hearing, questions
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.turns import Reply, Turn
from core.language.reading import Context, Entry, Reading, SavedEntry

LONGEST_BREAK = 120
"""Minutes; what lacks more of a range is no break of it."""
_KEPT = ("minutes", "date", "start", "end", "km", "amount", "currency", "billable", "customer",
         "customer_ref", "project", "project_ref", "task", "task_ref")  # fmt: skip


async def amend(turn: Turn, row: DraftRow, question: Question, heard: Reading) -> Reply | None:
    """Change what a draft holds (`no, 2.5h`) and ask on; None: the words correct no draft.

    A reply to another card means that card, and words without one what was said last.
    """
    if not _corrects(heard) or not _means(turn, row):
        return None
    entries = question.draft.entries
    if not entries or question.draft.intent in ("correct", "undo"):
        return None
    reading = hearing.hear(turn, turn.text, _as_saved(turn, question))
    if reading.intent != "correct" or not reading.entries:
        return None
    at = question.asked[1] if reading.target is None else int(reading.target)
    change = reading.entries[0]
    if not any(getattr(change, name) is not None for name in _KEPT):
        return None
    changed = _changed(entries[at], change)
    question.draft = replace(
        question.draft, entries=tuple(changed if n == at else e for n, e in enumerate(entries))
    )
    asked = question.asked
    question.pending = [one for one in question.pending if not _settled(one, at, change)]
    if question.pending and question.asked == asked and asked[0] in ("date", "customer"):
        return questions.ask_offered(turn, row, question)  # the same answers fit as before
    if question.pending:
        return questions.ask_next(turn, row, question)
    return await questions.complete(turn, row, question, edits=False)


def _means(turn: Turn, row: DraftRow) -> bool:
    """Tell whether a correction may mean a question: nothing was booked since it arose."""
    if turn.card is not None:
        return turn.card.draft_id == row.id
    return not turn.memory.saved or turn.memory.saved[0].id < row.id


def _corrects(heard: Reading) -> bool:
    meant = heard.draft.intent if heard.intent == "ask" and heard.draft else heard.intent
    return meant == "correct"


def _as_saved(turn: Turn, question: Question) -> Context:
    """Return the draft's entries as if they were booked, the one asked about first."""
    at = question.asked[1]
    entries = list(enumerate(question.draft.entries))
    ordered = [one for one in entries if one[0] == at] + [one for one in entries if one[0] != at]
    return Context(tuple(_saved(turn, number, entry) for number, entry in ordered))


def _saved(turn: Turn, number: int, entry: Entry) -> SavedEntry:
    return SavedEntry(
        number, entry.kind, entry.date or turn.today, entry.customer, entry.minutes, entry.start,
        entry.end, entry.project, entry.task, entry.billable, entry.km, entry.amount,
        entry.currency,
    )  # fmt: skip


def _changed(entry: Entry, change: Entry) -> Entry:
    """Return an entry with what a correction said; another customer has other projects."""
    said = {name: getattr(change, name) for name in _KEPT if getattr(change, name) is not None}
    if "customer_ref" in said and "project_ref" not in said:
        entry = replace(entry, project=None, project_ref=None)
    if "minutes" in said and not {"start", "end"} & said.keys():
        said |= _range_with(entry, said["minutes"])
    return replace(entry, **said)


def _range_with(entry: Entry, minutes: int) -> dict[str, None]:
    """Keep a range that such a length and a break fill; else the work ends so long after its start."""
    if entry.start is None or entry.end is None:
        return {"start": None, "end": None}
    began, ended = (one.hour * 60 + one.minute for one in (entry.start, entry.end))
    left_out = (ended - began) % (24 * 60) - minutes
    return {} if 0 <= left_out <= LONGEST_BREAK else {"end": None}


def _settled(pending: tuple[str, int], at: int, change: Entry) -> bool:
    """Tell whether a correction answered what was still to be asked."""
    slot, number = pending
    if slot == "doubt":  # whatever was corrected, the checks look at it anew
        return True
    said = {
        "customer": change.customer_ref, "project": change.project_ref,
        "duration": change.minutes, "date": change.date,
        "amount": change.km if change.km is not None else change.amount,
    }  # fmt: skip
    return number == at and said.get(slot) is not None

"""Correcting an open question's draft by words, before anything is booked."""

from dataclasses import replace

from core.assistant import hearing, questions
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.turns import Reply, Turn
from core.language.reading import Context, Entry, Reading, SavedEntry

_KEPT = ("minutes", "date", "start", "end", "km", "amount", "currency", "billable", "customer",
         "customer_ref", "project", "project_ref", "task", "task_ref")  # fmt: skip


async def amend(turn: Turn, row: DraftRow, question: Question, heard: Reading) -> Reply | None:
    """Change what a draft holds (`no, 2.5h`) and ask on; None: the words correct no draft.

    A reply to another card means that card.
    """
    if not _corrects(heard) or (turn.card is not None and turn.card.draft_id != row.id):
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
    question.pending = [one for one in question.pending if not _settled(one, at, change)]
    if question.pending:
        return questions.ask_next(turn, row, question)
    return await questions.complete(turn, row, question, edits=False)


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
        whole = entry.start is not None and entry.end is not None
        said |= {} if whole else {"start": None, "end": None}
    return replace(entry, **said)


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

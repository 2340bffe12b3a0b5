"""Questions and their answers: by button, by typing, by other…, by cancel."""

from dataclasses import replace
from uuid import UUID

from core.assistant import amending, booking, faces, hearing, options, questions
from core.assistant.booking import Made
from core.assistant.cards import own_card, subjects_of
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.skills import many, undoing
from core.assistant.skills.correcting import correct_by_number, nothing_to_correct
from core.assistant.skills.receipts import PAID
from core.assistant.turns import Reply, Turn, press_of, skill
from core.errors import NotFound
from core.kit.i18n import _, language
from core.kit.ids import parse_id
from core.kit.text import fold
from core.language.reading import Draft, Entry, Option, Reading
from core.outbound.cards import Card
from core.timesheets.errors import NoTimer
from core.timesheets.rules import minutes_between, span


@skill("ask")
async def ask(turn: Turn, reading: Reading) -> Reply:
    """Keep what was understood and ask for the rest."""
    if "confirm" in reading.ask:
        if reading.draft is not None and reading.draft.bulk is not None:
            return await many.begin(turn, reading)
        return many_at_once()
    if reading.bare:
        return await undoing.undo(turn, reading)
    draft = reading.draft
    if draft is not None and draft.intent in ("undo", "correct") and "intent" in reading.ask:
        if draft.intent == "correct" and not draft.entries:
            return await correct_by_number(turn)
        if not turn.memory.saved:
            return nothing_to_correct()
        question = Question(replace(draft, target=None), [("target", 0)])
        return questions.begin(turn, question)
    if draft is not None and draft.intent == "stop_timer" and "intent" in reading.ask:
        return _ended_before(turn, draft)
    logs = draft is not None and draft.intent.startswith("log_") and "intent" in reading.ask
    if logs and (others := hearing.others_named(turn)):
        return _only_own(turn, reading, others)
    return questions.open_question(turn, reading)


def _ended_before(turn: Turn, draft: Draft) -> Reply:
    """No clock runs: a said end may be that of today's last work, which is asked; else say so."""
    last = next((one for one in turn.memory.saved if one.kind == "time_entry"), None)
    end = draft.entries[0].end if draft.entries else None
    if last is None or last.started_at is None or last.day != turn.today or end is None:
        raise NoTimer
    if hearing.moment(turn, turn.today, end) <= last.started_at:
        raise NoTimer
    work = f"{options.saved_amount(last)} · {turn.names.of(last.customer_id) or _('Own work')}"
    label = _("{work}: it ended at {time}").format(work=work, time=faces.wall(end))
    meant = Draft("correct", draft.entries, target=str(last.id))
    return questions.begin(turn, Question(meant, [("intent", 0)]), [Option(label, "correct")])


def _only_own(turn: Turn, reading: Reading, others: list[str]) -> Reply:
    """A colleague's hours are never booked without the right to: say so, and ask what is one's own."""
    reply = questions.open_question(turn, reading)
    assert reply.card is not None
    sentence = _("You may log only your own hours, not those of {names}. Were these your own?")
    text = sentence.format(names=", ".join(others))
    first = reply.card.text.rpartition(" · ")[0] or reply.card.text
    reply.card = Card(f"{first}\n{text}", reply.card.rows)
    return reply


def many_at_once() -> Reply:
    """Several entries are never removed by one word."""
    sentence = _("I remove one entry at a time. Remove several on the hours page of the panel.")
    return Reply(Card(f"{faces.NEEDED} {sentence}"), subjects=[])


@press_of("pick")
async def pick(turn: Turn, draft_id: UUID | None, argument: str) -> Reply:
    """Take one of the offered answers."""
    row = await _own_draft(turn, draft_id)
    if row.done_at is not None:
        return await outcome(turn, row)
    question = questions.kept(row)
    if not argument.isdigit() or int(argument) >= len(question.offered) or not question.pending:
        return questions.ask_next(turn, row, question, edits=True)
    option = question.offered[int(argument)]
    if question.asked[0] == many.SLOT:
        return await many.chosen(turn, row, question, option, edits=True)
    return await questions.fill(turn, row, question, option, edits=True)


@press_of("other")
async def other(turn: Turn, draft_id: UUID | None, _argument: str) -> Reply:
    """Let the person type what no button says."""
    row = await _own_draft(turn, draft_id)
    if row.done_at is not None:
        return await outcome(turn, row)
    return questions.ask_to_type(row, turn, questions.kept(row))


@press_of("cancel")
async def cancel(turn: Turn, draft_id: UUID | None, _argument: str) -> Reply:
    """Give a question up; nothing is booked, the words stay readable."""
    row = await _own_draft(turn, draft_id)
    if row.done_at is not None:
        return await outcome(turn, row)
    questions.settle(row, "cancelled")
    return Reply(questions.cancelled(row.text), subjects=[], edits=True)


async def outcome(turn: Turn, row: DraftRow) -> Reply:
    """A question that was settled: say so and show how things stand now."""
    toast = _("This was settled before. Here is how it stands now.")
    card_id = UUID(row.outcome) if len(row.outcome) == 32 else None
    card = await own_card(turn.session, turn.actor, card_id)
    subjects = [one for one in subjects_of(card) if one[0] in booking.BOOKED] if card else []
    if not subjects:
        shown = questions.cancelled(row.text)
        return Reply(Card(shown.text, toast=toast), subjects=[], edits=True)
    rows = [await booking.newest_row(turn.session, turn.actor, one) for one in subjects]
    reply = await booking.card_of(turn, Made(rows), Reply(edits=True))
    assert reply.card is not None
    reply.card = Card(reply.card.text, reply.card.rows, toast=toast)
    return reply


async def answered(turn: Turn, row: DraftRow, reading: Reading) -> Reply | None:
    """Try a typed message as the answer to an open question; None when it is something else."""
    question = questions.kept(row)
    if not question.pending:
        return None
    if question.asked[0] == many.SLOT:
        all_of_them = many.typed(question, turn.text)
        if all_of_them is None:
            return None
        return await many.chosen(turn, row, question, all_of_them, edits=False)
    if (amended := await amending.amend(turn, row, question, reading)) is not None:
        return amended
    if _about_itself(question, reading):
        if repeats(question, reading):
            questions.settle(row, "replaced")
        return None
    slot, at = question.asked
    entries = question.draft.entries
    asked = entries[at] if at < len(entries) else Entry()
    if slot == "duration" and (lone := options.bare_number(turn.text)):
        question.offered = lone
        return questions.ask_offered(turn, row, question)
    found = typed_option(turn, asked, slot, reading)
    if isinstance(found, Option):
        return await questions.fill(turn, row, question, found, edits=False)
    if found is not None:
        question.draft = replace(
            question.draft, entries=tuple(found if n == at else e for n, e in enumerate(entries))
        )
        question.pending.pop(0)
        if question.pending:
            return questions.ask_next(turn, row, question)
        return await questions.complete(turn, row, question, edits=False)
    if slot != "date" and reading.intent == "none" and entries:
        dated = _with_day(turn, row, question, reading)
        if dated is not None:
            return dated
    if question.typed and row.channel == turn.incoming.channel:
        return _not_understood(turn, row, question, reading)
    return None


def _with_day(turn: Turn, row: DraftRow, question: Question, reading: Reading) -> Reply | None:
    """A day said alone is no answer, but belongs to what is asked about."""
    at, entries = question.asked[1], question.draft.entries
    day = typed_option(turn, entries[at], "date", reading) if at < len(entries) else None
    if not isinstance(day, Option):
        return None
    entry = options.filled(entries[at], "date", day)
    question.draft = replace(
        question.draft, entries=tuple(entry if n == at else e for n, e in enumerate(entries))
    )
    return questions.ask_offered(turn, row, question)


def typed_option(turn: Turn, asked: Entry, slot: str, reading: Reading) -> Option | Entry | None:
    """Return what a typed answer puts into a slot: an option, or the entry with it."""
    text, customer = turn.text, asked.customer or ""
    if slot == "customer":
        said = hearing.first_entry(hearing.hear(turn, f"1 h {text}"))
        if said and said.customer_ref and said.customer:
            return Option(said.customer, said.customer, said.customer_ref)
        return None
    if slot == "project":
        return _project(turn, asked, text)
    if slot == "date":
        said = hearing.first_entry(hearing.hear(turn, f"{text} 1 h {customer}"))
        named = hearing.first_entry(hearing.hear(turn, f"1 h {customer}"))
        if said and said.date and (named is None or said.date != named.date or _says_today(text)):
            return Option(text, said.date.isoformat())
        return None
    if slot == "duration":
        if asked.start is not None and asked.end is not None:
            return _without_break(turn, asked)
        said = hearing.first_entry(reading) or hearing.first_entry(
            hearing.hear(turn, f"{text} {customer}")
        )
        if said and said.minutes is not None:
            return replace(asked, minutes=said.minutes, start=said.start, end=said.end)
        return None
    return _amount(turn, asked, text) if slot == "amount" else None


def _without_break(turn: Turn, asked: Entry) -> Entry | None:
    """A break's length takes itself off the range that was said."""
    said = hearing.first_entry(hearing.hear(turn, f"{turn.text} {asked.customer or ''}"))
    if said is None or said.minutes is None or asked.start is None or asked.end is None:
        return None
    day = asked.date or turn.today
    whole = minutes_between(*span(day, asked.start, asked.end, turn.actor.zone))
    return replace(asked, minutes=whole - said.minutes) if said.minutes < whole else None


def _project(turn: Turn, asked: Entry, text: str) -> Option | None:
    """A project by its name or the beginning of it, or by what the language makes of it."""
    key = parse_id(asked.customer_ref or "")
    wanted = fold(text)
    listed = turn.names.projects.get(key, ()) if key else ()
    fits = [(project, name) for project, name in listed if fold(name).startswith(wanted)]
    if len(fits) == 1 and wanted:
        return Option(fits[0][1], fits[0][1], str(fits[0][0]))
    said = hearing.first_entry(hearing.hear(turn, f"1 h {asked.customer or ''} {text}"))
    if said and said.project_ref and said.project:
        return Option(said.project, said.project, said.project_ref)
    return None


def _amount(turn: Turn, asked: Entry, text: str) -> Option | Entry | None:
    """A sum or distance, a lone number in what was asked for."""
    customer = asked.customer or ""
    if asked.kind == "travel":
        said = [hearing.hear(turn, f"{words} {customer}") for words in (text, f"{text} km")]
        km = [one.km for one in map(hearing.first_entry, said) if one and one.km is not None]
        return replace(asked, km=km[0]) if km else None
    paid = PAID[language()]
    said = [hearing.hear(turn, f"{words} {customer}") for words in (text, f"{paid} {text}")]
    sums = [one for one in map(hearing.first_entry, said) if one and one.amount is not None]
    if not sums:
        return None
    return replace(asked, kind="expense", amount=sums[0].amount, currency=sums[0].currency)


def _says_today(text: str) -> bool:
    return fold(text) in ("tanaan", "tana", "idag", "i dag", "today")


def _about_itself(question: Question, reading: Reading) -> bool:
    """A message that lacks nothing, or names a customer, is no answer to an older question."""
    if reading.intent != "ask":
        return reading.intent != "none"
    said = hearing.first_entry(reading)
    if said is None:
        return False
    return said.customer is not None or question.asked[0] not in ("duration", "amount")


def repeats(question: Question, reading: Reading) -> bool:
    """Tell whether a whole message says again, and in full, what a question was about."""
    entries = question.draft.entries
    if len(entries) != 1 or len(reading.entries) != 1:
        return False
    asked, said = entries[0], reading.entries[0]
    known = ("kind", "minutes", "customer_ref", "km", "amount", "date")
    return all(
        getattr(asked, name) in (None, getattr(said, name)) for name in known
    ) and reading.intent.startswith("log_")


def _not_understood(turn: Turn, row: DraftRow, question: Question, reading: Reading) -> Reply:
    """Ask again with what is nearest; the person pressed other… and typed something unknown."""
    slot, at = question.asked
    draft = reading.draft
    near = [one for choice in draft.choices if choice.slot == slot for one in choice.options] \
        if draft else []  # fmt: skip
    question.offered = near or options.offer(turn, question.draft, slot, at)
    hint = _("I do not know “{text}”.").format(text=turn.text[:60])
    return questions.ask_offered(turn, row, question, hint)


async def _own_draft(turn: Turn, draft_id: UUID | None) -> DraftRow:
    row = await questions.own_draft(turn.session, turn.actor, draft_id)
    if row is None:
        raise NotFound
    return row

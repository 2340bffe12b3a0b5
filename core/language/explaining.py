"""How a message was read, told to a person: words, pieces, readings, slots and doubts.

Everything told was left behind by the parser itself (`Trace`) or is asked of the same functions.
"""

from dataclasses import replace

from core.kit import formatting
from core.kit.i18n import N_, _, use_language
from core.language.deciding import READERS, decide
from core.language.kinds import pieces_of
from core.language.line import Line
from core.language.pieces import piece_lines
from core.language.reading import Reading, Said
from core.language.sense import make_sense
from core.language.sources import slot_lines
from core.language.trace import Trace

_READERS = {
    "request_order": (N_("An order about a request"), N_("no request number is said")),
    "helping": (N_("A call for help"), N_("nobody asks for help")),
    "chore": (N_("A task"), N_("no word orders to remember")),
    "newcomer": (N_("A new contact"), N_("nobody new called or asked")),
    "moving": (N_("Moving whole days"), N_("no hours of whole days are to be moved")),
    "resuming": (N_("Going on"), N_("no earlier work is to be gone on with")),
    "week_order": (N_("An order about a week"), N_("no week is to be sent or approved")),
    "errand": (N_("An errand"), N_("nothing is to be said, shown or called for")),
    "question": (N_("A question"), N_("nothing is asked")),
    "absence": (N_("An absence"), N_("nobody says to be away")),
    "undoing": (N_("Taking back"), N_("nothing is to be removed")),
    "correcting": (N_("A correction"), N_("nothing is corrected, or nothing was saved before")),
    "timing": (N_("A timer"), N_("no clock is started or stopped")),
    "work": (N_("Finished work"), N_("nothing is reported")),
}
_LANGUAGES = {"fi": N_("Finnish"), "sv": N_("Swedish"), "en": N_("English")}


def explained(said: Said) -> tuple[Reading, list[str]]:
    """The reading of a message and the lines that explain it, in the writer's language."""
    trace = Trace()
    reading = decide(said, trace)
    with use_language(said.lang or reading.language):
        if trace.sense is None:
            return reading, [_("There is nothing to read: no letter and no digit.")]
        return reading, [
            *word_lines(trace.sense.line),
            _("Pieces:"), *piece_lines(trace.sense.items, trace.sense),
            _("Readings, in the order they are tried:"), *_reading_lines(trace, said),
            _("Answer: {intent}").format(intent=reading.intent), *slot_lines(trace, reading),
            *_doubt_lines(reading),
        ]  # fmt: skip


def word_lines(line: Line) -> list[str]:
    """The language and the words with the marks of the word tables."""
    words = [
        f"  {token.text}  [{' '.join(sorted(tags))}]" if tags else f"  {token.text}"
        for token, tags in zip(line.tokens, line.tags, strict=True) if token.kind != "line"
    ]  # fmt: skip
    language = _(_LANGUAGES[line.language])
    return [_("Read as {language}.").format(language=language), _("Words:"), *words]


def _reading_lines(trace: Trace, said: Said) -> list[str]:
    if trace.noise:
        return ["  ✓ " + _("An automatic message: nothing is done.")]
    lines, winner = [], ""
    for name, found in trace.tried:
        what, missing = _words_of(name)
        if found is None:
            lines.append(f"  – {_(what)}: {_(missing)}")
        else:
            winner = _(what)
            lines.append(f"  ✓ {winner}: {found.intent}")
    return [*lines, *_later_lines(trace, said, winner)]


def _words_of(reader: str) -> tuple[str, str]:
    """What a reader finds and what is missing when it finds nothing."""
    return _READERS.get(reader, (reader.replace("_", " "), N_("nothing of it is said")))


def _later_lines(trace: Trace, said: Said, winner: str) -> list[str]:
    """What the readings behind the first fitting one would have made of the message."""
    assert trace.sense is not None
    lines = []
    for reader in READERS[len(trace.tried) :]:
        found = reader(make_sense(replace(said, text=trace.sense.line.text)))
        if found is not None and found.intent != "none":
            text = _("{reading} would also fit ({intent}), but {winner} comes first.").format(
                reading=_(_words_of(reader.__name__)[0]), intent=found.intent, winner=winner
            )
            lines.append(f"  – {text}")
    return lines


def _doubt_lines(reading: Reading) -> list[str]:
    lines = []
    for at, slot in enumerate(reading.ask):
        why = reading.why[at] if at < len(reading.why) else ""
        lines.append(
            _("Asked: {slot}. {why}").format(slot=slot, why=_(why) if why else "").rstrip()
        )
    for choice in reading.draft.choices if reading.draft else ():
        options = ", ".join(formatting.quoted(o.label) for o in choice.options)
        lines.append(_("To choose from: {options}").format(options=options))
    return lines


def explained_kind(text: str, lang: str | None) -> list[str]:
    """The lines that explain a small question (when, how long, how much): words and pieces."""
    items = pieces_of(text, lang)
    with use_language(lang or items.line.language):
        return [*word_lines(items.line), _("Pieces:"), *piece_lines(items)]

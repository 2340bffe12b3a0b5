"""Whether a mail without a standard report is a failure notice: signs are weighed, none decides.

People write of deliveries that failed and of addresses unknown, from addresses like postmaster@ and
from firms called Mail Delivery, some with an empty envelope sender. What they do not write is all of
it at once. Only names that no person bears (mailer-daemon) count so much that words suffice.
"""

import re
from dataclasses import dataclass

from mail import bounce_words, phrases

ENOUGH = 4
MAX_BODY = 6_000
_CODE = re.compile(r"(?<![\d.])[45]\.\d\.\d{1,3}(?![\d.])|(?<![\d.])5[0-7]\d[ -](?=[A-Za-z<#])")


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known beside the words. ``silent``: no envelope sender or no From; ``marked``: headers
    say that a program wrote it; ``known``: lower-case addresses of sender and recipients."""

    sender: str
    name: str | None
    silent: bool
    marked: bool
    known: frozenset[str]


def bounce_evidence(signs: Signs, subject: str, body: str) -> list[str]:
    """The names of the signs when they are enough for a failure notice; else nothing."""
    program, weak = _programs(signs)
    if not (program or weak or signs.silent or signs.marked):
        return []
    text = body[:MAX_BODY]
    answered = bool(phrases.ANY_PREFIX.match(subject))
    weights = {
        "bounce-daemon-sender": 3 if program else int(weak),
        "bounce-null-path": int(signs.silent),
        "bounce-marked": int(signs.marked),
        "bounce-subject": _subject(subject[:500]) if not answered else 0,
        "bounce-body": int(bool(bounce_words.BODY.search(text))),
        "bounce-address": int(_names_stranger(text, signs.known)),
        "bounce-code": int(bool(_CODE.search(text))),
    }
    words = weights["bounce-subject"] or weights["bounce-body"]
    named = weights["bounce-subject"] == 2 and weights["bounce-address"]
    said = program or weights["bounce-body"] or weights["bounce-code"] or named
    if not words or not said or sum(weights.values()) - 2 * answered * (not program) < ENOUGH:
        return []
    return [name for name, weight in weights.items() if weight]


def _programs(signs: Signs) -> tuple[bool, bool]:
    """(a mail program's own name, a name that people share with such programs)."""
    local, name = signs.sender.partition("@")[0], (signs.name or "")[:200]
    program = bounce_words.PROGRAM.fullmatch(local) or bounce_words.PROGRAM_NAME.search(name)
    weak = bounce_words.DAEMON.fullmatch(local) or bounce_words.DAEMON_NAME.search(name)
    return bool(program), bool(weak)


def _subject(subject: str) -> int:
    """2 for the fixed subjects of mail programs, 1 for words that people use, too."""
    if bounce_words.FIXED_SUBJECT.match(subject):
        return 2
    return int(bool(bounce_words.SUBJECT.search(subject)))


def _names_stranger(text: str, known: frozenset[str]) -> bool:
    """Whether an address stands there that is neither the writer's nor a recipient's."""
    return any(found.lower() not in known for found in bounce_words.ADDRESS.findall(text)[:20])

"""Whatever is typed is answered: nothing raises, and the work done for a text is bounded."""

import datetime as dt
import json
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.language.deciding import decide
from core.language.kinds import KINDS
from core.language.lines import answer_of, said_of
from core.language.wordlists import words
from tests.core.language.test_hostile import HOSTILE

LONGEST = 10_000
STEPS = 1_000_000
"""Calls for one text, most of them far below: about 50 ms; `tests.bench language` tells."""
SAID = sorted(words(
    "lehto lehdolla lehtp 3h 2,5 8-16 7.30 klo kl at puoli halv half kvart i vaille ja och and ½ "
    "1/2 € £ $ kr :- - – / ( ) @ a@b.fi http://x R-2026-0042 0445550198 +358445550198 0 00 1e9 "
    "1.234.567,89 3x2,5 mm ensi viime nästa last week v 12 53 2026-W53-7 30.2. 31/12/9999 "
    "9999-12-31 undo poista kumoa kaikki muistuta remind huomenna imorgon in om tunnin päästä "
    "sitten ago tuhat miljoona million hundra en och en halv puolitoista kolme varttia minus "
    "miinus no ei kun nej meant sauna mittaus not each var molempina matti liisa 24:00 99:99 "
    "99999999999999999999 years kuukauden weeks veckor från now stop start lopetin började"
))  # fmt: skip
ODD = ["\ud800", "\udfff", "\x00", "\x07", "\u202e", "\u200b", "\u200d", "שלום", "عربي", "中文", "😀",
       "e\u0301\u0301", "ﬁ", "²", "①", "Ⅷ", "٣", "१२", "１２", "\n", "\t", "\r\n", "\u2028"]  # fmt: skip

anything = st.text(st.characters(codec=None), max_size=300)
"""Every code point: lone surrogates, control characters, right to left, combining marks."""
wordy = st.lists(st.sampled_from([*SAID, *ODD]), max_size=40).flatmap(
    lambda words: st.sampled_from(["", " ", "  ", "-"]).map(lambda glue: glue.join(words))
)
numbers = st.lists(
    st.one_of(st.integers(-(10**30), 10**30).map(str), st.sampled_from(SAID)), max_size=12
).map(" ".join)
texts = st.one_of(anything, wordy, numbers, st.sampled_from(list(HOSTILE.values())))
nows = st.one_of(
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)),  # noqa: DTZ001 (local wall time)
    st.just(dt.datetime(2026, 3, 29, 3, 30)),  # noqa: DTZ001 (an hour that the zone leaves out)
)
SAVED = [
    {"id": 1, "kind": "time", "date": "2026-11-20", "customer": "Lehto", "minutes": 180,
     "start": "08:00", "end": "11:00"},
    {"id": 2, "kind": "travel", "date": "2026-11-19", "customer": "Lehto", "km": 20},
]  # fmt: skip
CONTEXTS: tuple[dict[str, Any], ...] = (
    {},
    {"last_entries": SAVED, "running_timer": {"customer": "Lehto", "start": "2026-11-20T08:00"}},
)


def request(text: str, lang: str | None, now: dt.datetime, context: dict[str, Any]) -> Any:
    """A request line about a small company."""
    return {
        "id": 1, "text": text, "lang": lang, "now": now.isoformat(), "region": "FI",
        "tz": "Europe/Helsinki", "currency": "EUR", "context": context,
        "directory": {
            "customers": [
                {"name": "Lehto", "aliases": ["lehis"], "projects": ["Sauna"]}, {"name": "Lehti Oy"},
            ],
            "project_aliases": {"löyly": "Sauna"}, "tasks": ["Mittaus"],
            "colleagues": ["Matti Meikäläinen", "Liisa Lind"],
        },
    }  # fmt: skip


def steps(work: Callable[[], Any]) -> int:
    """How many calls of functions a piece of work makes: the same on every machine."""
    count = 0

    def watch(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def storable(found: dict[str, Any]) -> bool:
    """May the answer be written down: no lone surrogate, no zero character?"""
    text = json.dumps(found, ensure_ascii=False)
    text.encode()
    return "\\u0000" not in text


languages = st.sampled_from(["fi", "sv", "en", None])
thorough = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(text=texts, lang=languages, now=nows, context=st.sampled_from(CONTEXTS))
def test_no_chat_message_breaks_the_parser(
    text: str, lang: str | None, now: dt.datetime, context: dict[str, Any]
) -> None:
    reading = decide(said_of(request(text, lang, now, context)))  # past the net that catches all

    assert storable(answer_of(reading))


@thorough
@given(text=texts, lang=languages, now=nows, kind=st.sampled_from(sorted(KINDS)))
def test_no_small_question_breaks_the_parser(
    text: str, lang: str | None, now: dt.datetime, kind: str
) -> None:
    assert storable(KINDS[kind](request(text, lang, now, {})))


@pytest.mark.parametrize("kind", ["chat", *KINDS])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pattern=st.lists(st.sampled_from([*SAID, *ODD]), min_size=1, max_size=4), glued=st.booleans()
)
def test_ten_thousand_characters_take_a_bounded_number_of_steps(
    kind: str, pattern: list[str], glued: bool
) -> None:
    piece = ("" if glued else " ").join(pattern) + ("" if glued else " ")
    text = (piece * (LONGEST // len(piece) + 1))[:LONGEST]
    asked = request(text, "fi", dt.datetime(2026, 11, 20, 16, 20), CONTEXTS[1])  # noqa: DTZ001
    said = said_of(asked)
    assert said.directory.index.words  # indexed once, before the message comes

    def work() -> None:
        if kind == "chat":
            decide(said)
        else:
            KINDS[kind](asked)

    assert steps(work) < STEPS, text[:80]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_takes_a_bounded_number_of_steps(name: str) -> None:
    asked = request(HOSTILE[name], "fi", dt.datetime(2026, 11, 20, 16, 20), CONTEXTS[1])  # noqa: DTZ001
    said = said_of(asked)
    assert said.directory.index.words

    assert steps(lambda: decide(said)) < STEPS
    for small in KINDS.values():
        assert steps(partial(small, asked)) < STEPS

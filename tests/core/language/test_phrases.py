"""Whole sets of phrases: nothing is ever booked wrongly, and nearly all are understood."""

import pytest

from tests.core.language.scoring import verdicts


@pytest.mark.parametrize(
    ("name", "least"),
    [("chat_phrases_dev.jsonl", 0.98), ("own_phrases.jsonl", 0.98), ("spoken_phrases.jsonl", 0.98)],
)
def test_a_set_of_phrases_is_understood_and_nothing_is_booked_wrongly(
    name: str, least: float
) -> None:
    judged = verdicts(name)

    unsafe = [(case["input"]["text"], v.unsafe, given) for case, given, v in judged if v.unsafe]
    wrong = [(case["input"]["text"], given) for case, given, v in judged if not v.exact]

    assert unsafe == []
    assert 1 - len(wrong) / len(judged) >= least, wrong


def test_the_same_request_always_gets_the_same_answer() -> None:
    first = [given for _, given, _ in verdicts("chat_phrases_dev.jsonl")]
    second = [given for _, given, _ in verdicts("chat_phrases_dev.jsonl")]

    assert first == second

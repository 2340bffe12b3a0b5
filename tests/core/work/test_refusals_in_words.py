"""Every refusal of a stage's rules says why and who may, in Finnish, Swedish and English."""

import re

import pytest

from core.errors import DomainError
from core.work import stage_refusals as refusals
from core.work.errors import TooManyStages

EVERY = [
    refusals.MoveNotAllowed(here="Uusi", onward="Työn alla, Odottaa"),
    refusals.NothingFollows(here="Uusi"),
    refusals.MayNotLeave(stage="Uusi", names="Toimisto"),
    refusals.MayNotEnter(stage="Uusi", names="Toimisto"),
    refusals.OnlyOwnerMoves(stage="Uusi"),
    refusals.NobodySees(names="Toimisto"),
    refusals.SignaturesMissing(stage="Uusi", roles="Toimisto"),
    refusals.StageFull(stage="Uusi", count=5, limit=5, names="Toimisto"),
    refusals.FieldsMissing("Uusi", ["doer_id", "due_on", "planned_minutes"], ["Takuu"]),
    refusals.SeesOnly(),
    refusals.NothingToSign(stage="Uusi"),
    refusals.NotYourSignature(stage="Uusi", roles="Toimisto"),
    refusals.AlreadySigned(name="Matti", role="Toimisto"),
    refusals.NotSignedByYou(name="Matti"),
    TooManyStages(workflow="Uusi", most=14),
]


@pytest.mark.parametrize("why", EVERY, ids=lambda why: why.code)
def test_a_refusal_is_a_sentence_of_its_own_in_each_language(why: DomainError) -> None:
    said = {language: why.sentence(language) for language in ("fi", "sv", "en")}

    assert len(set(said.values())) == 3, said
    for sentence in said.values():
        assert re.search(r"[.?]$", sentence)
        assert "{" not in sentence
        for value in why.values.values():
            if isinstance(value, str):
                assert value in sentence


def test_the_fields_a_stage_demands_are_named_in_the_readers_words() -> None:
    missing = refusals.FieldsMissing("Työn alla", ["doer_id", "due_on"], ["Takuu"])
    assert missing.sentence("fi") == (
        "Vaihe Työn alla edellyttää: tekijä, määräpäivä, Takuu. Täytä ensin."
    )
    assert missing.sentence("sv") == (
        "Steget Työn alla kräver: utförare, förfallodag, Takuu. Fyll i först."
    )


@pytest.mark.parametrize("name", refusals.REQUIRABLE)
def test_each_field_has_words_in_each_language(name: str) -> None:
    said = {refusals.FieldsMissing("A", [name]).sentence(one) for one in ("fi", "sv", "en")}
    assert len(said) == 3

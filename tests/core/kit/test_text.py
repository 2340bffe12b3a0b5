"""The short ways through text give what the long ones give."""

import re
import unicodedata

import pytest

from core.kit.text import fold, one_line, storable

CHARACTERS = [chr(code) for code in (*range(0x3100), 0xD800, 0xDFFF, 0xFB01, 0xFEFF, 0x1F600)]
SAMPLES = [form.format(one) for one in CHARACTERS for form in ("{0}", "a{0}b", " A {0}{0} ")]


def _storable(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "", lines)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", _storable(text)).strip()


def _fold(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return _one_line("".join(one for one in apart if not unicodedata.combining(one)))


@pytest.mark.parametrize(
    ("ours", "plainly"), [(storable, _storable), (one_line, _one_line), (fold, _fold)]
)
def test_every_character_is_treated_as_by_the_plain_definition(
    ours: object, plainly: object
) -> None:
    assert callable(ours)
    assert callable(plainly)
    assert [one for one in SAMPLES if ours(one) != plainly(one)] == []

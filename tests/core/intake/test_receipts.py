"""An acknowledgement that is filled in says what one rendered anew would say."""

import pytest

from core.conversations import letters, tokens
from core.intake.receipts import EVENT, receipt
from core.kit.i18n import LANGUAGES
from core.notify import rendering

VALUES = {"number": "R-2026-0042", "subject": "Hana <b>", "name": "Åsa", "company": "Oy & Ko"}
SIGNED = "abcdefghijklm.abcdefghijklmnop"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_built_in_words_are_those_of_the_template(language: str) -> None:
    said = rendering.render(EVENT, "mail", language, VALUES)
    letter = letters.compose(
        said.body, signature="Oy & Ko\nhttps://ko.example",
        marker=tokens.marker_with(SIGNED, language),
    )  # fmt: skip

    found = receipt(
        "mail", language, VALUES, {}, signature="Oy & Ko\nhttps://ko.example", signed=SIGNED
    )

    assert (found.subject, found.body) == (said.subject, said.body)
    assert (found.text, found.html) == (letter.text, letter.html)
    assert "R-2026-0042" in found.subject
    assert SIGNED in found.html


def test_the_companys_own_words_may_name_everything() -> None:
    own = {(EVENT, "mail", "fi"): ("", "Hei {{ name }}, {{ subject }}: {{ number }}")}

    found = receipt("mail", "fi", VALUES, own, signature="Me", signed=SIGNED)

    assert found.body == "Hei Åsa, Hana <b>: R-2026-0042"
    assert "Hana &lt;b&gt;" in found.html
    assert SIGNED in found.text

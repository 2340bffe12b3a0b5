"""A sentence that is not translated, or translated wrongly, is found."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from deploy import catalogues

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@pytest.fixture
def template() -> Catalog:
    wanted = Catalog()
    wanted.add("Request {number} is closed.")
    wanted.add(("{count} hour", "{count} hours"))
    wanted.add("May", context="month")
    return wanted


def _drift(
    text: str, template: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    monkeypatch.setattr(catalogues, "LOCALE", folder)
    path = catalogues.path_of("fi")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PO + text, encoding="utf-8")
    return list(catalogues.drift("fi", template))


COMPLETE = """
msgid "Request {number} is closed."
msgstr "Pyyntö {number} on suljettu."

msgid "{count} hour"
msgid_plural "{count} hours"
msgstr[0] "{count} tunti"
msgstr[1] "{count} tuntia"

msgctxt "month"
msgid "May"
msgstr "toukokuu"
"""


def test_a_complete_catalogue_has_no_drift(
    template: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _drift(COMPLETE, template, tmp_path, monkeypatch) == []


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("Pyyntö {number} on suljettu.", "", "missing: 'Request {number} is closed.'"),
        ("{count} tuntia", "", "missing: '{count} hour'"),
        ('msgctxt "month"\n', "", "missing: 'May'"),
        ("Pyyntö {number} on", "Pyyntö on", "blanks differ"),
        ("Pyyntö {number} on", "Pyyntö {numero} on", "blanks differ"),
        ('\nmsgid "Request', '\n#, fuzzy\nmsgid "Request', "fuzzy"),
        ("\nmsgctxt", '\nmsgid "Gone"\nmsgstr "Poissa"\n\nmsgctxt', "obsolete: 'Gone'"),
        ("\nmsgctxt", '\n#~ msgid "Old"\n#~ msgstr "Vanha"\n\nmsgctxt', "obsolete: 'Old'"),
    ],
)
def test_each_kind_of_drift_is_found(
    template: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    before: str, after: str, found: str,
) -> None:  # fmt: skip
    assert before in COMPLETE
    drift = _drift(COMPLETE.replace(before, after), template, tmp_path, monkeypatch)
    assert any(text.startswith(found) for text in drift), drift


def test_sentences_are_found_in_code_and_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in catalogues.PACKAGES:
        (tmp_path / name).mkdir()
    (tmp_path / "core" / "a.py").write_text('_("One."); ngettext("{n} a", "{n} b", n)\n')
    pages = tmp_path / "admin" / "templates" / "deep"
    pages.mkdir(parents=True)
    (pages / "page.html").write_text("<p>{{ _('Two.') }}</p>{% trans %}Three.{% endtrans %}")
    ignored = tmp_path / "admin" / "static"
    ignored.mkdir()
    (ignored / "x.py").write_text('_("Never.")')
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)

    found = {message.id for message in catalogues.extracted() if message.id}
    assert found == {"One.", ("{n} a", "{n} b"), "Two.", "Three."}

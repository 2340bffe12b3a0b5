"""The mail inside a forward is found with its writer, subject and words."""

import pytest

from mail.forwards import find_forward, is_forward_subject, plain_subject

INSIDE = ("Pump", "eva@example.net", "Eva Berg", "Broken.")
FORWARDS: dict[str, tuple[str, str, str]] = {
    "Outlook in Swedish": (
        "VB: Pump",
        (
            "Se nedan\n\n________________________________\n\nFrån: Eva Berg <eva@example.net>\n"
            "Skickat: den 23 november 2026 09:12\nTill: Anna <anna@example.se>\nÄmne: Pump\n\nBroken.\n"
        ),
        "Se nedan",
    ),
    "bold labels": (
        "FW: Pump",
        (
            "see below\n\n*From:* Eva Berg <eva@example.net>\n*Sent:* Monday, November 23, 2026 9:12 AM\n"
            "*To:* Anna <anna@example.se>\n*Subject:* Pump\n\nBroken.\n"
        ),
        "see below",
    ),
    "Thunderbird": (
        "Fwd: Pump",
        (
            "Hi\n\n-------- Forwarded Message --------\nSubject: \tPump\n"
            "Date: \tMon, 23 Nov 2026 09:12:00 +0200\nFrom: \tEva Berg <eva@example.net>\n"
            "To: \tAnna <anna@example.se>\n\n\nBroken.\n"
        ),
        "Hi",
    ),
    "Yahoo with glued labels": (
        "Fw: Pump",
        (
            "Look\n\n----- Forwarded Message -----\nFrom: Eva Berg <eva@example.net>To: Anna "
            "<anna@example.se>Sent: Monday, November 23, 2026 at 09:12:00 AM GMT+2Subject: Pump\nBroken."
        ),
        "Look",
    ),
    "Outlook with mailto": (
        "FW: Pump",
        (
            "\nFrom: Eva Berg [mailto:eva@example.net] \nSent: Monday, November 23, 2026 9:12 AM\n"
            "To: Anna\nSubject: Pump\n\nBroken.\n"
        ),
        "",
    ),
    "Apple in Finnish": (
        "Fwd: Pump",
        (
            "Moi\n\nAlkuperäinen viesti alkaa:\n\n> Lähettäjä: Eva Berg <eva@example.net>\n"
            "> Päivämäärä: 23. marraskuuta 2026 klo 9.12.00 UTC+2\n> Vastaanottaja: anna@example.se\n"
            "> Aihe: Pump\n> \n> \ufeffBroken.\n"
        ),
        "Moi",
    ),
    "Apple in German": (
        "Fwd: Pump",
        (
            "\nAnfang der weitergeleiteten Nachricht:\n\nVon: Eva Berg <eva@example.net>\nBetreff: Pump\n"
            "Datum: 23. November 2026 um 09:12:00 MEZ\nAn: Anna <anna@example.se>\n\nBroken.\n"
        ),
        "",
    ),
    "an attribution": (
        "Fwd: Pump",
        "FYI\n\nOn Mon, Nov 23, 2026 at 9:12 AM, Eva Berg <eva@example.net> wrote:\n\n> Broken.\n",
        "FYI",
    ),
    "French Outlook": (
        "TR : Pump",
        (
            "Bonjour\n\nDe : Eva Berg <eva@example.net>\nEnvoyé : lundi 23 novembre 2026 09:12\n"
            "À : Anna <anna@example.se>\nObjet : Pump\n\nBroken.\n"
        ),
        "Bonjour",
    ),
}


@pytest.mark.parametrize("name", FORWARDS)
def test_a_forward_is_read(name: str) -> None:
    subject, text, message = FORWARDS[name]

    found = find_forward(text, subject)

    assert found is not None
    assert (found.subject, found.from_address, found.from_name, found.body) == INSIDE
    assert found.message == message


def test_a_reply_to_a_forward_is_no_forward() -> None:
    text = (
        "Thanks.\n\nOn Mon, Nov 23, 2026 at 9:12 AM Anna <anna@example.se> wrote:\n\n"
        "> ---------- Forwarded message ---------\n> From: Eva Berg <eva@example.net>\n"
        "> Subject: Pump\n"
    )

    assert find_forward(text, "Re: Pump") is None
    assert find_forward(text.replace("\n> ", "\n"), "Re: Pump") is None


def test_a_subject_alone_makes_no_forward() -> None:
    assert find_forward("Please call me.", "Fwd: Pump") is None


@pytest.mark.parametrize("subject", ["VL: x", "vb: x", "Fwd: x", "FW: x", "[Ext] Fwd: x", "WG: x"])
def test_forward_subjects_are_known(subject: str) -> None:
    assert is_forward_subject(subject)


def test_prefixes_are_taken_off_a_subject() -> None:
    assert plain_subject("Re: SV: VS: Fwd: RE[2]: Vesivuoto: keittiö") == "Vesivuoto: keittiö"

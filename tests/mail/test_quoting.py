"""What the person wrote is kept; what programs and others wrote around it goes."""

import pytest

from mail.quoting import find_token, marker_line, split_reply

REPLIES: dict[str, tuple[str, str]] = {
    "Zoho": (
        "ok thanks\n\n---- On Mon, 23 Nov 2026 10:00:00 +0200 Eva <eva@example.net> wrote ----\n\nHi\n",
        "ok thanks",
    ),
    "Proton": (
        (
            "Sure.\n\nSent with Proton Mail secure email.\n\n------- Original Message -------\n"
            "On Monday, November 23rd, 2026 at 10:00, Eva <eva@example.net> wrote:\n\n> Hello\n"
        ),
        "Sure.",
    ),
    "German": (
        "Ja.\n\nAm 23.11.2026 um 10:00 schrieb Eva Berg <eva@example.net>:\n\nHallo\n",
        "Ja.",
    ),
    "French": (
        "Oui.\n\nLe lun. 23 nov. 2026 à 10:00, Eva <eva@example.net> a écrit :\n\n> Salut\n",
        "Oui.",
    ),
    "an attribution on three lines": (
        (
            "Yes\n\nOn Mon, Nov 23, 2026 at 10:00 AM Some Very Long Name Here\nWith More "
            "<long.address@subdomain.example.net>\nwrote:\n\n> Hi\n"
        ),
        "Yes",
    ),
    "Finnish Gmail without quote marks": (
        "Sopii!\n\npe 20. marrask. 2026 klo 15.31 Apuri <apu@example.org> kirjoitti:\nMoi\n",
        "Sopii!",
    ),
    "Finnish web mail labels": (
        (
            "Ok\n\nLähettäjä: Eva <eva@example.net>\nPäivä: maanantai 23. marraskuuta 2026 klo 10.00\n"
            "Kenelle: x <x@example.org>\nAihe: Foo\nHei\n"
        ),
        "Ok",
    ),
    "Swedish with weekday": (
        "Ok\n\nDen 23 nov 2026 kl. 10:00 skrev Eva <eva@example.net>:\nHej\n",
        "Ok",
    ),
    "an ISO date without a verb": (
        "Sure\n\n2026-11-23 10:00 GMT+02:00 Eva Berg <eva@example.net>:\n\n> hi\n",
        "Sure",
    ),
    "bold header lines": (
        (
            "ok\n\n*From:* Eva [mailto:eva@example.net]\n*Sent:* Monday, November 23, 2026 10:00\n"
            "*To:* x@example.org\n*Subject:* Foo\n\nHello\n"
        ),
        "ok",
    ),
    "text above and below one quote": (
        "Above\n\nOn Mon, Nov 23, 2026 at 10:00 AM Eva <eva@example.net> wrote:\n> q\n> r\n\nBelow\n",
        "Above\n\nBelow",
    ),
    "a mailing list's footer": (
        (
            "I agree.\n\n_______________________________________________\nUsers mailing list\n"
            "Users@lists.example.net\n"
        ),
        "I agree.",
    ),
    "a gateway's banner": (
        "CAUTION: This email originated from outside of the organization.\n\nPlease call me.\n",
        "Please call me.",
    ),
    "device lines": ("Kiitos\n\nLähetetty Huawei-puhelimestani\n", "Kiitos"),
    "a Swedish device line": ("Tack!\n\nSkickades från E-post för Windows\n", "Tack!"),
    "a confidentiality notice": (
        "Please call.\n\nJane\n\nCONFIDENTIALITY NOTICE: this is secret.\n",
        "Please call.\n\nJane",
    ),
}

ATTRIBUTIONS = [
    "2026年11月23日(月) 10:00 Eva <eva@example.net>:",
    "W dniu 23.11.2026 o 10:00, Eva pisze:",
    "Op ma 23 nov. 2026 om 10:00 schreef Eva <eva@example.net>:",
    "man. 23. nov. 2026 kl. 10:00 skrev Eva <eva@example.net>:",
    "El lun, 23 nov 2026 a las 10:00, Eva (<eva@example.net>) escribió:",
    "Em seg., 23 de nov. de 2026 às 10:00, Eva <eva@example.net> escreveu:",
    "Il giorno lun 23 nov 2026 alle ore 10:00 Eva <eva@example.net> ha scritto:",
    "пн, 23 нояб. 2026 г. в 10:00, Eva <eva@example.net>:",
    "Kuupäev E, 23. november 2026 kell 10:00 kirjutas Eva (<eva@example.net>):",
    "Eva <eva@example.net> kirjoitti ma 23. marrask. 2026 klo 10.00:",
    "Lainaus Eva Berg <eva@example.net>:",
    "mån 23 nov. 2026 kl. 10:00 skrev Eva <eva@example.net>:",
    "Eva skrev den 2026-11-23 kl. 10:00:",
]

SIGNATURES = [
    "Best,\nTom\n\nTom Reed | Facility Manager\nMill Ltd | +44 20 7946 0958",
    "Med vänliga hälsningar / Best regards\n\nAnna Lindqvist\nTel 070-174 06 05",
    "Ystävällisin terveisin / Best regards,\n\nMatti Virtanen\n040 123 4567",
    "*Matti Virtanen*\nKotitalo Oy\np. 040 123 4567",
]

OWN_WORDS = [
    "First part\n\n-----\n\nSecond part is here and matters.\nThird.",
    "Hei,\nsopii.\n\nTerveisin\nMatti\n\nPS. Koira on vihainen, älkää tulko sisään ilman lupaa.",
    "Hei!\n\nVesi valuu.\nOsoite: Koivukuja 3\nPuh: 040 1234567",
    "I asked what Eva wrote: nothing.\nThe 2026 plan at 10:00 is fine.",
    "Tulkaa pian.\n\nKiitos!",
    "Lähetetty tarjous ei tullut perille.",
    "Från: köket\nTill: hallen\nbehöver vi en ny ledning.",
    "Aihe: hana\nEno kirjoitti:\nhei vaan",
    "Moi,\nvoitteko tulla?\n\nT. Matti",
]


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_cut_where_the_quote_begins(name: str) -> None:
    text, expected = REPLIES[name]

    assert split_reply(text).text == expected


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_attributions_of_other_languages_and_programs_are_known(line: str) -> None:
    assert split_reply(f"Ok\n\n{line}\n\n> quoted\n").text == "Ok"


@pytest.mark.parametrize("block", SIGNATURES)
def test_a_block_with_contact_data_is_cut(block: str) -> None:
    parts = split_reply(f"Can you come?\n\n{block}\n")

    assert (parts.text, parts.signature) == ("Can you come?", block)


@pytest.mark.parametrize("text", OWN_WORDS)
def test_own_words_that_look_like_something_else_stay(text: str) -> None:
    assert split_reply(text + "\n").text == text


def test_a_signature_with_contact_data_is_told_from_the_words() -> None:
    parts = split_reply("Hei,\ntulkaa heti.\n\nMatti Virtanen\nPutki Oy\n+358 40 123 4567\n")

    assert parts.text == "Hei,\ntulkaa heti."
    assert parts.signature == "Matti Virtanen\nPutki Oy\n+358 40 123 4567"


def test_a_name_below_a_closing_stays_with_the_words() -> None:
    parts = split_reply("Please send it.\n\nThanks,\nJane\n", "Jane Miller")

    assert parts.text == "Please send it.\n\nThanks,\nJane"
    assert parts.signature == "Thanks,\nJane"


def test_answers_between_quoted_lines_are_kept_whole() -> None:
    text = "> Where?\nHelsinki\n\n> When?\nTomorrow"

    parts = split_reply(text + "\n\n> Regards\n")

    assert parts.is_inline
    assert parts.text == text


def test_our_marker_line_cuts_whatever_stands_around_it() -> None:
    marker = marker_line("Svara ovanför den här raden", "r-0123456789ab")
    text = f"Nytt svar\n\nNågon i ett okänt program:\n> {marker}\n> gammalt\n"

    parts = split_reply(text)

    assert parts.text == "Nytt svar\n\nNågon i ett okänt program:"
    assert parts.token == "r-0123456789ab"
    assert find_token("> " + marker) == "r-0123456789ab"


def test_an_answer_below_the_quoted_marker_is_not_lost() -> None:
    marker = marker_line("Reply above this line", "r-0123456789ab")
    text = f"On 23/11/2026 10:00, Apuri wrote:\n> {marker}\n> When?\n\nTomorrow.\n"

    assert split_reply(text).text == "Tomorrow."


def test_somebody_elses_contact_data_is_no_signature() -> None:
    text = "Please call our tenant.\n\nTom Reed\n+44 20 7946 0958"

    assert split_reply(text, "Jane Miller jane@example.com").text == text
    assert split_reply(text, "Tom Reed tom@example.com").text == "Please call our tenant."


def test_a_block_that_was_announced_is_no_signature() -> None:
    text = "Soittakaa isännöitsijälle:\n\nMatti Virtanen\n040 123 4567"

    assert split_reply(text).text == text

"""A mail's kind is decided by headers and words together, never by a subject alone."""

import pytest

from mail.kinds import Kind
from mail.reading import ReadMail, read_mail

DAEMON = "MAILER-DAEMON@mx.example.net"


def mail(sender: str, subject: str, body: str, headers: str = "") -> ReadMail:
    """A mail of a few lines to us."""
    head = f"From: {sender}\nTo: apu@example.org\nSubject: {subject}\n"
    dated = "Date: Mon, 23 Nov 2026 10:00:00 +0200\n"
    return read_mail(f"{head}{dated}{headers}\n{body}".encode())


BOUNCES: dict[str, tuple[str, str, str]] = {
    "Domino": (
        DAEMON,
        "DELIVERY FAILURE: User gone (gone@example.net) not listed",
        "Your message\n\n  Subject: Offer\n\nwas not delivered to:\n\n  gone@example.net\n\nbecause:\n",
    ),
    "sendmail": (
        f"Mail Delivery Subsystem <{DAEMON}>",
        "Returned mail: see transcript for details",
        (
            "   ----- The following addresses had permanent fatal errors -----\n<gone@example.net>\n"
            "    (reason: 550 5.1.1 User unknown)\n\n   ----- Transcript of session follows -----\n"
        ),
    ),
    "Exchange as text": (
        "postmaster@corp.example.net",
        "Undeliverable: Offer",
        (
            "Your message did not reach some or all of the intended recipients.\n\n"
            "The following recipient(s) could not be reached:\n\n      'gone@example.net' on 23.11.2026\n"
        ),
    ),
    "Swedish Microsoft": (
        "Microsoft Outlook <MicrosoftExchange329e71ec@example.net>",
        "Kan inte levereras: Offert",
        "Ditt meddelande till gone@example.net gick inte att leverera.\n",
    ),
    "MDaemon": (
        "MDaemon@mail.example.net",
        "Permanent Delivery Failure",
        (
            "The attached message had PERMANENT fatal delivery errors!\n\n"
            "YOUR MESSAGE WAS NOT DELIVERED!\n\nFailed address: gone@example.net\n"
        ),
    ),
}
PEOPLE: dict[str, tuple[str, str, str, str]] = {
    "a postmaster who writes himself": (
        "Pekka <postmaster@example.net>",
        "Kysymys laskusta",
        "Hei, lähettäisittekö laskun? T. Pekka",
        "",
    ),
    "out of the office on Tuesday": (
        "Jane <jane@example.com>",
        "Meeting",
        "I am out of the office on Tuesday, could you come Wednesday?",
        "In-Reply-To: <x@example.org>\n",
    ),
    "on vacation next week": (
        "Matti <m@example.fi>",
        "Lomalla ensi viikolla",
        "Olen lomalla ensi viikon. Voitteko tulla sen jälkeen?",
        "",
    ),
    "a ticket system that marks everything": (
        "Tom <support@example.com>",
        "[#12] Re: Leak",
        "Hi, when can you come? Tom",
        "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nPrecedence: bulk\n",
    ),
    "a travel agency": ("Ann <vacation@example.com>", "Tiles", "Can you fix our tiles?", ""),
    "an empty envelope sender": (
        "Jane <jane@example.com>",
        "Hello",
        "Could you send the offer?",
        "Return-Path: <>\n",
    ),
    "a web form": (
        "WordPress <wordpress@example.org>",
        "Contact",
        "Name: Tom\nEmail: tom@example.net\nMessage: I am on leave next week, call after.",
        "Auto-Submitted: auto-generated\n",
    ),
    "a postmaster whose map knows no address": (
        "Pekka Posti <postmaster@posti.example>",
        "Kysymys",
        "Hei, osoitetta ei löydy kartalta. Mihin tulen? T. Pekka",
        "",
    ),
    "a firm called Mail Delivery": (
        "Mail Delivery Oy <tilaukset@kuljetus.example>",
        "Toimitus epäonnistui",
        "Lähetystä ei voitu toimittaa, koska ovi oli lukossa. Sopiiko huominen?",
        "",
    ),
    "a carrier's system without a mail address in its words": (
        "Matkahuolto <info@kuljetus.example>",
        "Toimitus epäonnistui",
        "Lähetystäsi ei voitu toimittaa. Ota yhteyttä.",
        "Auto-Submitted: auto-generated\n",
    ),
    "an address that castles bounce on": (
        "Bounce Castle Rental <bounce@castle.example>",
        "Offer",
        "Could you fix our roof? The old address is unknown to our driver: no such address.",
        "",
    ),
    "no envelope sender and no delivery of wood": (
        "Anna <anna@example.se>",
        "Kan inte leverera virket",
        "Vi kunde inte leverera virket till er idag, ingen var hemma. När passar det?",
        "Return-Path: <>\n",
    ),
    "a person who asks about a failure notice": (
        "Ann <ann@example.com>",
        "Mail delivery failed: returning message to sender",
        "I got this when I wrote to bob@example.org: user unknown. Is there another address?",
        "In-Reply-To: <x@example.org>\n",
    ),
    "a person who asks about responders": (
        "Ann <ann@example.com>",
        "Automatic reply: how do I turn it on?",
        "Could you help me? I will be on holiday next week.",
        "",
    ),
    "an answer above our quoted acknowledgement": (
        "Ann <ann@example.com>",
        "Re: Leak",
        (
            "Thanks, come at nine.\n\nFrom: Apuri <apu@example.org>\nSent: Monday, November 23, 2026"
            " 9:00 AM\nTo: Ann\nSubject: Leak\n\nThis is an automatic reply. We have received it.\n"
        ),
        "In-Reply-To: <x@example.org>\nX-Auto-Response-Suppress: All\n",
    ),
    "a reply to an automatic reply": (
        "Jane <jane@example.com>",
        "Re: Automatic reply: Offer",
        "Your answer said you are out of office until Monday. Who else can help?",
        "In-Reply-To: <x@example.org>\n",
    ),
}


@pytest.mark.parametrize("name", BOUNCES)
def test_a_failure_notice_without_standard_names_the_failed_address(name: str) -> None:
    found = mail(*BOUNCES[name])

    assert found.kind is Kind.BOUNCE
    assert found.bounce_recipients == ("gone@example.net",)
    assert not found.may_answer


@pytest.mark.parametrize("name", PEOPLE)
def test_a_persons_mail_is_never_taken_for_automatic(name: str) -> None:
    found = mail(*PEOPLE[name])

    assert found.kind is Kind.HUMAN
    assert not found.is_automated


def test_a_warning_of_delay_names_nobody_as_failed() -> None:
    found = mail(
        DAEMON,
        "Warning: could not send message for past 4 hours",
        "THIS IS A WARNING MESSAGE ONLY\nYOU DO NOT NEED TO RESEND YOUR MESSAGE\n<slow@example.net>\n",
    )

    assert found.is_automated
    assert found.bounce_recipients == ()
    assert found.bounce is not None
    assert found.bounce.delayed == ("slow@example.net",)
    assert not found.bounce.has_failed


@pytest.mark.parametrize(
    ("subject", "body", "back"),
    [
        ("Frånvarande: Offert", "Jag är på semester till och med 6 december.", "2026-12-07"),
        ("Poissaoloviesti: Tarjous", "Olen poissa toimistolta 1.12. asti.", "2026-12-02"),
        ("Automatic reply: Offer", "I'm on leave and will be back on 7 December.", "2026-12-07"),
        ("Autosvar: Offert", "Jag är ledig och tillbaka den 2026-12-14.", "2026-12-14"),
        ("Automaattinen vastaus: x", "Olen lomalla. Palaan töihin 7.1.", "2027-01-07"),
        ("Automaattinen vastaus: x", "Olen lomalla, palaan maanantaina.", "2026-11-30"),
        ("Automaattinen vastaus: x", "Lomalla 23.11.–4.12. Kiire? 040 1234567", "2026-12-05"),
        ("Autosvar: Offert", "Jag har semester och är åter vecka 2.", "2027-01-11"),
        ("Autosvar: x", "På semester t.o.m. 4 december, åter måndag 7 december.", "2026-12-07"),
        ("Automatic reply: x", "On leave November 20 through December 4, 2026.", "2026-12-05"),
        ("Automatic reply: x", "I am away, returning Monday 7 December.", "2026-12-07"),
        ("Automatic reply: x", "Out of office. I will return on 12/07/2026.", "2026-12-07"),
    ],
)
def test_a_vacation_notice_says_when_its_writer_is_back(subject: str, body: str, back: str) -> None:
    found = mail("Anna <anna@example.se>", subject, body)

    assert found.kind is Kind.VACATION
    assert str(found.back_on) == back


def test_list_mail_is_told_from_a_shared_mailbox_that_is_a_list_itself() -> None:
    raw = (
        b"From: a@example.com\nTo: apu@example.org\nList-Id: <apu.example.org>\n"
        b"List-Post: <mailto:apu@example.org>\n\nHei\n"
    )

    assert read_mail(raw).kind is Kind.LIST
    ours = read_mail(raw, own_addresses=frozenset({"apu@example.org"}))
    assert ours.kind is Kind.HUMAN
    assert not ours.may_answer


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("List-Id: <info.firma.example>\nPrecedence: list\n", Kind.HUMAN),
        (
            "List-Id: Firma <info@firma.example>\nList-Post: <mailto:info@firma.example>\n",
            Kind.HUMAN,
        ),
        ("List-Id: <putki.lists.example>\n", Kind.LIST),
        ("List-Id: <notfirma.example>\n", Kind.LIST),
    ],
)
def test_a_group_of_our_own_domain_is_no_mailing_list(headers: str, kind: Kind) -> None:
    raw = f"From: a@example.com\nTo: info@firma.example\n{headers}\nHei\n".encode()

    assert read_mail(raw, own_addresses=frozenset({"apu@firma.example"})).kind is kind


def test_our_own_mail_is_known_by_its_header() -> None:
    assert mail("apu@example.org", "x", "y", "X-Apuri-Loop: abc\n").kind is Kind.OWN

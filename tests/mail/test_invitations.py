"""An invitation is shown with its title, time and place, whatever calendar wrote it."""

from datetime import date, datetime

import pytest

from mail.invitations import read_invitation
from mail.reading import read_mail


def calendar(*lines: str, before: str = "METHOD:REQUEST") -> str:
    event = "\r\n".join(lines)
    return (
        f"BEGIN:VCALENDAR\r\n{before}\r\nBEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


HOURS = ("SUMMARY:Katselmus", "DTSTART;TZID={}:20261124T090000", "DTEND;TZID={}:20261124T101500")


@pytest.mark.parametrize(
    ("zone", "region", "shown"),
    [
        ("FLE Standard Time", "FI", "24.11.2026 09:00–10:15"),
        ("Europe/Helsinki", "SE", "24.11.2026 08:00–09:15"),
        ("GMT Standard Time", "FI", "24.11.2026 11:00–12:15"),
        ("Europe/Helsinki", None, "24.11.2026 09:00–10:15 (Europe/Helsinki)"),
        ('"(UTC+02:00) Helsinki"', "FI", "24.11.2026 09:00–10:15 (Helsinki)"),
        ("../../etc/passwd", "FI", "24.11.2026 09:00–10:15 (../../etc/passwd)"),
    ],
)
def test_times_are_told_in_the_zone_of_the_house(zone: str, region: str | None, shown: str) -> None:
    found = read_invitation(calendar(*(line.format(zone) for line in HOURS)), region)

    assert found is not None
    assert found.lines() == f"Katselmus\n{shown}"


def test_universal_time_is_told_in_the_zone_of_the_house() -> None:
    found = read_invitation(
        calendar("SUMMARY:x", "DTSTART:20260701T060000Z", "DTEND:20260702T060000Z"), "SE"
    )

    assert found is not None
    assert found.starts == datetime(2026, 7, 1, 8)  # noqa: DTZ001 - local on purpose
    assert found.lines() == "x\n1.7.2026 08:00 – 2.7.2026 08:00"


@pytest.mark.parametrize(
    ("ends", "shown"), [("20261125", "24.11.2026"), ("20261127", "24.11.2026 – 26.11.2026")]
)
def test_whole_days_end_with_their_last_day(ends: str, shown: str) -> None:
    lines = ("SUMMARY:Loma", "DTSTART;VALUE=DATE:20261124", f"DTEND;VALUE=DATE:{ends}")
    found = read_invitation(calendar(*lines), "FI")

    assert found is not None
    assert found.starts == date(2026, 11, 24)
    assert found.lines() == f"Loma\n{shown}"


def test_folded_and_escaped_values_and_nested_alarms_are_told_apart() -> None:
    found = read_invitation(
        calendar(
            "BEGIN:VALARM",
            "SUMMARY:Muistutus",
            "END:VALARM",
            "SUMMARY;LANGUAGE=fi:Katselmus\\, Koivu\r\n kuja\\n2",
            "LOCATION:Koivukuja 3\\; 2. krs",
            'ORGANIZER;CN="Virtanen; Matti":mailto:m@example.fi',
        ),
        "FI",
    )

    assert found is not None
    assert (found.summary, found.place) == ("Katselmus, Koivukuja 2", "Koivukuja 3; 2. krs")
    assert (found.organizer, found.method, found.starts) == ("Virtanen", "REQUEST", None)


@pytest.mark.parametrize("text", ["", "hello", "BEGIN:VCALENDAR", calendar("DTSTART:20261399")])
def test_what_is_no_calendar_or_broken_gives_no_time(text: str) -> None:
    found = read_invitation(text, "FI")

    assert found is None or found.starts is None


def test_an_invitation_alone_is_the_body_and_beside_words_it_is_kept() -> None:
    event = calendar("SUMMARY:Katselmus", "LOCATION:Koivukuja 3")
    head = "From: m@example.fi\nSubject: x\n"
    alone = read_mail(f"{head}Content-Type: text/calendar\n\n{event}".encode())
    both = read_mail(
        f"{head}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        f"Tervetuloa\n--b\nContent-Type: text/calendar\n\n{event}\n--b--\n".encode()
    )

    assert alone.body_text == "Katselmus\nKoivukuja 3"
    assert alone.flags == ("body-from-calendar",)
    assert both.body_text == "Tervetuloa"
    assert both.invitation is not None
    assert both.invitation.place == "Koivukuja 3"

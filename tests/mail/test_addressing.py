"""Addresses, Message-IDs and dates as strangers write them."""

import pytest

from mail.addressing import (
    Mailbox,
    message_ids,
    own_message_id,
    parse_addresses,
    parse_date,
    plus_token,
    without_plus,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a@example.com", [Mailbox("a@example.com")]),
        ("Ann <a@example.com>", [Mailbox("a@example.com", "Ann")]),
        ('"Virtanen, Matti" <m@example.fi>', [Mailbox("m@example.fi", "Virtanen, Matti")]),
        ("a@example.com (Ann Lee)", [Mailbox("a@example.com", "Ann Lee")]),
        ("[Jira] Foo <a@example.com>", [Mailbox("a@example.com", "[Jira] Foo")]),
        ("Foo (x) @ Company <a@example.com>", [Mailbox("a@example.com", "Foo (x) @ Company")]),
        ("a@example.com <a@example.com>", [Mailbox("a@example.com")]),
        ("'Ann' <a@example.com>", [Mailbox("a@example.com", "Ann")]),
        ("=?utf-8?Q?=C3=85ke=2C_J?= <a@example.se>", [Mailbox("a@example.se", "Åke, J")]),
        ("=?utf-8?Q?=C3=85ke_<a@example.se>?=", [Mailbox("a@example.se", "Åke")]),
        ("Team: a@example.com, B <b@example.com>;", [Mailbox("a@example.com"),
                                                     Mailbox("b@example.com", "B")]),
        ("undisclosed-recipients:;", []),
        ("a@example.com; b@example.com", [Mailbox("a@example.com"), Mailbox("b@example.com")]),
        ("<mailto:a@example.com>", [Mailbox("a@example.com")]),
        ("<@relay.example,@b.example:a@example.com>", [Mailbox("a@example.com")]),
        ("nobody here", []),
        ("", []),
    ],
)  # fmt: skip
def test_mailboxes_are_found(value: str, expected: list[Mailbox]) -> None:
    assert parse_addresses(value) == expected


def test_references_split_at_tabs_and_run_together_ids() -> None:
    assert message_ids("<a@x>\t<b@x><c@x> <a@x>") == ("a@x", "b@x", "c@x")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("<[a]@b>", "[a]@b"), ("<a b@c>", "a b@c"), ("a@b", "a@b"), ("", None), ("two words", None)],
)
def test_a_message_id_is_kept_as_it_was_written(value: str, expected: str | None) -> None:
    assert own_message_id(value) == expected


def test_plus_tokens_are_read_and_taken_off() -> None:
    assert plus_token("help+r-abc@example.org") == "r-abc"
    assert plus_token("help@example.org") is None
    assert without_plus("help+r-abc@example.org") == "help@example.org"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Mon, 23 Nov 2026 10:05:00 +0200", "2026-11-23T08:05:00+00:00"),
        ("Mon, 23 Nov 2026 10:05:00 +0200 (EET)", "2026-11-23T08:05:00+00:00"),
        ("23 Nov 2026 10:05:00", "2026-11-23T10:05:00+00:00"),
        ("2026-11-23T10:05:00Z", "2026-11-23T10:05:00+00:00"),
        ("Mon, 23 Nov 2026 10:05:00 GMT", "2026-11-23T10:05:00+00:00"),
    ],
)
def test_dates_become_utc(value: str, expected: str) -> None:
    found = parse_date(value)

    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize("value", ["", "yesterday", "Mon, 32 Nov 2026", "0"])
def test_what_is_no_date_is_none(value: str) -> None:
    assert parse_date(value) is None

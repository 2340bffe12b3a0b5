"""Whose word on a sender is taken: only our own server's, and only for what it really checked."""

import pytest

from mail.authentication import read_results, vouches_for
from mail.headers import split_headers

OURS = "Received: from out.firm.example (out.firm.example [192.0.2.7]) by mx.putki.example; x"
THEIRS = "Received: from laptop (unknown [10.0.0.3]) by out.firm.example with ESMTPSA; x"
DMARC = "Authentication-Results: mx.putki.example; dmarc=pass header.from=firm.example"


def vouched(*lines: str, sender: str = "sam@firm.example") -> bool:
    raw = "\r\n".join([*lines, "", "text"]).encode()
    headers, _begin = split_headers(raw)
    return vouches_for(headers, "mx.putki.example", sender)


FROM = "From: Sam <sam@firm.example>"


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=pass header.from=firm.example",
        "dkim=pass header.d=firm.example",
        "dkim=pass header.i=@firm.example header.s=s1",
        "spf=fail; dkim=fail header.d=x.example; dkim=pass (key; (2048)) header.d=Firm.Example",
        'dmarc=pass reason="all; fine" (p=reject) header.from=firm.example',
        "dkim=none; dmarc=pass",
    ],
)
def test_what_our_server_found_aligned_proves_the_sender(results: str) -> None:
    line = f"Authentication-Results: mx.putki.example 1;\r\n {results}"
    assert vouched("Return-Path: <sam@firm.example>", line, OURS, THEIRS, FROM)


def test_a_signature_of_the_domain_above_counts_for_the_one_below() -> None:
    line = "Authentication-Results: mx.putki.example; dkim=pass header.d=firm.example"
    sender = "sam@mail.firm.example"
    assert vouched(line, OURS, f"From: {sender}", sender=sender)


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=fail header.from=firm.example; dkim=pass header.d=firm.example",
        "dmarc=none; dkim=pass header.d=firm.example",
        "dmarc=pass header.from=other.example",
        "dmarc=pass header.from=firm.example; dmarc=fail header.from=firm.example",
        "dkim=pass header.d=evil.example",
        "dkim=pass header.d=sub.firm.example",
        "dkim=pass header.d=example",
        "dkim=pass",
        "dkim=fail header.d=firm.example",
        "spf=pass smtp.mailfrom=sam@firm.example",
        "none",
        "x=(dmarc=pass header.from=firm.example)",
        'spf=none reason="; dmarc=pass header.from=firm.example"',
        "dmarc=passed",
    ],
)
def test_what_is_not_aligned_or_did_not_pass_proves_nothing(results: str) -> None:
    assert not vouched(f"Authentication-Results: mx.putki.example; {results}", OURS, FROM)


@pytest.mark.parametrize(
    "lines",
    [
        (OURS, THEIRS, DMARC, FROM),  # written before another server took it
        (THEIRS, DMARC, FROM),
        (DMARC.replace("mx.putki", "mx.evil"), OURS, FROM),
        (DMARC.replace("mx.putki.example", "mx.putki.example.evil"), OURS, FROM),
        (DMARC.replace(" mx.putki.example;", ""), OURS, FROM),  # without a name
        (DMARC.replace("dmarc=pass", "dmarc=fail"), DMARC, OURS, FROM),  # ours is the upper one
        ("Authentication-Results: mx.putki.example; none", DMARC, OURS, FROM),
        ("Received: from x (by mx.putki.example) by evil.example; x", DMARC, OURS, FROM),
        ("Received: from x by notputki.example; x", DMARC, OURS, FROM),
        (DMARC, OURS, FROM, "From: boss@firm.example"),
        (DMARC, OURS, "From: sam@firm.example, eve@evil.example"),
        (DMARC, OURS, 'From: "sam@firm.example" <eve@evil.example>'),
        (DMARC, OURS),
        ("X-Authentication-Results: mx.putki.example; dmarc=pass", OURS, FROM),
    ],
)
def test_a_forged_or_foreign_statement_proves_nothing(lines: tuple[str, ...]) -> None:
    assert not vouched(*lines)


def test_without_a_trusted_server_nothing_is_proven() -> None:
    headers, _begin = split_headers(f"{DMARC}\r\n{FROM}\r\n\r\nx".encode())
    assert not vouches_for(headers, "", "sam@firm.example")


def test_gmails_order_of_fields_is_understood() -> None:
    lines = (
        "Delivered-To: office@putki.example",
        "Received: by 2002:a05:6402:1d90:b0:5d0 with SMTP id dk16; x",
        OURS.replace("mx.putki.example", "mx.putki.example with ESMTPS id z9"),
        DMARC,
        "DKIM-Signature: v=1; d=firm.example",
        FROM,
    )
    assert vouched(*lines)


def test_a_value_without_a_name_and_a_hostile_one_are_read_without_harm() -> None:
    assert read_results("spf=pass smtp.mailfrom=a.example; dmarc=pass")[0] == ""
    assert read_results("(" * 100_000) == ("", [])
    assert read_results('mx; dkim="' + ";" * 50_000)[0] == "mx"
    assert read_results("")[1] == []

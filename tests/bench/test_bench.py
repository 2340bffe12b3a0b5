"""The benchmarks still run; what they measure is printed by `python -m tests.bench`, never tested."""

import email
import json
from email.policy import default

import pytest

from mail.reading import read_mail
from tests.bench import __main__ as bench
from tests.bench.mails import KINDS, generate

OURS = ("<abcdefghijklm.abcdefghijklmnop.abcdefghijklmnop@apuri.example>",)

pytestmark = pytest.mark.slow


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, dict[str, object]]:
    """Run one benchmark; return its results by database, or the whole of one without any."""
    bench.main([*arguments])
    said = json.loads(capsys.readouterr().out)
    assert said["machine"]["cores"] >= 1
    assert said["machine"]["python"]
    results: dict[str, dict[str, object]] = said.get("results", {"": said})
    return results


def test_the_same_seed_writes_the_same_mails() -> None:
    first = [mail.raw for mail in generate(60, seed=3, ours=OURS)]

    assert first == [mail.raw for mail in generate(60, seed=3, ours=OURS)]
    assert first != [mail.raw for mail in generate(60, seed=4, ours=OURS)]


def test_generated_mails_are_what_they_say() -> None:
    mails = list(generate(300, ours=OURS))
    read = [read_mail(mail.raw) for mail in mails]

    assert {mail.kind for mail in mails} == set(KINDS)
    for mail, found in zip(mails, read, strict=True):
        assert found.is_bounce == (mail.kind == "bounce")
        assert found.is_auto_reply == (mail.kind == "auto_reply")
        if mail.kind != "bounce":  # its report and the returned header are attached
            assert bool(found.attachments) == (mail.kind == "attachment")
        assert not email.message_from_bytes(mail.raw, policy=default).defects
        if mail.kind not in ("bounce", "auto_reply"):
            assert "\ufffd" not in found.body_text
    ids = {found.message_id for found in read}
    assert any(found.in_reply_to in ids for found in read if found.in_reply_to)


def test_every_mail_of_the_ingest_benchmark_gets_its_row(
    capsys: pytest.CaptureFixture[str], database_kind: str
) -> None:
    found = run(capsys, "ingest", "--size", "20", "--db", database_kind)[database_kind]

    assert isinstance(found["rows"], dict)
    assert found["rows"]["inbox_items"] == 20
    assert isinstance(found["said"], dict)
    assert found["said"]["quarantined"] == 0


@pytest.mark.dovecot
def test_every_mail_of_the_mailbox_benchmark_gets_its_row(
    capsys: pytest.CaptureFixture[str], database_kind: str
) -> None:
    found = run(capsys, "mailbox", "--size", "20", "--db", database_kind)[database_kind]

    assert isinstance(found["rows"], dict)
    assert found["rows"]["inbox_items"] == 21  # one mail warms up


def test_the_growth_benchmark_takes_in_mail_beside_stored_ones(
    capsys: pytest.CaptureFixture[str], database_kind: str
) -> None:
    found = run(capsys, "growth", "--size", "200", "--db", database_kind)[database_kind]

    assert isinstance(found["ratio"], float)
    assert found["ratio"] > 0


def test_every_update_of_the_chat_benchmark_is_booked_and_answered(
    capsys: pytest.CaptureFixture[str], database_kind: str
) -> None:
    found = run(capsys, "chat", "--size", "10", "--db", database_kind)[database_kind]

    assert isinstance(found["rows"], dict)
    assert found["rows"]["outbound_messages"] == 11  # one update warms up
    assert found["rows"]["time_entries"] + found["rows"]["travels"] >= 11


def test_the_language_benchmark_reads_every_phrase(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "language", "--size", "300")[""]

    assert found["customers"] == 300
    assert isinstance(found["phrases"], int)
    assert found["phrases"] > 300

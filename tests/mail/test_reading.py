"""Facts of a mail that threading, routing and storing rest on; and that reading is cheap."""

import email
import email.policy
import random
import time
from email.message import EmailMessage

from mail.reading import read_mail


def letter(attachment: bytes) -> bytes:
    """An ordinary mail with one attachment, as bytes."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = "Åsa Öberg <asa@example.com>"
    message["To"] = "apu@example.org"
    message["Subject"] = "Läcka i köket"
    message.set_content("Hej, det läcker. Kan ni komma?\n")
    message.add_attachment(attachment, maintype="image", subtype="jpeg", filename="kök.jpg")
    return message.as_bytes()


def test_ancestors_come_nearest_first_and_once() -> None:
    raw = b"In-Reply-To: <c@x>\nReferences: <a@x> <b@x>\n\t<c@x>\nMessage-ID: <d e@x>\n\nHei"

    mail = read_mail(raw)

    assert mail.thread_ids == ("c@x", "b@x", "a@x")
    assert mail.message_id == "d e@x"
    assert read_mail(b"In-Reply-To: <d e@x>\n\nHei").in_reply_to == mail.message_id


def test_every_address_a_mail_went_to_is_known_once() -> None:
    raw = (
        b"To: Apu <apu@example.org>\nCc: b@example.org\nDelivered-To: apu+r-token@example.org\n"
        b"X-Original-To: APU@example.org\n\nHei"
    )

    assert read_mail(raw).delivered_to == (
        "apu@example.org",
        "b@example.org",
        "apu+r-token@example.org",
    )


def test_a_token_in_the_quoted_marker_line_is_found_in_html_mail() -> None:
    raw = (
        "Content-Type: text/html; charset=utf-8\n\n<p>Sopii</p><blockquote type='cite'>"
        "<p>##- Vastaa tämän yläpuolelle -## [r-0123456789]</p><p>Vanha</p></blockquote>"
    )

    mail = read_mail(raw.encode())

    assert mail.marker_token == "r-0123456789"
    assert mail.reply_text == "Sopii"


def test_an_attachment_keeps_its_bytes_and_an_inline_image_its_id() -> None:
    data = random.Random(1).randbytes(10_000)
    raw = letter(data).replace(b"Content-Disposition: attachment", b"Content-Disposition: inline")

    (image,) = read_mail(
        raw.replace(b"MIME-Version", b"Content-ID: <k@x>\r\nMIME-Version")
    ).attachments

    assert image.data == data
    assert image.name == "kök.jpg"
    assert image.inline


def test_words_are_kept_raw_when_their_encoding_hides_them() -> None:
    mail = read_mail(b"Content-Transfer-Encoding: base64\n\n\xe4\xe4 !!\n")

    assert mail.body_text == "ää !!"
    assert "body-from-raw" in mail.flags


def test_reading_costs_less_than_half_of_the_standard_parser() -> None:
    raws = [letter(random.Random(seed).randbytes(300_000)) for seed in range(5)]
    read_mail(raws[0])

    started = time.process_time()
    for raw in raws:
        for part in email.message_from_bytes(raw, policy=email.policy.default).walk():
            if not part.is_multipart():
                part.get_payload(decode=True)
    standard = time.process_time() - started
    started = time.process_time()
    for raw in raws:
        assert read_mail(raw).attachments[0].size == 300_000
    ours = time.process_time() - started

    assert ours < standard / 2, f"{ours:.3f} s against {standard:.3f} s"

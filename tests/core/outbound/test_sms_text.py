"""Counting the parts of a text message, and believing only what Twilio signed."""

import base64
import hashlib
import hmac

import pytest

from core.outbound.sms import Segments, segments, verify_signature

URL = "https://apuri.example/hooks/sms/1?a=b"
FORM = {"From": "+358401234567", "Body": "Päivää"}


@pytest.mark.parametrize(
    ("text", "count", "encoding"),
    [
        ("", 1, "GSM-7"),
        ("ä" * 160, 1, "GSM-7"),
        ("ä" * 161, 2, "GSM-7"),
        ("a" * 306, 2, "GSM-7"),
        ("a" * 307, 3, "GSM-7"),
        ("€" * 80, 1, "GSM-7"),
        ("€" * 81, 2, "GSM-7"),
        ("a" * 152 + "€" + "a" * 152, 3, "GSM-7"),
        ("ž" * 70, 1, "UCS-2"),
        ("ž" * 71, 2, "UCS-2"),
        ("🙂" * 35, 1, "UCS-2"),
        ("🙂" * 66, 2, "UCS-2"),
        ("🙂" * 67, 3, "UCS-2"),
        ("ž" + "a" * 133, 2, "UCS-2"),
    ],
)
def test_a_text_is_counted_in_paid_parts(text: str, count: int, encoding: str) -> None:
    assert segments(text) == Segments(count, encoding)


def signed(url: str, form: dict[str, str], token: str) -> str:
    """Sign as Twilio documents it: the address, then names and values in order."""
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


def test_a_signed_request_is_believed() -> None:
    assert verify_signature(URL, FORM, signed(URL, FORM, "token"), "token")


@pytest.mark.parametrize(
    ("url", "form", "token"),
    [
        (URL, FORM | {"Body": "other"}, "token"),
        (URL.replace("a=b", "a=c"), FORM, "token"),
        (URL.replace("https", "http"), FORM, "token"),
        (URL, FORM, "another token"),
    ],
)
def test_whatever_differs_from_what_was_signed_is_refused(
    url: str, form: dict[str, str], token: str
) -> None:
    assert not verify_signature(url, form, signed(URL, FORM, "token"), token)


@pytest.mark.parametrize("signature", ["", "x", "ä" * 28, "=" * 28])
def test_a_forged_signature_is_refused(signature: str) -> None:
    assert not verify_signature(URL, FORM, signature, "token")
    assert not verify_signature(URL, FORM, signed(URL, FORM, ""), "")

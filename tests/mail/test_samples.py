"""Every sample mail is read as its expected result says; keys with '_' are facts of ReadMail."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from mail.attachments import shown_name
from mail.reading import ReadMail, read_mail
from mail.understand import answer

SAMPLES = sorted((Path(__file__).parents[1] / "samples" / "mail").glob("*.eml"))


def fact(mail: ReadMail, name: str) -> Any:
    """A fact that the answer line does not carry."""
    inside, bounce = mail.forward, mail.bounce
    facts = {
        "_token": mail.marker_token,
        "_back_on": str(mail.back_on),
        "_bounced_id": bounce.message_id if bounce else None,
        "_permanent": bounce.is_permanent if bounce else None,
        "_shown": [shown_name(one) for one in mail.attachments],
        "_forward": inside
        and {
            "subject": inside.subject,
            "from_address": inside.from_address,
            "from_name": inside.from_name,
            "body": inside.body,
            "message": inside.message,
        },
    }
    return facts[name]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_mail_is_read_as_expected(path: Path) -> None:
    raw = path.read_bytes()
    expected = json.loads(path.with_suffix(".json").read_text())
    got = answer({"id": 1, "kind": "mail", "raw": base64.b64encode(raw).decode()})
    mail = read_mail(raw)

    found = {key: fact(mail, key) if key.startswith("_") else got[key] for key in expected}

    assert found == expected
    json.dumps(got).encode("ascii")

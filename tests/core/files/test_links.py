"""A link opens the one file it was signed for, for its time."""

from datetime import UTC, datetime, timedelta

import pytest

from core.files.links import read_token, token_for
from core.kit.crypto import Keyring
from core.kit.ids import new_id

UNTIL = datetime(2026, 4, 30, 12, 0, tzinfo=UTC)
KEYS = Keyring("k" * 40)


def test_a_link_opens_its_file_until_its_end() -> None:
    file_id = new_id()
    link = read_token(KEYS, token_for(KEYS, file_id, UNTIL))
    assert link is not None
    assert (link.file_id, link.until) == (file_id, UNTIL)
    assert link.is_open(UNTIL - timedelta(seconds=1))
    assert not link.is_open(UNTIL)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_changed_link_opens_nothing(part: int) -> None:
    pieces = token_for(KEYS, new_id(), UNTIL).split(".")
    other = token_for(KEYS, new_id(), UNTIL + timedelta(days=1)).split(".")
    pieces[part] = other[part]
    assert read_token(KEYS, ".".join(pieces)) is None


def test_another_installations_link_opens_nothing() -> None:
    assert read_token(KEYS, token_for(Keyring("z" * 40), new_id(), UNTIL)) is None
    for text in ("", "x", "0" * 32, "../../etc/passwd"):
        assert read_token(KEYS, text) is None

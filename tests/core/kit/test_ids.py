"""Ids and tokens."""

from core.kit.ids import new_id, new_token, parse_id


def test_ids_are_version_7_and_increase() -> None:
    made = [new_id() for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}


def test_what_is_no_id_is_none() -> None:
    assert parse_id("abc") is None
    assert parse_id("") is None
    known = new_id()
    assert parse_id(str(known)) == known == parse_id(known.hex)


def test_tokens_differ() -> None:
    assert len({new_token() for _ in range(100)}) == 100

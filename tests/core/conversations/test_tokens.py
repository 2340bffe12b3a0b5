"""Our signed references: whoever guesses one joins nothing."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.conversations import queries, service, threads, tokens
from core.kit.crypto import Keyring

KEYS, OTHER_KEYS = Keyring("k" * 40), Keyring("x" * 40)


def test_our_message_id_leads_back_to_its_conversation() -> None:
    token = tokens.new_token()

    made = tokens.message_id_for(KEYS, token, "apuri.example")

    assert made.startswith("<")
    assert made.endswith("@apuri.example>")
    assert tokens.token_in(KEYS, made) == token
    assert tokens.token_in(KEYS, made.upper()) == token
    assert tokens.looks_like_ours(made)
    assert len({tokens.message_id_for(KEYS, token, "a.example") for _each in range(50)}) == 50


def test_a_guessed_or_foreign_signature_leads_nowhere() -> None:
    token = tokens.new_token()
    guessed = f"<{token}.{'a' * 16}.{'b' * 16}@apuri.example>"

    assert tokens.token_in(KEYS, guessed) is None
    assert tokens.looks_like_ours(guessed)
    assert tokens.token_in(OTHER_KEYS, tokens.message_id_for(KEYS, token, "a.example")) is None
    assert tokens.token_in(KEYS, "") is None
    assert tokens.token_in(KEYS, None) is None


def test_a_reference_is_found_in_a_body_behind_many_wrong_ones() -> None:
    token = tokens.new_token()
    line = tokens.marker_line(KEYS, token, "fi")
    noise = "\n".join(f"{tokens.new_token()}.{'a' * 16}" for _each in range(10))

    assert "Kirjoita vastauksesi tämän rivin yläpuolelle" in line
    assert tokens.token_in(KEYS, f"Kiitos!\n> {noise}\n> {line}") == token


def test_the_mail_reader_knows_our_marker_line() -> None:
    from mail.quoting import split_reply

    token = tokens.new_token()
    for language in ("fi", "sv", "en"):
        line = tokens.marker_line(KEYS, token, language)
        parts = split_reply(f"Thanks, Tuesday is fine.\n\n> We come on Tuesday.\n> {line}\n> Tap?")
        assert parts.text == "Thanks, Tuesday is fine."
        assert tokens.token_in(KEYS, parts.token) == token


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Re: VS: Sv: Hana vuotaa", "hana vuotaa"),
        ("RE[2]: Fwd: Läckage", "lackage"),
        ("Regarding: the tap", "regarding: the tap"),
        ("", ""),
    ],
)
def test_subjects_are_compared_without_their_prefixes(written: str, key: str) -> None:
    assert threads.subject_key(written) == key


def test_a_number_counts_only_as_a_whole() -> None:
    assert tokens.number_in("Re: Tap [R-2026-0042]") == "R-2026-0042"
    assert tokens.number_in("Order XR-2026-0042") is None
    assert tokens.number_in("R-2026-00421234567") is None


async def test_ids_of_our_form_are_no_evidence_without_their_signature(
    session: AsyncSession,
) -> None:
    conversation = await service.open_conversation(session, channel="mail", subject="Tap")
    guessed = f"<{conversation.token}.{'a' * 16}.{'b' * 16}@apuri.example>"
    real = tokens.message_id_for(KEYS, conversation.token, "apuri.example")
    await service.remember_ids(session, conversation.id, ["<theirs@x.example>", guessed])

    assert await queries.conversation_for_ids(session, [guessed]) is None
    assert await queries.conversation_for_token(session, KEYS, guessed) is None
    assert await queries.conversation_for_ids(session, ["THEIRS@x.example"]) is conversation
    assert await queries.conversation_for_token(session, KEYS, real) is conversation


async def test_an_ancestor_learns_its_message_when_it_arrives(session: AsyncSession) -> None:
    conversation = await service.open_conversation(session, channel="mail")
    await service.remember_ids(session, conversation.id, ["<a@x.example>"])
    message = await service.add_message(
        session, conversation, direction="in", text="Hi\x00", mail_message_id="a@x.example"
    )

    known = await threads.known_ids(session, [threads.hash_of("<A@x.example>")])

    assert [one.message_id for one in known.values()] == [message.id]
    assert (message.text, message.mail_message_id) == ("Hi", "<a@x.example>")


async def test_a_long_conversation_is_paged_from_its_end(session: AsyncSession) -> None:
    conversation = await service.open_conversation(session, channel="sms")
    for count in range(5):
        await service.add_message(session, conversation, direction="in", text=str(count))

    last = await queries.messages_of(session, conversation.id, size=3)
    first = await queries.messages_of(session, conversation.id, last.next_cursor, size=3)

    assert [one.text for one in last.rows] == ["2", "3", "4"]
    assert ([one.text for one in first.rows], first.next_cursor) == (["0", "1"], None)

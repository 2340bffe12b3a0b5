"""Answering: by the right door, in the right thread, taken back within seconds."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests import queries, service
from core.contact_requests.errors import (
    AnswerHasLeft,
    NothingToSend,
    NowhereToAnswer,
)
from core.conversations import tokens
from core.conversations.models import Conversation, Message
from core.errors import Changed, NotFound
from core.files.service import store_file
from core.kit import clock
from core.outbound.cards import Card
from core.outbound.models import OutboundMessage, OutboundState
from core.sources.models import SourceKind
from tests import make


async def queued(session: AsyncSession, kind: str = "reply") -> list[OutboundMessage]:
    rows = await session.scalars(
        sa.select(OutboundMessage).where(OutboundMessage.kind == kind).order_by(OutboundMessage.id)
    )
    return list(rows)


async def test_an_answer_by_mail_joins_the_customers_thread(session: AsyncSession) -> None:
    source = await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session, source=source, text="The tap leaks.\nPlease come.")
    first = await session.scalar(sa.select(Message.mail_message_id))

    message = await service.answer(session, anna, request.number, text="We come on Tuesday.")

    (sent,) = await queued(session)
    assert sent.payload["in_reply_to"] == first
    assert sent.payload["references"] == [first]
    assert sent.payload["message_id"] == message.mail_message_id
    assert tokens.token_in(session.info["keyring"], message.mail_message_id) is not None
    assert (sent.address, sent.source_id) == ("liisa@customer.example", source.id)
    assert sent.payload["subject"] == "Re: Tap"
    body = sent.payload["text"]
    above, below = body.split("##- Write your reply above this line -##")
    assert above.startswith("We come on Tuesday.")
    assert "> The tap leaks.\n> Please come." in below
    assert "We come on Tuesday." in sent.payload["html"]
    assert sent.due_at > clock.now()
    assert (request.waiting_since, request.assignee_id) == (None, anna.id)


async def test_the_marker_speaks_the_customers_language(session: AsyncSession) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session)
    (await session.get_one(Conversation, request.conversation_id)).language = "fi"

    await service.answer(session, anna, request.number, text="Tulemme tiistaina.")

    (sent,) = await queued(session)
    assert "Kirjoita vastauksesi tämän rivin yläpuolelle" in sent.payload["text"]


async def test_hostile_words_stay_words_in_the_html_of_an_answer(session: AsyncSession) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session, text="<script>alert(1)</script>")

    await service.answer(
        session, anna, request.number, text="See <b> & https://a.example/x?y=1&z=2."
    )

    (sent,) = await queued(session)
    assert "<script>" not in sent.payload["html"]
    assert "See &lt;b&gt; &amp; " in sent.payload["html"]
    assert 'href="https://a.example/x?y=1&amp;z=2"' in sent.payload["html"]


@pytest.mark.parametrize(
    ("channel", "address", "payload"),
    [
        ("sms", "+358401234567", {"text": "Yes."}),
        ("telegram", "4711", {"card": Card("Yes.").as_json()}),
    ],
)
async def test_an_answer_leaves_by_the_door_the_question_came_through(
    session: AsyncSession, channel: str, address: str, payload: dict[str, Any]
) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session, channel=channel, address=address)

    await service.answer(session, anna, request.number, text="Yes.")

    (sent,) = await queued(session)
    assert (sent.channel, sent.address, sent.payload) == (channel, address, payload)


async def test_a_form_without_an_address_says_that_it_cannot_be_answered(
    session: AsyncSession,
) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session, channel="form", address="")

    with pytest.raises(NowhereToAnswer):
        await service.answer(session, anna, request.number, text="Yes.")
    with pytest.raises(NothingToSend):
        await service.answer(session, anna, request.number, text="  ")


async def test_an_answer_may_not_carry_somebody_elses_file(session: AsyncSession) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session)
    other = await make.a_request(session, address="other@customer.example")
    secret = await store_file(
        session, name="secret.txt", data=b"x", content_type="text/plain",
        subject_kind="contact_request", subject_id=other.id,
    )  # fmt: skip
    own = await store_file(session, name="plan.txt", data=b"y", content_type="text/plain")

    with pytest.raises(NotFound):
        await service.answer(session, anna, request.number, text="Here", file_ids=[secret.id])
    message = await service.answer(session, anna, request.number, text="Here", file_ids=[own.id])

    assert (own.subject_kind, own.subject_id) == ("message", message.id)
    (sent,) = await queued(session)
    assert sent.payload["file_ids"] == [str(own.id)]


async def test_an_answer_can_be_taken_back_until_it_leaves(session: AsyncSession) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session)
    message = await service.answer(session, anna, request.number, text="Wrong.")

    await service.undo_answer(session, anna, request.number, message.id)

    (sent,) = await queued(session)
    await session.refresh(sent)
    assert sent.state == OutboundState.CANCELLED
    assert request.waiting_since is not None
    draft = await queries.draft_of(session, request.id, anna.staff_id)
    assert draft is not None
    assert draft.text == "Wrong."
    with pytest.raises(AnswerHasLeft):
        await service.undo_answer(session, anna, request.number, message.id)


async def test_a_late_saving_of_what_was_sent_is_no_draft(session: AsyncSession) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna", owner=True))
    request = await make.a_request(session)
    await service.answer(session, anna, request.number, text="We come\ntomorrow.")
    late = await service.save_draft(session, anna, request.number, text="We come\r\ntomorrow. ")
    assert late is None
    assert await queries.draft_of(session, request.id, anna.staff_id) is None
    assert await service.save_draft(session, anna, request.number, text="And bring tools.")


async def test_colleagues_see_who_is_answering_for_two_minutes(
    session: AsyncSession, clock: Any
) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    matti = make.actor_of(await make.a_member(session, "Matti"))
    request = await make.a_request(session)
    draft = await service.save_draft(session, anna, request.number, text="We")
    assert draft is not None
    await service.save_draft(session, anna, request.number, text="We come", version=draft.version)

    assert await queries.answering(session, matti, request.id) == ["Anna"]
    assert await queries.answering(session, anna, request.id) == []
    clock.shift(timedelta(minutes=3))
    assert await queries.answering(session, matti, request.id) == []
    await session.flush()
    with pytest.raises(Changed):
        await service.save_draft(session, anna, request.number, text="Old tab", version=1)

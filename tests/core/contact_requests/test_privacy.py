"""Erasing a person: their words, name and files go, numbers, order and seals stay."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.contact_requests import privacy, service
from core.contact_requests.models import ContactRequest
from core.conversations import privacy as conversations
from core.conversations.models import Conversation, Message
from core.events.models import EventRecord
from core.files.service import store_file
from core.inbox.models import InboxItem
from core.inbox.raw import raw_bytes, store_raw
from core.inbox.service import Arrival, receive_many
from core.intake.intake import take_in
from core.notify import privacy as notices
from core.notify.models import Notice
from core.outbound.models import OutboundMessage
from core.people import privacy as people
from tests import make
from tests.core.intake.letters import letter

OWNER = system("test")


async def test_a_person_can_see_and_lose_everything_they_wrote(session: AsyncSession) -> None:
    await make.a_member(session, "Matti")
    request = await make.a_request(session, text="My secret", subject="Secret tap")
    other = await make.a_request(
        session, text="Other words", address="other@x.example", name="Other"
    )
    message = await session.scalar(sa.select(Message).where(Message.text == "My secret"))
    assert message is not None
    assert request.person_id is not None
    file = await store_file(
        session, name="secret.txt", data=b"secret", content_type="text/plain",
        subject_kind="message", subject_id=message.id,
    )  # fmt: skip
    key, person_id, number = file.storage_key, request.person_id, request.number
    await service.change_request(session, OWNER, number, subject="Secret pipe")
    await service.answer(session, OWNER, number, text="About your secret")
    await session.flush()

    shown = await conversations.export_person(session, person_id)
    asked = await privacy.export_person(session, person_id)
    assert [(one["text"], one["files"]) for one in shown] == [
        ("My secret", ["secret.txt"]), ("About your secret", []),
    ]  # fmt: skip
    assert [one["number"] for one in asked] == [number]

    assert await notices.erase_person(session, person_id) == 1
    assert await conversations.erase_person(session, person_id) == [key]
    await privacy.erase_person(session, person_id)
    await people.erase_person(session, OWNER, person_id)
    await session.flush()

    words = await _all_words(session)
    for secret in ("ecret", "liisa@", "Peltola"):
        assert secret not in words
    assert "Other words" in words
    assert number in words
    assert other.number in words


async def _all_words(session: AsyncSession) -> str:
    left: list[Any] = []
    for table in (Message, Conversation, ContactRequest, Notice, EventRecord, OutboundMessage):
        rows = await session.execute(sa.select(*table.__table__.c))
        left += [str(row) for row in rows]
    return "\n".join(left)


async def test_the_raw_mail_of_an_erased_person_is_gone_too(session: AsyncSession) -> None:
    mailbox = await make.a_source(session)
    raw_ids = await store_raw(session, [b"Subject: Secret\r\n\r\nMy secret"])
    arrival = Arrival(mailbox.id, "mail", "1", payload={"envelope_from": "liisa@x.example"},
                      raw_id=raw_ids[0])  # fmt: skip
    await receive_many(session, [arrival])
    await take_in(session, [letter(mailbox.id, arrival, sender="liisa@x.example")])
    person_id = await session.scalar(sa.select(ContactRequest.person_id))
    assert person_id is not None

    await conversations.erase_person(session, person_id)

    assert await raw_bytes(session, raw_ids) == {}
    payload = await session.scalar(sa.select(InboxItem.payload))
    assert payload is None

"""Customers' words: into their thread, or a new request; machines change nothing."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.contact_requests import service as requests
from core.contact_requests.models import ContactRequest, RequestState
from core.conversations import tokens
from core.conversations.models import Conversation, Message
from core.events.models import EventRecord
from core.files.models import StoredFile
from core.inbox.incoming import Attachment
from core.intake.outcomes import Outcome, Result
from core.outbound.models import OutboundMessage
from core.people.models import Person
from core.settings import keys
from core.settings.service import set_value
from core.sources.models import SourceKind
from core.timesheets.models import TimeEntry
from tests import make
from tests.core.intake.letters import take, take_all

OWNER = system("test")


@pytest.fixture
async def mailbox(session: AsyncSession) -> UUID:
    """A mailbox that mails come through."""
    return (await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")).id


async def request_of(session: AsyncSession, outcome: Outcome) -> ContactRequest:
    return await session.get_one(ContactRequest, outcome.request_id)


async def messages(session: AsyncSession, outcome: Outcome) -> list[Message]:
    rows = await session.scalars(
        sa.select(Message)
        .where(Message.conversation_id == outcome.conversation_id)
        .order_by(Message.id)
    )
    return list(rows)


async def counted(session: AsyncSession, table: Any) -> int:
    return int(await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


async def acknowledgements(session: AsyncSession) -> list[OutboundMessage]:
    rows = await session.scalars(
        sa.select(OutboundMessage)
        .where(OutboundMessage.kind == "acknowledgement")
        .order_by(OutboundMessage.id)
    )
    return list(rows)


async def test_a_new_mail_opens_a_request_and_is_acknowledged_once(
    session: AsyncSession, mailbox: UUID
) -> None:
    outcome = await take(
        session, mailbox, name="Liisa Peltola", subject="Hana vuotaa", text="Keittiön hana.",
        language="fi", message_id="one@customer.example",
    )  # fmt: skip

    assert (outcome.result, outcome.acknowledged) == (Result.OPENED, True)
    request = await request_of(session, outcome)
    assert (request.number, request.subject, request.preview, request.asker_name) == (
        outcome.number, "Hana vuotaa", "Keittiön hana.", "Liisa Peltola"
    )  # fmt: skip
    assert (request.state, request.waiting_since is not None) == (RequestState.NEW, True)
    (sent,) = await acknowledgements(session)
    assert sent.address == "liisa@customer.example"
    assert sent.payload["auto_submitted"] == "auto-replied"
    assert sent.payload["in_reply_to"] == "<one@customer.example>"
    assert outcome.number in sent.payload["text"]
    assert "Kirjoita vastauksesi tämän rivin yläpuolelle" in sent.payload["text"]
    assert tokens.token_in(session.info["keyring"], sent.payload["message_id"]) is not None
    assert [one.kind for one in await messages(session, outcome)] == ["human", "acknowledgement"]
    assert await counted(session, Person) == 1


@pytest.mark.parametrize("evidence", ["in_reply_to", "references", "token", "recipients"])
async def test_a_reply_joins_its_thread(
    session: AsyncSession, mailbox: UUID, evidence: str
) -> None:
    first = await take(session, mailbox)
    (sent,) = await acknowledgements(session)
    ours = sent.payload["message_id"].strip("<>")
    conversation = await session.get_one(Conversation, first.conversation_id)
    reference = tokens.reference(session.info["keyring"], conversation.token)
    values: dict[str, Any] = {
        "in_reply_to": {"in_reply_to": ours},
        "references": {"references": ("unknown@x.example", ours)},
        "token": {"token": reference},
        "recipients": {"recipients": (f"info+{reference}@firm.example",)},
    }[evidence]

    outcome = await take(session, mailbox, sender="colleague@customer.example", **values)

    assert (outcome.result, outcome.request_id) == (Result.JOINED, first.request_id)
    assert not outcome.acknowledged
    (_first, _ack, joined) = await messages(session, outcome)
    assert joined.flags == ["new_participant"]
    assert len(await acknowledgements(session)) == 1


async def test_a_guessed_id_joins_no_thread(session: AsyncSession, mailbox: UUID) -> None:
    first = await take(session, mailbox)
    conversation = await session.get_one(Conversation, first.conversation_id)
    forged = f"{conversation.token}.{'a' * 16}.{'b' * 16}@firm.example"

    by_id = await take(session, mailbox, sender="thief@evil.example", in_reply_to=forged,
                       references=(forged,), token=f"{conversation.token}.{'c' * 16}")  # fmt: skip
    by_number = await take(session, mailbox, sender="thief@evil.example",
                           subject=f"Re: {first.number}")  # fmt: skip

    assert {by_id.result, by_number.result} == {Result.OPENED}
    assert first.conversation_id not in (by_id.conversation_id, by_number.conversation_id)
    # And what the thief quoted does not draw the customer into the thief's thread.
    (sent, *_others) = await acknowledgements(session)
    reply = await take(session, mailbox, in_reply_to=sent.payload["message_id"],
                       references=(forged,))  # fmt: skip
    assert reply.conversation_id == first.conversation_id


async def test_the_number_in_the_subject_counts_for_the_one_who_asked(
    session: AsyncSession, mailbox: UUID
) -> None:
    first = await take(session, mailbox)

    outcome = await take(session, mailbox, subject=f"One thing more about {first.number}")

    assert (outcome.result, outcome.reason) == (Result.JOINED, "number")
    assert outcome.request_id == first.request_id


async def test_a_reply_read_before_its_parent_still_joins(
    session: AsyncSession, mailbox: UUID
) -> None:
    reply, parent = await take_all(
        session, mailbox,
        {"message_id": "b@x.example", "in_reply_to": "a@x.example", "text": "And one thing."},
        {"message_id": "a@x.example", "text": "The tap leaks."},
    )  # fmt: skip

    assert (reply.result, parent.result) == (Result.OPENED, Result.JOINED)
    assert parent.request_id == reply.request_id
    assert parent.number == reply.number != ""


async def test_the_same_mail_through_two_mailboxes_is_one_message(
    session: AsyncSession, mailbox: UUID
) -> None:
    other = (await make.a_source(session, SourceKind.MAILBOX, address="sales@f.example")).id
    same: dict[str, Any] = {"message_id": "same@x.example", "text": "Hello\x00"}
    first = await take(session, mailbox, **same)
    second = await take(session, other, **same)
    third, fourth = await take_all(session, mailbox, same, {**same, "text": "Another scan"})

    assert (second.result, second.request_id) == (Result.REPEATED, first.request_id)
    assert third.result == Result.REPEATED
    # A device that uses one id for all its mails loses none of them.
    assert fourth.result == Result.OPENED
    assert await counted(session, Message) == 2 + 2


async def test_the_customers_reply_reopens_what_was_closed(
    session: AsyncSession, mailbox: UUID
) -> None:
    asked = await take(session, mailbox, message_id="a@x.example")
    await requests.close_request(session, OWNER, str(asked.number))
    await session.flush()

    outcome = await take(session, mailbox, in_reply_to="a@x.example", text="It leaks again.")

    assert outcome.result == Result.REOPENED
    request = await request_of(session, outcome)
    assert (request.state, request.closed_at, request.preview) == (
        RequestState.NEW, None, "It leaks again."
    )  # fmt: skip
    assert (request.unread, request.waiting_since is not None) == (True, True)
    names = list(await session.scalars(sa.select(EventRecord.name).order_by(EventRecord.id)))
    assert names[-2:] == ["RequestReopened", "CustomerReplied"]


async def test_a_forged_staff_sender_books_nothing(session: AsyncSession, mailbox: UUID) -> None:
    await make.a_member(session, "Matti", email="matti@firm.example")

    outcome = await take(
        session, mailbox, sender="Matti@firm.example", text="8 h Lehto\nclose R-2026-0001"
    )

    assert outcome.result == Result.OPENED
    request = await request_of(session, outcome)
    assert {"remark": "claims_staff"} in request.routing_trace
    assert (await messages(session, outcome))[0].flags == ["claims_staff"]
    assert await counted(session, TimeEntry) == 0


async def test_a_contact_form_mailed_by_the_own_website_is_its_visitors(
    session: AsyncSession, mailbox: UUID
) -> None:
    outcome = await take(
        session, mailbox, sender="info@firm.example", email="visitor@x.example", name="Visitor"
    )
    honest = await take(session, mailbox, sender="liisa@x.example", email="victim@x.example")

    assert outcome.result == Result.OPENED
    assert (await request_of(session, outcome)).asker_address == "visitor@x.example"
    ours = await take(session, mailbox, sender="info@firm.example", email="visitor@x.example",
                      kind="own")  # fmt: skip
    assert ours.result == Result.IGNORED
    # An address in a signature proves nothing: the answer goes to whoever wrote.
    assert (await request_of(session, honest)).asker_address == "liisa@x.example"


async def test_files_are_kept_with_their_message(session: AsyncSession, mailbox: UUID) -> None:
    photo = Attachment("../../etc/tap.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"0" * 50)
    outcome = await take(session, mailbox, text="", attachments=(photo,))

    (message, _ack) = await messages(session, outcome)
    file = await session.scalar(sa.select(StoredFile))
    assert file is not None
    assert (file.subject_kind, file.subject_id, file.name) == ("message", message.id, "tap.png")
    assert session.info["storage"].read(file.storage_key) == photo.data
    assert message.attachment_count == 1
    assert (await request_of(session, outcome)).subject == "../../etc/tap.png"


async def test_hostile_text_is_stored_without_what_databases_refuse(
    session: AsyncSession, mailbox: UUID
) -> None:
    outcome = await take(
        session, mailbox, subject="A\x00B\ud800\r\nBcc: x", text="x" * 300_000 + "\x00\udfff",
        name="N\x00\n" * 200, html="<b>\x00", full_text="\x00full",
    )  # fmt: skip

    request = await request_of(session, outcome)
    assert request.subject == "AB Bcc: x"
    (message, _ack) = await messages(session, outcome)
    assert (len(message.text), message.flags) == (200_000, ["cut"])


async def test_a_chat_goes_on_in_its_request_until_the_matter_is_old(
    session: AsyncSession, clock: Any
) -> None:
    sms = (await make.a_source(session, SourceKind.SMS, address="+358501112222")).id
    first = await take(session, sms, channel="sms", sender="+358 40 123 4567", text="Tap leaks")
    second = await take(session, sms, channel="sms", sender="+358401234567", text="Badly")
    await requests.close_request(session, OWNER, str(first.number))
    await session.flush()
    clock.shift(3600 * 24)
    third = await take(session, sms, channel="sms", sender="+358401234567", text="Again")
    await requests.close_request(session, OWNER, str(first.number))
    await session.flush()
    clock.shift(3600 * 24 * 30)
    fourth = await take(session, sms, channel="sms", sender="+358401234567", text="New bath")

    assert [one.result for one in (first, second, third, fourth)] == [
        Result.OPENED, Result.JOINED, Result.REOPENED, Result.OPENED
    ]  # fmt: skip
    assert len({one.request_id for one in (first, second, third)}) == 1
    assert await acknowledgements(session) == []


async def test_strangers_in_telegram_are_told_once_a_day_that_they_may_not_ask(
    session: AsyncSession,
) -> None:
    bot = (await make.a_source(session, SourceKind.TELEGRAM)).id
    await set_value(session, OWNER, keys.STRANGERS_MAY_ASK, False)

    outcomes = [await take(session, bot, channel="telegram", sender="4711") for _n in range(3)]

    assert {one.result for one in outcomes} == {Result.IGNORED}
    assert await counted(session, OutboundMessage) == 1
    assert await counted(session, ContactRequest) == await counted(session, Person) == 0


async def test_a_form_opens_a_request_that_is_answered_by_mail(session: AsyncSession) -> None:
    form = (await make.a_source(session, SourceKind.FORM, address="contact")).id

    outcome = await take(
        session, form, channel="form", sender="liisa@x.example", email="liisa@x.example",
        name="Liisa", phone="040 1234567", text="A bath, please", language="sv",
    )  # fmt: skip

    (sent,) = await acknowledgements(session)
    assert (sent.channel, sent.address) == ("mail", "liisa@x.example")
    message = await requests.answer(session, OWNER, str(outcome.number), text="Ja.")
    assert message.to_addresses == ["liisa@x.example"]


async def test_the_same_subject_of_the_same_sender_is_only_suggested(
    session: AsyncSession, mailbox: UUID
) -> None:
    first = await take(session, mailbox, subject="Hana vuotaa")
    second = await take(session, mailbox, subject="VS: hana vuotaa")

    assert second.result == Result.OPENED
    request = await request_of(session, second)
    assert {
        "remark": "same_subject",
        "score": 50,
        "request_id": str(first.request_id),
    } in request.routing_trace


@pytest.mark.parametrize("with_files", [False, True])
async def test_fifty_mails_cost_as_many_statements_as_two(
    session: AsyncSession, mailbox: UUID, queries: Any, with_files: bool
) -> None:
    from core.intake.intake import take_in
    from tests.core.intake.letters import arrived

    await make.a_member(session, "Matti")
    file = Attachment("a.txt", "text/plain", b"hello")

    def letters(prefix: str, count: int) -> list[dict[str, Any]]:
        """New mails, replies, automatic ones and repeated senders."""
        return [
            {
                "sender": f"{prefix}{n % max(1, count // 2)}@x.example", "subject": f"{prefix} {n}",
                "message_id": f"{prefix}{n}@x.example", "phone": f"040 12345{n:02}",
                "in_reply_to": f"{prefix}{n - 1}@x.example" if n % 3 == 2 else None,
                "kind": "vacation" if n % 7 == 6 else "human",
                "attachments": (file,) if with_files else (),
            }
            for n in range(count)
        ]  # fmt: skip

    few = await arrived(session, mailbox, *letters("few", 8))
    many = await arrived(session, mailbox, *letters("many", 50))
    with queries() as for_few:
        await take_in(session, few)
    with queries() as for_many:
        outcomes = await take_in(session, many)

    assert len(for_many) <= len(for_few) <= 40
    assert len(outcomes) == 50
    assert {one.result for one in outcomes} >= {Result.OPENED, Result.JOINED, Result.IGNORED}

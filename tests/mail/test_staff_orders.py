"""Staff order things by mail: their own mail server's word, or our signed id, proves them."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from core.contact_requests.models import ContactRequest, RequestState
from core.events.models import EventRecord
from core.kit.ids import new_id
from core.sources.models import Source
from tests import make
from tests.mail.test_staff_replies import Office, office

__all__ = ["office"]

VOUCHED = "mx.putki.example; dmarc=pass header.from=work.example"


def a_mail_to_nobody(subject: str = "Hours") -> EmailMessage:
    """What a new mail answers: nothing of ours."""
    message = EmailMessage()
    message["Subject"] = subject
    message["Message-ID"] = f"<{new_id().hex}@elsewhere.example>"
    return message


@pytest.fixture
async def trusting(office: Office) -> Office:
    """The mailbox's owner said which server checks senders; Sam writes from work.example."""
    async with office.app.sessions.begin() as session:
        source = await session.get_one(Source, office.source.id)
        source.config = {**source.config, "authserv_id": "mx.putki.example"}
    assert office.sam.email.endswith("@work.example")
    return office


async def test_an_order_from_a_vouched_address_is_carried_out_and_answered(
    trusting: Office,
) -> None:
    await trusting.arrives(a_mail_to_nobody(), "#2h bell\n\nSam", Authentication_Results=VOUCHED)
    assert await trusting.booked() == [("2h bell", 120)]
    assert await trusting.requests() == 0
    answer = await trusting.sent()
    assert answer["To"] == trusting.sam.email
    assert answer.get_content().startswith("✓ 2 h · Bell")


async def test_a_request_is_closed_by_a_word_in_its_thread(trusting: Office) -> None:
    async with trusting.app.sessions.begin() as session:
        request = await make.a_request(session)
        number = request.number
    about = a_mail_to_nobody(f"New request {number}: Tap")
    await trusting.arrives(about, "#sulje", Authentication_Results=VOUCHED)

    async with trusting.app.sessions.reading() as session:
        closed = (await session.scalars(sa.select(ContactRequest))).one()
        names = (await session.scalars(sa.select(EventRecord.name))).all()
    assert closed.state == RequestState.CLOSED
    assert "RequestClosed" in names


@pytest.mark.parametrize(
    ("headers", "payload"),
    [
        ({}, None),
        ({"Authentication_Results": VOUCHED.replace("=pass", "=fail")}, None),
        ({"Authentication_Results": VOUCHED.replace("mx.putki", "mx.evil")}, None),
        ({"Authentication_Results": "mx.putki.example; spf=pass"}, None),
        (
            {"Received": "from a by evil.example; x", "Authentication_Results": VOUCHED},
            None,
        ),
        ({"Authentication_Results": VOUCHED}, {"envelope_from": "sam@work.example"}),
    ],
)
async def test_a_forged_order_is_a_strangers_mail(
    trusting: Office, headers: dict[str, str], payload: dict[str, Any] | None
) -> None:
    await trusting.arrives(a_mail_to_nobody(), "#2h bell", payload, **headers)
    assert await trusting.booked() == []
    assert await trusting.requests() == 1


async def test_an_order_written_to_somebody_else_and_sent_on_to_us_is_none(
    trusting: Office,
) -> None:
    await trusting.arrives(
        a_mail_to_nobody(), "#2h bell", to="eve@other.example", Authentication_Results=VOUCHED
    )
    assert await trusting.booked() == []
    assert await trusting.requests() == 1


async def test_where_no_server_is_trusted_its_word_counts_for_nothing(office: Office) -> None:
    await office.arrives(a_mail_to_nobody(), "#2h bell", Authentication_Results=VOUCHED)
    assert await office.booked() == []
    assert await office.requests() == 1


async def test_a_vouched_stranger_and_a_vouched_mail_without_an_order_stay_mail(
    trusting: Office,
) -> None:
    stranger = VOUCHED.replace("work", "other")
    await trusting.arrives(
        a_mail_to_nobody("One"), "#2h bell", sender="eve@other.example",
        Authentication_Results=stranger,
    )  # fmt: skip
    await trusting.arrives(a_mail_to_nobody("Two"), "2h bell", Authentication_Results=VOUCHED)
    assert await trusting.booked() == []
    assert await trusting.requests() == 2


async def test_an_order_in_answer_to_a_notice_needs_no_server(office: Office) -> None:
    await office.arrives(await office.notice(), "#bell 3.5 h")
    assert await office.booked() == [("bell 3.5 h", 210)]


async def test_a_responder_without_any_mark_is_left_alone_after_two_answers(
    office: Office, clock: Any
) -> None:
    notice = await office.notice()
    for number in range(5):
        await office.arrives(notice, "I shall be back some day." + "\n" * number)
        notice = await office.sent()
        clock.shift(timedelta(seconds=30))
    assert len(office.sink.mails) == 3  # the notice and two answers
    clock.shift(timedelta(hours=2))
    await office.arrives(notice, "bell 2 h")
    assert (await office.sent()).get_content().startswith("✓ 2 h · Bell")

"""Who is told of time banks and endorsements; the customer's mail and its link."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.conversations.models import Conversation, Message
from core.notify.models import MessageTemplate, Notice
from core.outbound.models import OutboundMessage
from core.people import service as people
from core.people.models import Customer, Person
from core.settings import keys
from core.settings.service import set_value
from core.staff.models import StaffMember
from core.timesheets import banks, endorsement_queries, endorsing
from core.timesheets.endorsing import Said
from core.timesheets.models import TimeEntry
from tests import make

pytestmark = pytest.mark.usefixtures("clock")
MONDAY = date(2026, 3, 30)
BOSS = system("a test")


async def a_manager(session: AsyncSession, name: str, *rights: Permission) -> StaffMember:
    return await make.a_member(session, name, roles=[await make.a_role(session, name, *rights)])


async def lehto(session: AsyncSession, language: str | None = "fi") -> Customer:
    """A customer with a mail address; its person writes Finnish."""
    made = await people.create_customer(
        session, BOSS, name="Liisa Lehto", is_company=False, email="liisa@lehto.example"
    )
    assert made.person_id
    person = await session.get(Person, made.person_id)
    assert person is not None
    person.language = language
    return made


async def an_entry(session: AsyncSession, customer: Customer) -> TimeEntry:
    matti = await make.a_member(session)
    entry = TimeEntry(staff_id=matti.id, day=MONDAY, worked_minutes=60, billed_minutes=60,
                      customer_id=customer.id)  # fmt: skip
    session.add(entry)
    await session.flush()
    return entry


async def asked(session: AsyncSession, customer: Customer, actor: Any = BOSS, **values: Any) -> Any:
    return await endorsing.ask_endorsement(
        session, actor, customer_id=customer.id, first=MONDAY, last=MONDAY,
        language="fi", **values,
    )  # fmt: skip


async def told(session: AsyncSession) -> list[tuple[str, str]]:
    rows = await session.execute(
        sa.select(StaffMember.name, Notice.text)
        .join(StaffMember, StaffMember.id == Notice.staff_id)
        .order_by(StaffMember.name)
    )
    return [(name, text) for name, text in rows]


async def mails(
    session: AsyncSession, address: str = "liisa@lehto.example"
) -> list[dict[str, Any]]:
    rows = await session.scalars(
        sa.select(OutboundMessage.payload).where(
            OutboundMessage.channel == "mail", OutboundMessage.address == address
        )
    )
    return list(rows)


async def a_low_bank(session: AsyncSession, customer: Customer, **values: Any) -> None:
    bank = await banks.open_bank(
        session, BOSS, customer_id=customer.id, name="Ylläpito", minutes=600, alert_below=300,
        valid_from=MONDAY, **values,
    )  # fmt: skip
    await banks.adjust_bank(session, BOSS, bank.id, minutes=-420, reason="Counted")


async def test_a_low_bank_is_told_to_who_looks_after_banks(session: AsyncSession) -> None:
    await a_manager(session, "Anna", Permission.MANAGE_HOURS)
    await a_manager(session, "Kalle", Permission.SEE_ALL_HOURS)
    await a_low_bank(session, await lehto(session))
    assert await told(session) == [
        ("Anna", "! Liisa Lehto: 3 h left in the time bank “Ylläpito”. The limit is 5 h.")
    ]
    assert await mails(session) == []


async def test_the_customer_is_told_by_mail_when_that_was_chosen(session: AsyncSession) -> None:
    await a_low_bank(session, await lehto(session, "sv"), tells_customer=True)
    (mail,) = await mails(session)
    assert "Ylläpito" in mail["text"]
    assert "3 h" in mail["subject"]
    assert mail["auto_submitted"] == "auto-generated"


async def test_the_link_goes_by_mail_in_the_customers_language_and_into_a_thread(
    session: AsyncSession,
) -> None:
    customer = await lehto(session)
    await an_entry(session, customer)
    asking = await asked(session, customer, address="liisa@lehto.example")
    (mail,) = await mails(session)
    token = endorsing.token_of(session.info["keyring"], asking)
    assert f"/hours/{token}" in mail["text"]
    assert "ti 14.4." in mail["text"]
    thread = (await session.scalars(sa.select(Conversation))).one()
    assert (thread.customer_id, thread.person_id) == (customer.id, customer.person_id)
    message = (await session.scalars(sa.select(Message))).one()
    assert (message.direction, message.outbound_id is not None) == ("out", True)


async def test_without_an_address_nothing_is_sent(session: AsyncSession) -> None:
    customer = await lehto(session)
    await an_entry(session, customer)
    await asked(session, customer)
    assert await mails(session) == []


async def test_the_companys_own_words_are_used_and_keep_the_link(session: AsyncSession) -> None:
    session.add(MessageTemplate(event="endorsement_asked", channel="mail", language="fi",
                                subject="Tunnit", body="Hei! {{ link }}", active=True))  # fmt: skip
    await set_value(session, BOSS, keys.COMPANY_NAME, "Putki Oy")
    customer = await lehto(session)
    await an_entry(session, customer)
    await asked(session, customer, address="liisa@lehto.example")
    (mail,) = await mails(session)
    assert (mail["subject"], mail["from_name"]) == ("Tunnit", "Putki Oy")
    assert mail["text"].startswith("Hei! http")


async def test_a_confirmation_is_told_to_who_asked_a_dispute_to_all_approvers(
    session: AsyncSession,
) -> None:
    anna = await a_manager(session, "Anna", Permission.MANAGE_HOURS)
    await a_manager(session, "Bertta", Permission.APPROVE_HOURS)
    customer = await lehto(session)
    await an_entry(session, customer)
    asking = await asked(session, customer, make.actor_of(anna))
    token = endorsing.token_of(session.info["keyring"], asking)
    await endorsing.say(session, token, {}, confirm_all=True)
    assert await told(session) == [("Anna", "✓ Liisa Lehto confirmed the hours Mon 30 Mar.")]

    (line,) = await endorsement_queries.lines(session, asking)
    await endorsing.say(session, token, {line.line.id: Said("disputed", "One hour, not two")})
    texts = [text for _name, text in await told(session)]
    words = "! Liisa Lehto disputes 1 row of the hours Mon 30 Mar.\n“One hour, not two”"
    assert texts.count(words) == 2


async def test_an_expired_bank_with_hours_left_is_told(session: AsyncSession, clock: Any) -> None:
    await a_manager(session, "Anna", Permission.MANAGE_HOURS)
    bank = await banks.open_bank(
        session, BOSS, customer_id=(await lehto(session)).id, name="Ylläpito", minutes=90,
        valid_from=MONDAY, expires_on=MONDAY + timedelta(days=1),
    )  # fmt: skip
    clock.shift(timedelta(days=1))
    await banks.expire_bank(session, bank.id)
    assert await told(session) == [
        (
            "Anna",
            "! Liisa Lehto: the time bank “Ylläpito” expired on Tue 31 Mar. 1.5 h were not used.",
        )
    ]

"""A stage has words for the customer: once per entry, in their language, in their thread."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.conversations.models import Message
from core.errors import Invalid
from core.events.models import EventRecord
from core.fields.models import FieldKind
from core.fields.service import create_field
from core.kit import clock as clocks
from core.notify.about_stages import KIND, check_words
from core.outbound.models import OutboundMessage
from core.people.matching import ensure_person
from core.work import service
from core.work.models import Stage
from tests import make
from tests.core.work import stages as rules

WORDS = {
    "en": {"subject": "On our way: {{ title }}",
           "body": "Hello {{ name }}, {{ number }} is in {{ stage }}."},
    "fi": {"subject": "", "body": "Hei {{ name }}, {{ title }}{% if due %} {{ due }}{% endif %}."},
}  # fmt: skip


async def _workflow(session: AsyncSession) -> tuple[Actor, Stage, Stage]:
    actor, _role = await rules.a_clerk(session, "Clerk")
    new, visit, _done = await rules.a_workflow(session, "New", "Visit", "Done")
    visit.entry_template = WORDS
    await session.flush()
    return actor, new, visit


async def _queued(session: AsyncSession) -> list[OutboundMessage]:
    found = await session.scalars(
        sa.select(OutboundMessage).where(OutboundMessage.kind == KIND).order_by(OutboundMessage.id)
    )
    return list(found)


async def test_a_persons_mail_is_in_their_language_and_waits_as_an_answer_does(
    session: AsyncSession, clock: Any
) -> None:
    actor, _new, visit = await _workflow(session)
    person = await ensure_person(
        session, system("test"), address="aino@customer.example", name="Aino Lehto", channel="mail"
    )
    assert person is not None
    person.language = "fi"
    task = await service.create_task(
        session, actor, title="Hana", person_id=person.id, due_on=clocks.today("Europe/Helsinki")
    )
    await service.move_task(session, actor, task.number, stage_id=visit.id)

    [mail] = await _queued(session)
    assert mail.address == "aino@customer.example"
    assert mail.due_at == clocks.now() + timedelta(seconds=10)
    assert mail.subject == f"Hana ({task.number})"
    assert mail.payload["text"].startswith("Hei Aino Lehto, Hana ti 31.3.")
    assert mail.payload["auto_submitted"] == "auto-generated"
    shown = await session.scalar(sa.select(Message).where(Message.outbound_id == mail.id))
    assert shown is not None
    assert (shown.kind, shown.direction) == ("own", "out")


async def test_the_thread_of_the_request_gets_the_message(
    session: AsyncSession, clock: Any
) -> None:
    actor, _new, visit = await _workflow(session)
    await make.a_source(session, address="office@work.example")
    request = await make.a_request(session)
    task = await service.create_task(
        session, system("rule"), title="Tap", contact_request_id=request.id
    )
    await service.move_task(session, actor, task.number, stage_id=visit.id)

    [mail] = await _queued(session)
    assert mail.address == "liisa@customer.example"
    assert mail.subject == "Re: Tap"
    assert mail.payload["in_reply_to"]
    assert mail.payload["text"].startswith(f"Hello Liisa Peltola, {task.number} is in Visit.")
    assert mail.payload["auto_submitted"] == "auto-generated"
    [said] = await session.scalars(sa.select(Message).where(Message.direction == "out"))
    assert said.conversation_id == request.conversation_id


async def test_a_task_that_leaves_at_once_takes_its_message_back_and_each_entry_has_its_own(
    session: AsyncSession, clock: Any
) -> None:
    actor, new, visit = await _workflow(session)
    request = await make.a_request(session)
    task = await service.create_task(session, actor, title="Tap", contact_request_id=request.id)
    await service.move_task(session, actor, task.number, stage_id=visit.id)
    clock.shift(timedelta(seconds=4))
    await service.move_task(session, actor, task.number, stage_id=new.id)

    [mail] = await _queued(session)
    await session.refresh(mail)
    assert mail.state == "cancelled"
    [shown] = await session.scalars(sa.select(Message).where(Message.outbound_id == mail.id))
    assert "undone" in shown.flags
    clock.shift(timedelta(minutes=4))
    await service.move_task(session, actor, task.number, stage_id=visit.id)
    assert [one.state for one in await _queued(session)] == ["cancelled", "queued"]


async def test_nobody_to_write_to_stands_in_the_history(session: AsyncSession, clock: Any) -> None:
    actor, _new, visit = await _workflow(session)
    customer = await make.a_customer(session)
    told = await service.create_task(session, actor, title="One", customer_id=customer.id)
    own = await service.create_task(session, actor, title="Own")
    for task in (told, own):
        await service.move_task(session, actor, task.number, stage_id=visit.id)

    assert await _queued(session) == []
    rows = await session.scalars(
        sa.select(EventRecord.subject_id).where(EventRecord.name == "EntryMessageNotSent")
    )
    assert list(rows) == [told.id]


async def test_a_task_that_begins_in_such_a_stage_tells_too_and_broken_words_stop_nothing(
    session: AsyncSession, clock: Any
) -> None:
    actor, _new, visit = await _workflow(session)
    visit.entry_template = {"sv": {"subject": "", "body": "Hej {{ nobody }}"}}
    request = await make.a_request(session)
    await service.create_task(
        session, actor, title="Tap", contact_request_id=request.id, stage_id=visit.id
    )
    [mail] = await _queued(session)
    assert mail.payload["text"].startswith("Hej {{ nobody }}")


async def test_own_fields_of_the_task_are_said_in_the_customers_language(
    session: AsyncSession, clock: Any
) -> None:
    actor, _new, visit = await _workflow(session)
    boss = system("test")
    await create_field(session, boss, module="task", label="Visit on", kind=FieldKind.DATE)
    await create_field(session, boss, module="task", label="Paid", kind=FieldKind.YES_NO)
    said = (
        "Nouto {{ custom.visit_on }}{% if custom.paid %}, maksettu: {{ custom.paid }}{% endif %}."
    )
    check_words({"subject": "", "body": said}, "fi")
    with pytest.raises(Invalid):
        check_words({"subject": "", "body": "{{ number.real }}"}, "fi")
    visit.entry_template = {"fi": {"subject": "", "body": said + "{{ custom.gone }}"}}
    person = await ensure_person(
        session, boss, address="aino@customer.example", name="Aino Lehto", channel="mail"
    )
    assert person is not None
    person.language = "fi"
    for custom in ({"visit_on": "2026-04-02", "paid": "yes"}, {"visit_on": "2026-04-02"}):
        await service.create_task(
            session, actor, title="Hana", person_id=person.id, stage_id=visit.id, custom=custom
        )

    texts = [mail.payload["text"].split("\n")[0] for mail in await _queued(session)]
    assert texts == ["Nouto 2.4.2026, maksettu: Kyllä.", "Nouto 2.4.2026."]

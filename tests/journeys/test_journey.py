"""One journey through a running `apuri serve`: from a customer's mail to the sealed audit."""

import email
import email.policy
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from core.contact_requests.models import ContactRequest, RequestState
from core.conversations.models import Message
from core.events.models import EventRecord
from core.events.sealing import SealReport, verify_seals
from core.expenses.models import Travel
from core.kit import clock
from core.outbound.models import OutboundMessage, OutboundState
from core.people.models import Customer
from core.staff import queries as staff_queries
from core.staff.models import LinkPurpose, StaffMember
from core.staff.service import make_link
from core.startup import App
from core.timesheets.models import TimeEntry
from core.work import service as work
from core.work.models import Task
from tests.fakes.smtp_sink import Mail
from tests.journeys.company import OUR_NUMBER, Company, a_customer_with_project, a_worker, found
from tests.journeys.letters import a_letter
from tests.journeys.running import Apuri
from tests.journeys.world import World
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.dovecot, pytest.mark.timeout(240)]
MATTI = 7
LIISA = "liisa.peltola@customer.example"
FIRST = "<first@customer.example>"
PHONE = "+358405550101"
OURS = {"Sec-Fetch-Site": "same-origin"}


class Journey:
    """What the steps share: the servers, the rows as they are, and what is waited for."""

    def __init__(self, world: World, app: App, company: Company, matti: StaffMember) -> None:
        self.world = world
        self.app = app
        self.company = company
        self.matti = matti

    async def row(self, query: sa.Select[Any]) -> Any:
        """Return the one row of a query once there is one."""

        async def look() -> Any:
            async with self.app.sessions.reading() as session:
                return (await session.scalars(query)).one_or_none()

        return await until(look, 45, str(query)[-120:])

    async def rows(self, query: sa.Select[Any]) -> list[Any]:
        """Return the rows of a query."""
        async with self.app.sessions.reading() as session:
            return list(await session.scalars(query))

    async def told(self, word: str) -> dict[str, Any]:
        """Return the newest message of the bot in Matti's chat once it holds a word."""

        async def look() -> dict[str, Any] | None:
            messages = [
                message for (chat, _id), message in list(self.world.telegram.chats.messages.items())
                if chat == MATTI and message["from"]["is_bot"] and word in message.get("text", "")
            ]  # fmt: skip
            return max(messages, key=lambda one: int(one["message_id"])) if messages else None

        return await until(look, 30, f"{word!r} in the chat")

    def press(self, message: dict[str, Any], verb: str) -> None:
        """Let Matti press the first button whose data begins with a verb."""
        rows = message["reply_markup"]["inline_keyboard"]
        data = [one["callback_data"] for row in rows for one in row if "callback_data" in one]
        chosen = next(one for one in data if one.startswith(verb))
        self.world.telegram.presses(chosen, message, MATTI)

    async def mailed(self, word: str) -> Mail:
        """Return the mail that reached the customer with a word in it."""

        async def look() -> Mail | None:
            mails = self.world.sink.to(LIISA)
            return next((one for one in mails if word in _parsed(one).as_string()), None)

        return await until(look, 30, f"a mail with {word!r}")


def _parsed(mail: Mail) -> EmailMessage:
    return email.message_from_bytes(mail.data, policy=email.policy.default)


async def _begin(world: World, house: App, apuri: Apuri) -> tuple[Journey, str, Customer]:
    company = await found(house, world)
    async with house.sessions.begin() as session:
        actor = await company.actor(session)
        customer, _project = await a_customer_with_project(
            session, actor, name="Peltola Liisa", email=LIISA, project="Putkiremontti"
        )
        matti = await a_worker(
            session, "Matti", team=company.team, language="fi", phone=PHONE,
            channels=["telegram", "sms", "mail"],
        )  # fmt: skip
    apuri.start()
    return Journey(world, house, company, matti), await apuri.ready(), customer


async def test_a_mail_becomes_work_an_answer_and_a_sealed_history(
    world: World, house: App, apuri: Apuri
) -> None:
    journey, base, customer = await _begin(world, house, apuri)
    await _link_telegram(journey)
    request = await _a_mail_becomes_a_routed_request(journey, customer)
    task = await _take_makes_it_a_task(journey, request)
    await _hours_and_kilometres_are_logged(journey, customer)
    await _the_reminder_is_set(journey, task)
    answer = await _the_panels_answer_reaches_the_customer(journey, base, request)
    await _the_reply_lands_in_the_thread(journey, request, answer)
    await _the_reminder_is_a_text_message(journey, task)
    await _every_step_is_in_the_sealed_audit(journey, request, task)
    assert await apuri.stop() == 0
    assert not [word for word in ("Traceback", "Unclosed", " ERROR ") if word in apuri.log]


async def _link_telegram(journey: Journey) -> None:
    """The one-time deep link proves that the chat is Matti's."""
    async with journey.app.sessions.begin() as session:
        token = await make_link(session, LinkPurpose.TELEGRAM, journey.matti.id)
    telegram = journey.world.telegram
    telegram.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    telegram.meet(MATTI, "Matti", "fi")
    telegram.says(f"/start {token}", MATTI)
    await journey.told("Matti")
    telegram.fail("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)


async def _a_mail_becomes_a_routed_request(journey: Journey, customer: Customer) -> ContactRequest:
    world = journey.world
    letter = a_letter(
        f"Liisa Peltola <{LIISA}>", world.mailbox, "Keittiön hana vuotaa",
        "Hei, hana alkoi vuotaa eilen.\n\nTerveisin Liisa", message_id=FIRST,
    )  # fmt: skip
    world.dovecot.deliver(letter, world.mailbox, LIISA)
    request = await journey.row(sa.select(ContactRequest))
    assert (request.subject, request.channel) == ("Keittiön hana vuotaa", "mail")
    assert (request.team_id, request.tags) == (journey.company.team.id, ["putki"])
    assert request.customer_id == customer.id
    acknowledged = _parsed(await journey.mailed(request.number))
    assert acknowledged["In-Reply-To"] == FIRST
    assert acknowledged["Auto-Submitted"] == "auto-replied"

    async def moved() -> bool:
        folders = ("INBOX", "Processed")
        return [world.dovecot.count(world.mailbox, one) for one in folders] == [0, 1]

    await until(moved, 30, "the mail in the folder Processed")
    assert isinstance(request, ContactRequest)
    return request


async def _take_makes_it_a_task(journey: Journey, request: ContactRequest) -> Task:
    journey.press(await journey.told(request.number), "take:")
    task = await journey.row(sa.select(Task).where(Task.contact_request_id == request.id))
    assert (task.doer_id, task.customer_id) == (journey.matti.id, request.customer_id)
    taken = await journey.row(
        sa.select(ContactRequest).where(ContactRequest.assignee_id == journey.matti.id)
    )
    assert taken.state == RequestState.IN_WORK
    await journey.told(task.number)
    assert isinstance(task, Task)
    return task


async def _hours_and_kilometres_are_logged(journey: Journey, customer: Customer) -> None:
    journey.world.telegram.says("2,5h putkiremontti, 24 km", MATTI)
    journey.press(await journey.told("?"), "pick:")  # a kind of work alone names no customer
    entry = await journey.row(sa.select(TimeEntry))
    travel = await journey.row(sa.select(Travel))
    assert (entry.staff_id, entry.worked_minutes) == (journey.matti.id, 150)
    assert (travel.staff_id, travel.metres) == (journey.matti.id, 24_000)
    assert entry.customer_id == travel.customer_id == customer.id
    await journey.told("24 km")


async def _the_reminder_is_set(journey: Journey, task: Task) -> None:
    """Matti wants to be told by text message from now on, and soon."""
    async with journey.app.sessions.begin() as session:
        actor = await staff_queries.actor_for(session, journey.matti.id)
        member = await session.get_one(StaffMember, journey.matti.id)
        member.channels = ["sms"]
        soon = clock.now() + timedelta(seconds=1)
        await work.create_reminder(session, actor, remind_at=soon, task_id=task.id)


async def _the_panels_answer_reaches_the_customer(
    journey: Journey, base: str, request: ContactRequest
) -> str:
    """Matti signs in by a link and answers; returns the Message-ID of his answer."""
    async with journey.app.sessions.begin() as session:
        token = await make_link(session, LinkPurpose.SIGN_IN, journey.matti.id)
    async with httpx.AsyncClient(base_url=base, headers=OURS) as browser:
        assert (await browser.post(f"/link/sign_in/{token}")).status_code == 303
        page = await browser.get(f"/app/requests/{request.number}")
        assert "hana alkoi vuotaa eilen" in page.text
        sent = await browser.post(
            f"/app/requests/{request.number}/answer", data={"text": "Tulemme huomenna kello 9."}
        )
        assert sent.status_code == 303
    mail = await journey.mailed("Tulemme huomenna")
    parsed = _parsed(mail)
    assert parsed["In-Reply-To"] == FIRST
    assert FIRST in parsed["References"].split()
    assert parsed["Auto-Submitted"] is None
    assert parsed["Subject"] == "Re: Keittiön hana vuotaa"
    assert (mail.sender, mail.recipients) == (journey.world.mailbox, [LIISA])
    return mail.message_id


async def _the_reply_lands_in_the_thread(
    journey: Journey, request: ContactRequest, answer: str
) -> None:
    world = journey.world
    reply = a_letter(
        LIISA, world.mailbox, "VS: Keittiön hana vuotaa", "Kiitos, sopii hyvin!",
        answers=answer, references=f"{FIRST} {answer}",
    )  # fmt: skip
    world.dovecot.deliver(reply, world.mailbox, LIISA)
    message = await journey.row(sa.select(Message).where(Message.text.contains("sopii hyvin")))
    assert message.conversation_id == request.conversation_id
    assert [one.id for one in await journey.rows(sa.select(ContactRequest))] == [request.id]


async def _the_reminder_is_a_text_message(journey: Journey, task: Task) -> None:
    """The sweep told it, and Twilio took it once."""
    due = await journey.row(
        sa.select(OutboundMessage).where(
            OutboundMessage.kind == "reminder_due", OutboundMessage.state == OutboundState.SENT
        )
    )
    texts = [one for one in journey.world.twilio.to(PHONE) if task.title in one.body]
    (reminder,) = [one for one in texts if one.sid == due.provider_id]
    assert (due.channel, reminder.sender) == ("sms", OUR_NUMBER)


async def _every_step_is_in_the_sealed_audit(
    journey: Journey, request: ContactRequest, task: Task
) -> None:
    async def sealed() -> tuple[SealReport, list[EventRecord]] | None:
        """The seals and the events they cover: jobs go on recording, so both must agree."""
        async with journey.app.sessions.reading() as session:
            events = sa.select(EventRecord).order_by(EventRecord.created_at, EventRecord.id)
            recorded = list(await session.scalars(events))
            report = await verify_seals(session)
        whole = report.broken_at is not None or report.sealed == len(recorded)
        return (report, recorded) if report.waiting == 0 and whole else None

    report, events = await until(sealed, 40, "the seals of every event")
    assert (report.broken_at, report.sealed) == (None, len(events))
    names = [one.name for one in events]
    steps = [
        "AccountLinked", "RequestOpened", "RequestTaken", "TaskCreated", "TimeLogged",
        "TravelLogged", "ReminderCreated", "RequestAnswered", "CustomerReplied",
    ]  # fmt: skip
    assert [name for name in names if name in steps] == steps
    assert "ReminderDue" in names
    sent = {one.payload["kind"] for one in events if one.name == "MessageSent" and one.payload}
    assert {"acknowledgement", "request_opened", "assistant", "reply", "reminder_due"} <= sent
    about = {one.subject_id for one in events}
    assert {request.id, task.id} <= about

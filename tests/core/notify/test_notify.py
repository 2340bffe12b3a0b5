"""Telling staff: by the channel they chose, at a time they allow, never as a flood."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.contact_requests import service as requests
from core.events.bus import record
from core.inbox.events import ArrivalQuarantined
from core.kit import clock as clocks
from core.notify import jobs, queries, recipients, service, telling
from core.notify.models import Notice
from core.notify.telling import Telling, tell, tell_many
from core.outbound.cards import Card
from core.outbound.events import MessageRefused
from core.outbound.models import OutboundMessage, OutboundState
from core.people.models import EmailAddress
from core.sources.models import SourceKind
from core.staff.models import LinkedAccount, SignInSession, StaffMember
from core.startup import App
from core.timesheets.events import TimerForgotten
from core.timesheets.missing_events import HoursMissing
from core.work.events import ReminderDue
from tests import make

OWNER = system("test")


async def linked(session: AsyncSession, member: StaffMember, chat: str) -> StaffMember:
    session.add(LinkedAccount(staff_id=member.id, channel="telegram", external_id=chat))
    await session.flush()
    return member


async def queued(session: AsyncSession, *kinds: str) -> list[OutboundMessage]:
    query = sa.select(OutboundMessage).order_by(OutboundMessage.id)
    if kinds:
        query = query.where(OutboundMessage.kind.in_(kinds))
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def sent(session: AsyncSession, row: OutboundMessage, ref: str) -> None:
    row.state, row.provider_id = OutboundState.SENT, ref
    await session.flush()


async def test_the_team_is_told_of_a_new_request_with_a_button_to_take_it(
    session: AsyncSession, clock: Any
) -> None:
    await make.a_source(session, SourceKind.TELEGRAM)
    anna = await linked(session, await make.a_member(session, "Anna", language="fi"), "1")
    matti = await make.a_member(session, "Matti")
    blind = await make.a_role(session, "Hours", Permission.LOG_HOURS)
    reader = await make.a_member(session, "Reader", roles=[blind])
    team = await make.a_team(session, "Field", [anna, matti, reader])
    await make.a_member(session, "Olli")

    request = await make.a_request(session, team_id=team.id, text="The tap leaks badly.")

    by_chat, by_mail = await queued(session, "request_opened")
    assert (by_chat.channel, by_chat.address) == ("telegram", "1")
    card = by_chat.payload["card"]
    assert card["text"].splitlines()[:2] == ["! Liisa Peltola · Tap", "The tap leaks badly."]
    assert card["rows"][0][0]["data"] == f"take:{request.id.hex}"
    assert (by_mail.channel, by_mail.address) == ("mail", matti.email)
    assert f"/app/requests/{request.number}" in by_mail.payload["text"]
    assert by_mail.payload["auto_submitted"] == "auto-generated"
    assert by_mail.subject == f"New request {request.number}: Tap"
    assert await session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 2


async def test_everybodys_card_says_who_took_it(session: AsyncSession, clock: Any) -> None:
    await make.a_source(session, SourceKind.TELEGRAM)
    anna = await linked(session, await make.a_member(session, "Anna"), "1")
    matti = await linked(session, await make.a_member(session, "Matti", language="fi"), "2")
    late = await linked(session, await make.a_member(session, "Late"), "3")
    team = await make.a_team(session, "Field", [anna, matti, late])
    request = await make.a_request(session, team_id=team.id)
    first, second, third = await queued(session, "request_opened")
    await sent(session, first, "101")
    await sent(session, second, "102")

    actor = make.actor_of(anna)
    await requests.take(session, replace(actor, team_ids=frozenset([team.id])), request.number)

    edits = await queued(session, "request_settled")
    assert [(one.address, one.payload["card"]["edit_ref"]) for one in edits] == [
        ("1", "101"), ("2", "102")
    ]  # fmt: skip
    assert edits[0].payload["card"]["text"].endswith("\n✓ Anna has taken it.")
    assert not [b for row in edits[0].payload["card"]["rows"] for b in row if b.get("data")]
    assert (await queued(session, "request_opened"))[2].state == OutboundState.CANCELLED
    assert third.id != first.id
    assert await queries.unread_count(session, make.actor_of(late)) == 0


async def test_the_one_a_request_was_given_to_is_told_by_whom(
    session: AsyncSession, clock: Any
) -> None:
    office = await make.a_member(session, "Office", owner=True)
    matti = await make.a_member(session, "Matti")
    request = await make.a_request(session)
    boss = make.actor_of(office)

    await requests.assign(session, boss, request.number, staff_id=matti.id)
    await requests.assign(session, boss, request.number, staff_id=office.id)

    (told,) = await queued(session, "request_assigned")
    assert told.address == matti.email
    assert "Office gave you request" in told.payload["text"]


async def test_quiet_hours_are_kept_unless_it_is_urgent(session: AsyncSession, clock: Any) -> None:
    clock.move_to(datetime(2026, 3, 31, 19, 30, tzinfo=UTC))  # 22.30 in Helsinki
    matti = await make.a_member(session, "Matti")
    await tell(session, matti, kind="k", card=Card("Later"), mail_subject="s", once_key="a")
    await tell(session, matti, kind="k", card=Card("Now"), mail_subject="s", once_key="b",
               urgent=True)  # fmt: skip

    later, at_once = await queued(session)

    assert later.due_at == datetime(2026, 4, 1, 3, 0, tzinfo=UTC)  # 6.00 in Helsinki
    assert at_once.due_at == clocks.now()


@pytest.mark.parametrize(
    ("begin", "end", "at", "awake"),
    [
        (time(20), time(6), "2026-03-31T21:00", "2026-04-01T06:00"),
        (time(20), time(6), "2026-04-01T03:00", "2026-04-01T06:00"),
        (time(20), time(6), "2026-04-01T06:00", "2026-04-01T06:00"),
        (time(20), time(6), "2026-04-01T12:00", "2026-04-01T12:00"),
        (time(12), time(13), "2026-04-01T12:30", "2026-04-01T13:00"),
        (time(8), time(8), "2026-04-01T12:30", "2026-04-01T12:30"),
        # The clocks go forward in this night: 3.00 becomes 4.00.
        (time(20), time(6), "2026-03-28T23:00", "2026-03-29T06:00"),
        (None, None, "2026-04-01T03:00", "2026-04-01T03:00"),
    ],
)
def test_quiet_hours_in_the_persons_zone(
    begin: time | None, end: time | None, at: str, awake: str
) -> None:
    person = recipients.Recipient(
        UUID(int=1), "Matti", "m@x.example", None, "fi", "Europe/Helsinki", ("mail",), begin, end
    )

    def moment(wall: str) -> datetime:
        local = datetime.fromisoformat(wall)
        return clocks.at(local.date(), local.time(), "Europe/Helsinki")

    assert person.awake_at(moment(at)) == moment(awake)


async def test_the_first_channel_that_reaches_is_taken(session: AsyncSession, clock: Any) -> None:
    async def route(**values: Any) -> tuple[str, str]:
        member = await make.a_member(session, "M", **values.pop("member", {}))
        if values.pop("telegram", False):
            await linked(session, member, str(member.id))
        if values.pop("online", False):
            session.add(SignInSession(
                staff_id=member.id, token_hash=str(member.id), last_seen_at=clocks.now(),
                expires_at=clocks.now() + timedelta(days=1),
            ))  # fmt: skip
            await session.flush()
        return (await recipients.load(session, [member.id]))[member.id].route()

    assert (await route(telegram=True))[0] == "telegram"
    assert (await route(online=True))[0] == "webchat"
    assert (await route())[0] == "mail"
    by_sms = {"channels": ["sms", "mail"], "phone": "+358401234567"}
    assert await route(member=by_sms) == ("sms", "+358401234567")
    assert (await route(member={"channels": ["sms", "mail"]}))[0] == "mail"
    assert (await route(member={"channels": ["webchat"]}))[0] == "webchat"


async def test_whoever_blocked_the_bot_or_left_is_not_written_there(
    session: AsyncSession, clock: Any
) -> None:
    matti = await linked(session, await make.a_member(session, "Matti"), "1")
    await session.execute(sa.update(LinkedAccount).values(blocked_at=clocks.now()))
    gone = await make.a_member(session, "Gone", deactivated_at=clocks.now())

    for member in (matti, gone):
        await tell(session, member, kind="k", card=Card("Hi"), mail_subject="s", once_key="a")

    assert [one.channel for one in await queued(session)] == ["mail"]


async def test_the_same_thing_is_told_once(session: AsyncSession, clock: Any) -> None:
    matti = await make.a_member(session, "Matti")

    told = [
        await tell(session, matti, kind="k", card=Card("Hi"), mail_subject="s", once_key="a")
        for _each in range(2)
    ]

    assert told == [True, False]
    assert len(await queued(session)) == 1


async def test_many_notices_become_one_bundle(app: App, clock: Any) -> None:
    async with app.sessions.begin() as session:
        matti = await make.a_member(session, "Matti")
        for count in range(telling.MANY + 4):
            await tell(session, matti, kind="k", card=Card(f"! Thing {count}\nmore"),
                       mail_subject="s", once_key=str(count))  # fmt: skip
        assert len(await queued(session)) == telling.MANY
        assert await queries.unread_count(session, make.actor_of(matti)) == telling.MANY + 4
    assert await jobs.tell_bundles(app.sessions) == 0
    clock.shift(telling.WINDOW + timedelta(seconds=1))

    assert await jobs.tell_bundles(app.sessions) == 4
    assert await jobs.tell_bundles(app.sessions) == 0

    async with app.sessions.begin() as session:
        (bundle,) = await queued(session, "bundle")
        assert bundle.payload["text"].startswith("! 4 things wait for you:\nThing 5")
        assert bundle.subject == "4 notices"


async def test_a_bundle_of_one_is_the_card_itself_and_what_was_read_is_left_out(
    app: App, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        await make.a_source(session, SourceKind.TELEGRAM)
        matti = await linked(session, await make.a_member(session, "Matti"), "1")
        for count in range(telling.MANY + 2):
            await tell(session, matti, kind="k", card=Card(f"Thing {count}"), mail_subject="s",
                       once_key=str(count), path="/app/x")  # fmt: skip
        newest, *_others = await queries.unread(session, make.actor_of(matti))
        await service.mark_seen(session, make.actor_of(matti), [newest.id])
    clock.shift(telling.WINDOW + timedelta(seconds=1))

    assert await jobs.tell_bundles(app.sessions) == 1

    async with app.sessions.begin() as session:
        (bundle,) = await queued(session, "bundle")
        assert bundle.payload["card"]["text"].startswith("Thing")


async def test_a_hundred_notices_cost_as_many_statements_as_one(
    session: AsyncSession, clock: Any, queries: Any
) -> None:
    members = [await make.a_member(session, f"M{n}") for n in range(10)]

    def tellings(prefix: str, count: int) -> list[Telling]:
        return [
            Telling(member.id, "reminder_due", f"{prefix}{n}",
                    lambda _person: {"text": "x", "number": "", "customer": ""})
            for n in range(count) for member in members[:count]
        ]  # fmt: skip

    with queries() as for_one:
        await tell_many(session, tellings("a", 1))
    with queries() as for_many:
        await tell_many(session, tellings("b", 10))

    assert len(for_one) <= 8
    assert len(for_many) <= len(for_one) + 1, "so many values are written in two pieces"


async def test_a_customers_reply_reaches_whoever_has_the_request(
    session: AsyncSession, clock: Any
) -> None:
    from core.contact_requests.events import CustomerReplied

    anna, _matti = await make.a_member(session, "Anna"), await make.a_member(session, "Matti")
    request = await make.a_request(session, assignee_id=anna.id)

    await record(session, OWNER, CustomerReplied(request.id, request.number, request.id))

    assert [one.address for one in await queued(session, "customer_replied")] == [anna.email]


async def test_a_mail_refused_for_good_marks_the_address_and_tells_the_answerer(
    session: AsyncSession, clock: Any
) -> None:
    anna = await make.a_member(session, "Anna")
    request = await make.a_request(session, assignee_id=anna.id)
    await requests.answer(session, make.actor_of(anna), request.number, text="Yes.")
    (answer,) = await queued(session, "reply")

    await record(session, OWNER, MessageRefused(
        answer.id, "mail", "reply", "contact_request", request.id, answer.address, "550", True
    ))  # fmt: skip

    address = await session.scalar(sa.select(EmailAddress))
    assert address is not None
    assert address.bounced_at is not None
    assert [one.address for one in await queued(session, "answer_failed")] == [anna.email]


async def test_reminders_hours_and_timers_are_told_in_the_persons_words(
    session: AsyncSession, clock: Any
) -> None:
    await make.a_source(session, SourceKind.TELEGRAM)
    matti = await linked(session, await make.a_member(session, "Matti"), "1")
    entry, timer, reminder = UUID(int=1), UUID(int=2), UUID(int=3)

    await record(
        session, OWNER,
        ReminderDue(reminder, matti.id, None, "Call Lehto"),
        HoursMissing(matti.id, clocks.today(matti.zone), 210, 1, same_entry_id=entry,
                     same_minutes=210, same_customer="Lehto"),
        TimerForgotten(timer, matti.id, clocks.now() - timedelta(hours=11), customer="Lehto"),
    )  # fmt: skip

    texts = {one.kind: one.payload["card"] for one in await queued(session)}
    assert texts["reminder_due"]["text"] == "! Reminder: Call Lehto"
    assert texts["hours_missing"]["text"].startswith("? Tue 31 Mar: 3.5 h of hours are missing.")
    labels = [b["label"] for row in texts["hours_missing"]["rows"] for b in row if b.get("data")]
    assert labels == ["3.5 h Lehto, as before", "I was off", "I log it myself"]
    assert "since 04:05. Customer: Lehto" in texts["timer_forgotten"]["text"]


async def test_administrators_hear_of_what_could_not_be_read(
    session: AsyncSession, clock: Any
) -> None:
    owner = await make.a_member(session, "Owner", owner=True)
    await make.a_member(session, "Matti")
    source = await make.a_source(session, name="info@firm.example")

    await record(session, OWNER, ArrivalQuarantined(source.id, "mail", source.id, 5, "broken"))

    (told,) = await queued(session, "arrival_failed")
    assert told.address == owner.email
    assert "info@firm.example" in told.payload["text"]


async def test_nobody_reads_anothers_notices(session: AsyncSession, clock: Any) -> None:
    matti, anna = await make.a_member(session, "Matti"), await make.a_member(session, "Anna")
    await tell(session, matti, kind="k", card=Card("Hi"), mail_subject="s", once_key="a")

    await service.mark_seen(session, make.actor_of(anna))

    assert await queries.unread(session, make.actor_of(anna)) == []
    assert await queries.unread_count(session, make.actor_of(matti)) == 1

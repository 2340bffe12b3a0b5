"""Who is told what about weeks: approvers by card with buttons, the person by one line."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.notify import bundles
from core.notify.models import Notice
from core.outbound.models import OutboundMessage, OutboundState
from core.settings import keys
from core.settings import service as settings
from core.sources.models import SourceKind
from core.staff.models import LinkedAccount, StaffMember
from core.timesheets import approval_queries, service
from tests import make

MONDAY = date(2026, 3, 23)


async def linked(session: AsyncSession, member: StaffMember, chat: str) -> StaffMember:
    session.add(LinkedAccount(staff_id=member.id, channel="telegram", external_id=chat))
    await session.flush()
    return member


async def approvers(session: AsyncSession) -> tuple[StaffMember, StaffMember]:
    role = await make.a_role(session, "Boss", Permission.APPROVE_HOURS, Permission.LOG_HOURS)
    await make.a_source(session, SourceKind.TELEGRAM)
    anna = await make.a_member(session, "Anna", roles=[role], language="fi")
    olli = await make.a_member(session, "Olli", roles=[role])
    return await linked(session, anna, "1"), await linked(session, olli, "2")


async def queued(session: AsyncSession, *kinds: str) -> list[OutboundMessage]:
    found = await session.scalars(
        sa.select(OutboundMessage)
        .where(OutboundMessage.kind.in_(kinds))
        .order_by(OutboundMessage.id)
        .execution_options(populate_existing=True)
    )
    return list(found)


async def shown(session: AsyncSession, row: OutboundMessage, ref: str) -> None:
    row.state, row.provider_id = OutboundState.SENT, ref
    await session.flush()


async def sent(session: AsyncSession, member: StaffMember) -> Any:
    for step in range(5):
        day = MONDAY + timedelta(days=step)
        await service.log_time(session, make.actor_of(member), day=day, minutes=450 + 15 * step)
    return await service.submit_week(session, make.actor_of(member), MONDAY)


async def test_each_approver_gets_a_card_in_their_language_with_buttons(
    session: AsyncSession, clock: Any
) -> None:
    await approvers(session)
    matti = await make.a_member(session, "Matti")
    week = await sent(session, matti)

    anna, olli = await queued(session, "week_submitted")
    assert (anna.address, olli.address) == ("1", "2")
    card = olli.payload["card"]
    assert card["text"].splitlines() == ["! Matti · week 13: 40 h of 37.5 h", "2.5 h over the norm"]
    buttons = [one["data"] for row in card["rows"] for one in row if "data" in one]
    seen = await approval_queries.sight_of(session, matti.id, MONDAY)
    assert (seen.minutes, len(seen.mark)) == (2400, 8)
    assert buttons == [
        f"week-ok:{week.id.hex}:{seen}", f"week-no:{week.id.hex}", f"week-look:{week.id.hex}"
    ]  # fmt: skip
    assert "40 h" in anna.payload["card"]["text"]
    assert anna.payload["language"] == "fi"


async def test_everybodys_card_says_who_decided_and_the_person_gets_one_line(
    session: AsyncSession, clock: Any
) -> None:
    anna, olli = await approvers(session)
    matti = await linked(session, await make.a_member(session, "Matti"), "3")
    await sent(session, matti)
    first, second = await queued(session, "week_submitted")
    await shown(session, first, "101")

    await service.approve_week(session, make.actor_of(olli), matti.id, MONDAY)

    (edit,) = await queued(session, "week_settled")
    assert (edit.address, edit.payload["card"]["edit_ref"]) == ("1", "101")
    assert edit.payload["card"]["text"].splitlines()[-1] == "Hyväksytty (Olli, ti 31.3.)"
    assert all("data" not in one for row in edit.payload["card"]["rows"] for one in row)
    await session.refresh(second)
    assert second.state == OutboundState.CANCELLED
    (line,) = await queued(session, "week_approved")
    assert line.address == "3"
    assert line.payload["card"]["text"] == "✓ Week 13 is approved: 40 h (Olli)"
    unread = await session.scalars(
        sa.select(Notice.staff_id).where(Notice.kind == "week_submitted", Notice.read_at.is_(None))
    )
    assert list(unread) == []
    assert anna.id != olli.id


async def test_the_person_reads_why_and_old_cards_stay_as_they_were_decided(
    session: AsyncSession, clock: Any
) -> None:
    anna, _olli = await approvers(session)
    matti = await make.a_member(session, "Matti", channels=["mail"])
    week = await sent(session, matti)
    first, second = await queued(session, "week_submitted")
    await shown(session, first, "101")
    await shown(session, second, "102")

    await service.reject_week(session, make.actor_of(anna), matti.id, MONDAY, comment="Which?")
    (letter,) = await queued(session, "week_rejected")
    assert letter.channel == "mail"
    assert letter.payload["text"].splitlines()[:2] == ["! Anna sent week 13 back:", "“Which?”"]
    assert "/app/hours?week=2026-W13" in letter.payload["text"]
    assert len(await queued(session, "week_settled")) == 2

    clock.shift(timedelta(hours=1))
    await service.submit_week(session, make.actor_of(matti), MONDAY)
    for ref, row in enumerate((await queued(session, "week_submitted"))[2:], 201):
        await shown(session, row, str(ref))
    await service.recall_week(session, make.actor_of(matti), MONDAY)
    refs = [one.payload["card"]["edit_ref"] for one in await queued(session, "week_settled")]
    assert refs == ["101", "102", "201", "202"]
    last = (await queued(session, "week_settled"))[-1]
    assert last.payload["card"]["text"].splitlines()[-1] == "Taken back by whoever sent it."
    assert week.state == "open"


@pytest.mark.parametrize(("own_allowed", "told"), [(False, {"Olli"}), (True, {"Anna", "Olli"})])
async def test_an_approvers_own_week_goes_to_the_others(
    session: AsyncSession, clock: Any, own_allowed: bool, told: set[str]
) -> None:
    anna, olli = await approvers(session)
    if own_allowed:
        await settings.set_value(session, system("test"), keys.OWN_APPROVAL, True)
    await sent(session, anna)
    names = {"1": "Anna", "2": "Olli"}
    rows = await queued(session, "week_submitted")
    assert {names[one.address] for one in rows} == told
    assert olli.is_active


async def test_opening_again_is_asked_for_and_told(session: AsyncSession, clock: Any) -> None:
    anna, olli = await approvers(session)
    matti = await linked(session, await make.a_member(session, "Matti"), "3")
    week = await sent(session, matti)
    await service.approve_week(session, make.actor_of(olli), matti.id, MONDAY)
    await service.ask_reopening(session, make.actor_of(matti), MONDAY, comment="Forgot Friday")
    await service.ask_reopening(session, make.actor_of(matti), MONDAY, comment="Please")
    asked = await queued(session, "week_reopening_asked")
    assert len(asked) == 2  # one for each approver, once a day
    assert asked[1].payload["card"]["rows"][0][0]["data"] == f"week-open:{week.id.hex}:asked"
    await shown(session, asked[1], "301")

    await service.reopen_week(session, make.actor_of(anna), matti.id, MONDAY, comment="Friday")
    (edit,) = await queued(session, "week_settled")
    assert edit.payload["card"]["text"].endswith("Opened by Anna, Tue 31 Mar")
    (line,) = await queued(session, "week_reopened")
    assert line.payload["card"]["text"].splitlines() == [
        "↺ Anna opened week 13 again:", "“Friday”"
    ]  # fmt: skip


async def test_at_night_nothing_leaves_and_many_weeks_become_one_digest(
    session: AsyncSession, clock: Any
) -> None:
    anna, _olli = await approvers(session)
    clock.move_to(datetime(2026, 3, 31, 19, 30, tzinfo=UTC))  # 22.30 in Helsinki
    for step in range(8):
        await sent(session, await make.a_member(session, f"P{step}"))
    rows = [one for one in await queued(session, "week_submitted") if one.address == "1"]
    assert len(rows) == 5
    morning = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    assert {one.due_at for one in rows} == {morning}

    clock.move_to(morning + timedelta(minutes=15))
    assert await bundles.tell_bundle(session, anna.id) == 3
    (digest,) = await queued(session, "bundle")
    assert digest.payload["card"]["text"].count("P") >= 3
    assert "/app/hours/approvals" in str(digest.payload) or not digest.payload["card"]["rows"]


async def test_a_card_that_asks_for_a_week_says_when_it_was_sent_elsewhere(
    session: AsyncSession, clock: Any
) -> None:
    anna, _olli = await approvers(session)
    matti = await linked(session, await make.a_member(session, "Matti"), "3")
    await sent(session, matti)
    await service.reject_week(session, make.actor_of(anna), matti.id, MONDAY, comment="Which?")
    (asking,) = await queued(session, "week_rejected")
    assert asking.payload["card"]["rows"][0][0]["label"] == "Send again"
    await shown(session, asking, "400")

    await service.submit_week(session, make.actor_of(matti), MONDAY)
    settled = [one for one in await queued(session, "week_settled") if one.address == "3"]
    (edit,) = settled
    assert edit.payload["card"]["edit_ref"] == "400"
    assert edit.payload["card"]["text"].splitlines()[-1] == "Sent for approval."
    assert all("data" not in one for row in edit.payload["card"]["rows"] for one in row)

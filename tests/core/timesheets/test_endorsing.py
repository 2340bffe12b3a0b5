"""A customer's endorsement by link: forged, expired, withdrawn, another's; confirm, dispute."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.errors import Invalid, NotAllowed, NotFound
from core.events.models import EventRecord
from core.kit.crypto import Keyring
from core.kit.logs import redact
from core.people.models import Customer
from core.timesheets import endorsement_queries, endorsing
from core.timesheets.endorsing import Said, ask_endorsement, say, token_of
from core.timesheets.errors import LinkOver, NothingSaid, NothingToEndorse
from core.timesheets.models import Endorsement, EndorsementLine, TimeEntry
from tests import make

pytestmark = pytest.mark.usefixtures("clock")
MONDAY = date(2026, 3, 30)
BOSS = system("a test")


async def entries(
    session: AsyncSession, customer: Customer, *minutes: int, **values: Any
) -> list[TimeEntry]:
    matti = await make.a_member(session)
    made = [
        TimeEntry(staff_id=matti.id, day=MONDAY + timedelta(days=at), worked_minutes=one,
                  billed_minutes=one, customer_id=customer.id, **values)
        for at, one in enumerate(minutes)
    ]  # fmt: skip
    session.add_all(made)
    await session.flush()
    return made


async def asked(session: AsyncSession, customer: Customer, **values: Any) -> Endorsement:
    given = {"first": MONDAY, "last": MONDAY + timedelta(days=6), "language": "fi", **values}
    return await ask_endorsement(session, BOSS, customer_id=customer.id, **given)


def link(session: AsyncSession, endorsement: Endorsement) -> str:
    return token_of(session.info["keyring"], endorsement)


async def states(session: AsyncSession, endorsement: Endorsement) -> list[str]:
    return [one.line.state for one in await endorsement_queries.lines(session, endorsement)]


async def test_a_link_shows_the_customers_billable_hours_and_no_others(
    session: AsyncSession,
) -> None:
    lehto, bell = await make.a_customer(session), await make.a_customer(session, "Bell")
    mine = await entries(session, lehto, 60, 90)
    await entries(session, lehto, 30, billable=False)
    await entries(session, bell, 45)
    asking = await asked(session, lehto)
    found = await endorsement_queries.lines(session, asking)
    assert [one.entry.id for one in found] == [one.id for one in mine]
    assert [(one.line.worked_minutes, one.person) for one in found] == [
        (60, "Matti"),
        (90, "Matti"),
    ]


async def test_a_forged_or_strangers_token_opens_nothing(session: AsyncSession) -> None:
    lehto, bell = await make.a_customer(session), await make.a_customer(session, "Bell")
    await entries(session, lehto, 60)
    await entries(session, bell, 60)
    own, other = await asked(session, lehto), await asked(session, bell)
    good = link(session, own)
    assert (await endorsing.of_token(session, good)).id == own.id
    foreign = token_of(Keyring("x" * 40), own)
    mixed = f"{own.id.hex}.{link(session, other).partition('.')[2]}"
    short = good[:-10]
    for forged in (foreign, mixed, short, good + "a", own.id.hex, "", "..", good.upper() + "x",
                   f"{other.id.hex}.{good.partition('.')[2]}"):  # fmt: skip
        with pytest.raises(NotFound):
            await endorsing.of_token(session, forged)


async def test_a_changed_last_moment_ends_the_old_link(session: AsyncSession) -> None:
    lehto = await make.a_customer(session)
    await entries(session, lehto, 60)
    asking = await asked(session, lehto)
    good = link(session, asking)
    asking.expires_at += timedelta(days=1)
    with pytest.raises(NotFound):
        await endorsing.of_token(session, good)


async def test_rows_are_confirmed_and_disputed_and_the_word_may_change(
    session: AsyncSession,
) -> None:
    lehto = await make.a_customer(session)
    mine = await entries(session, lehto, 60, 90, 30)
    asking = await asked(session, lehto)
    token = link(session, asking)
    first, second, third = [one.line.id for one in await endorsement_queries.lines(session, asking)]
    await say(session, token, {first: Said("disputed", " Too long \0")}, by="Liisa\nPeltola")
    assert await states(session, asking) == ["disputed", "open", "open"]
    found = await endorsement_queries.disputed(session, [one.id for one in mine])
    assert [(key, one.comment, one.by) for key, one in found.items()] == [
        (mine[0].id, "Too long", "Liisa Peltola")]  # fmt: skip
    assert await endorsement_queries.count_disputed(session, BOSS) == 1

    await say(session, token, {second: Said("disputed", "No")}, confirm_all=True)
    assert await states(session, asking) == ["confirmed", "disputed", "confirmed"]
    payloads = await session.scalars(
        sa.select(EventRecord.payload).where(EventRecord.name == "HoursEndorsed")
        .order_by(EventRecord.id)
    )  # fmt: skip
    assert [(one["confirmed"], one["disputed"], one["open"]) for one in payloads] == [
        (0, 1, 2), (2, 1, 0)]  # fmt: skip
    assert third is not None


async def test_an_answer_marks_something_and_only_rows_of_its_own_link(
    session: AsyncSession,
) -> None:
    lehto, bell = await make.a_customer(session), await make.a_customer(session, "Bell")
    await entries(session, lehto, 60)
    await entries(session, bell, 60)
    own, other = await asked(session, lehto), await asked(session, bell)
    theirs = (await endorsement_queries.lines(session, other))[0].line.id
    for said in ({}, {theirs: Said("confirmed")}, {own.id: Said("settled")}):
        with pytest.raises(NothingSaid):
            await say(session, link(session, own), said)
    assert await states(session, other) == ["open"]


async def test_an_expired_or_withdrawn_link_cannot_be_answered(
    session: AsyncSession, clock: Any
) -> None:
    lehto = await make.a_customer(session)
    await entries(session, lehto, 60)
    short, other = await asked(session, lehto, days=1), await asked(session, lehto)
    await endorsing.withdraw_endorsement(session, BOSS, other.id)
    with pytest.raises(LinkOver):
        await say(session, link(session, other), {}, confirm_all=True)
    clock.shift(timedelta(days=1))
    assert endorsing.is_over(await endorsing.of_token(session, link(session, short)))
    with pytest.raises(LinkOver):
        await say(session, link(session, short), {}, confirm_all=True)
    assert await states(session, short) == ["open"]


async def test_an_entry_that_changed_meanwhile_cannot_be_answered(session: AsyncSession) -> None:
    lehto = await make.a_customer(session)
    mine = await entries(session, lehto, 60, 90)
    asking = await asked(session, lehto)
    mine[0].superseded_at = mine[0].created_at
    await say(session, link(session, asking), {}, confirm_all=True)
    assert await states(session, asking) == ["open", "confirmed"]


async def test_hours_reversed_after_the_link_was_made_are_not_shown_as_they_were(
    session: AsyncSession,
) -> None:
    lehto = await make.a_customer(session)
    [first, second] = await entries(session, lehto, 60, 90)
    before = await asked(session, lehto)
    session.add(TimeEntry(
        staff_id=first.staff_id, day=MONDAY, worked_minutes=-60, billed_minutes=-60,
        customer_id=lehto.id, reverses_id=first.id,
    ))  # fmt: skip
    await session.flush()
    after = await asked(session, lehto)

    async def shown(asking: Endorsement) -> list[int]:
        found = await endorsement_queries.lines(session, asking)
        return [one.line.worked_minutes for one in found if one.is_current]

    assert await shown(before) == [second.worked_minutes]
    assert sum(await shown(after)) == 90
    await say(session, link(session, before), {}, confirm_all=True)
    assert sorted(await states(session, before)) == ["confirmed", "open"]


async def test_a_dispute_ends_when_the_entry_is_corrected_settled_or_confirmed_later(
    session: AsyncSession,
) -> None:
    lehto = await make.a_customer(session)
    mine = await entries(session, lehto, 10, 20, 30)
    asking = await asked(session, lehto)
    lines = [one.line for one in await endorsement_queries.lines(session, asking)]
    await say(session, link(session, asking), {one.id: Said("disputed") for one in lines})
    assert await endorsement_queries.count_disputed(session, BOSS) == 3
    mine[0].superseded_at = mine[0].created_at
    await endorsing.settle_dispute(session, BOSS, lines[1].id)
    await session.flush()
    assert await endorsement_queries.count_disputed(session, BOSS) == 1
    assert list(await endorsement_queries.disputed(session, [mine[1].id, mine[2].id])) == [
        mine[2].id
    ]
    for line in lines:
        line.said_at = asking.created_at - timedelta(hours=1)
    again = await asked(session, lehto)
    await say(session, link(session, again), {}, confirm_all=True)
    assert await endorsement_queries.count_disputed(session, BOSS) == 0
    assert await endorsement_queries.disputed(session, [mine[2].id]) == {}


async def test_what_cannot_be_asked_is_refused_in_words(session: AsyncSession) -> None:
    lehto = await make.a_customer(session)
    with pytest.raises(NothingToEndorse):
        await asked(session, lehto)
    await entries(session, lehto, 60)
    for wrong in ({"address": "not an address"}, {"days": 0}, {"days": 91},
                  {"last": MONDAY - timedelta(days=1)}):  # fmt: skip
        with pytest.raises(Invalid):
            await asked(session, lehto, **wrong)
    assert await session.scalar(sa.select(sa.func.count(EndorsementLine.id))) == 0


async def test_only_who_approves_or_manages_hours_asks_a_customer(session: AsyncSession) -> None:
    lehto = await make.a_customer(session)
    await entries(session, lehto, 60)
    asking = await asked(session, lehto)
    rest = [one for one in Permission
            if one not in (Permission.APPROVE_HOURS, Permission.MANAGE_HOURS)]  # fmt: skip
    actor = make.actor_of(
        await make.a_member(session, "K", roles=[await make.a_role(session, "r", *rest)])
    )
    with pytest.raises(NotAllowed):
        await ask_endorsement(session, actor, customer_id=lehto.id, first=MONDAY, last=MONDAY)
    with pytest.raises(NotFound):
        await endorsement_queries.get_endorsement(session, actor, asking.id)
    assert await endorsement_queries.count_disputed(session, actor) == 0
    assert not (await endorsement_queries.endorsements_page(session, actor)).rows


async def test_a_list_says_how_many_rows_are_in_each_state(session: AsyncSession) -> None:
    lehto = await make.a_customer(session)
    await entries(session, lehto, 10, 20, 30)
    asking = await asked(session, lehto)
    line = (await endorsement_queries.lines(session, asking))[0].line
    await say(session, link(session, asking), {line.id: Said("disputed")}, confirm_all=True)
    (row,) = (await endorsement_queries.endorsements_page(session, BOSS, disputed_only=True)).rows
    assert (row.customer, row.rows, row.confirmed, row.disputed) == ("Lehto", 3, 2, 1)


def test_a_link_is_masked_in_the_log() -> None:
    line = redact("GET /hours/" + "a" * 32 + ".secretsignature1234567890x 200")
    assert "secretsignature" not in line

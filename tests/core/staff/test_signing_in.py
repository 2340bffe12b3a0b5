"""Signing in: throttle, sessions, one-time links, passwords."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import DomainError, NotAllowed
from core.events.models import EventRecord
from core.outbound.models import OutboundMessage
from core.staff import passwords, queries, resetting, service, signing_in
from core.staff.errors import LinkSpent, SignInRefused, Throttled, WeakPassword, WrongPassword
from core.staff.models import LinkPurpose, OneTimeLink, StaffMember
from core.staff.signing_in import Entry
from core.startup import App
from tests import make

GOOD = "hyvä salasana 7"


async def a_member_with_password(session: AsyncSession, **values: Any) -> StaffMember:
    values.setdefault("password_hash", await passwords.hash_password(GOOD))
    return await make.a_member(session, **values)


async def sign_in(session: AsyncSession, email: str, password: str, ip: str = "192.0.2.1") -> Entry:
    attempt = await service.start_attempt(session, email=email, ip=ip)
    correct = await passwords.verify(password, attempt.password_hash)
    return await service.finish_attempt(session, attempt, correct=correct, ip=ip, agent="Firefox")


async def test_the_right_password_opens_a_session_that_is_the_member(
    session: AsyncSession,
) -> None:
    team = await make.a_team(session)
    member = await a_member_with_password(session, name="Anna", teams=[team])
    token = (await sign_in(session, f" {member.email.upper()}", GOOD)).token

    found = await queries.actor_for_token(session, token)
    assert found is not None
    actor, same = found
    assert (actor.id, actor.name, actor.team_ids) == (member.id, "Anna", frozenset({team.id}))
    assert same.way == "password"
    assert token not in str(same.token_hash)
    assert actor.permissions == member.permissions


@pytest.mark.parametrize("case", ["wrong", "unknown", "deactivated", "no password"])
async def test_every_wrong_sign_in_is_refused_in_the_same_words(
    session: AsyncSession, case: str
) -> None:
    hashed = None if case == "no password" else await passwords.hash_password(GOOD)
    member = await make.a_member(session, password_hash=hashed)
    if case == "deactivated":
        await make.a_member(session, owner=True)
        await service.deactivate_member(
            session, make.actor_of(await make.a_member(session, owner=True)), member.id
        )
    email = "nobody@work.example" if case == "unknown" else member.email

    with pytest.raises(SignInRefused) as refusal:
        await sign_in(session, email, GOOD if case != "wrong" else "another word 5")
    assert refusal.value.sentence() == "The mail address or the password is wrong."


async def test_an_account_is_throttled_whatever_the_address(
    session: AsyncSession, clock: Any
) -> None:
    member = await a_member_with_password(session)
    for number in range(signing_in.PER_ACCOUNT):
        with pytest.raises(SignInRefused):
            await sign_in(session, member.email, "guess 123456", ip=f"192.0.2.{number}")

    with pytest.raises(Throttled):
        await sign_in(session, member.email, GOOD, ip="198.51.100.9")
    clock.shift(signing_in.WINDOW + timedelta(seconds=1))
    await sign_in(session, member.email, GOOD)


async def test_an_address_is_throttled_whatever_the_account(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "PER_ADDRESS", 3)
    for number in range(3):
        await service.start_attempt(session, email=f"{number}@x.example", ip=f"2001:db8::{number}")

    with pytest.raises(Throttled):
        await service.start_attempt(session, email="9@x.example", ip="2001:db8::ffff")
    await service.start_attempt(session, email="9@x.example", ip="2001:db8:1::1")


async def test_a_right_password_forgets_the_account_s_wrong_ones(session: AsyncSession) -> None:
    member = await a_member_with_password(session)
    for _round in range(2):
        for _guess in range(signing_in.PER_ACCOUNT - 1):
            with pytest.raises(SignInRefused):
                await sign_in(session, member.email, "guess 123456")
        await sign_in(session, member.email, GOOD)


async def test_guesses_made_at_once_see_each_other(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "PER_ACCOUNT", 5)

    async def guess() -> bool:
        try:
            async with app.sessions.begin() as session:
                await service.start_attempt(session, email="a@x.example", ip="192.0.2.1")
        except Throttled:
            return False
        return True

    allowed = await asyncio.gather(*(asyncio.create_task(guess()) for _ in range(12)))
    assert sum(allowed) == 5


async def test_an_unknown_account_costs_as_much_work_as_a_known_one() -> None:
    known = passwords._hasher.hash("x")

    assert passwords.NOBODY.split("$")[1:4] == known.split("$")[1:4]
    assert await passwords.verify("nobody has this password", None) is False


async def test_a_session_ends_by_signing_out_by_age_and_by_idling(
    session: AsyncSession, clock: Any
) -> None:
    member = await make.a_member(session)
    actor = make.actor_of(member)
    opened, token = await service.start_session(session, member.id, way="link")
    _second, idle = await service.start_session(session, member.id, way="link")

    await service.end_session(session, actor, opened.id)
    assert await queries.actor_for_token(session, token) is None
    assert len(await queries.sessions_of(session, member.id)) == 1
    clock.shift(queries.IDLE + timedelta(minutes=1))
    assert await queries.actor_for_token(session, idle) is None


async def test_nobody_ends_a_colleague_s_session_without_the_right(session: AsyncSession) -> None:
    member, other = await make.a_member(session), await make.a_member(session, name="Other")
    opened, _token = await service.start_session(session, member.id, way="link")

    with pytest.raises(NotAllowed):
        await service.end_session(session, make.actor_of(other), opened.id)


async def test_who_is_signed_in_is_known_by_one_query(session: AsyncSession, queries: Any) -> None:
    from core.staff.queries import actor_for_token

    roles = [await make.a_role(session) for _ in range(3)]
    teams = [await make.a_team(session, name) for name in "ab"]
    member = await make.a_member(session, roles=roles, teams=teams)
    _opened, token = await service.start_session(session, member.id, way="link")

    await session.flush()

    with queries() as seen:
        found = await actor_for_token(session, token)
    assert len(seen) == 1
    assert found is not None
    assert len(found[0].team_ids) == 2


async def test_a_link_works_once_for_its_purpose_and_in_time(
    session: AsyncSession, clock: Any
) -> None:
    member = await make.a_member(session)
    token = await service.make_link(session, LinkPurpose.SIGN_IN, member.id, 15)
    late = await service.make_link(session, LinkPurpose.SIGN_IN, member.id, 15)

    assert await service.use_link(session, LinkPurpose.RESET, token) is None
    assert await queries.link_waits(session, LinkPurpose.SIGN_IN, token)
    assert (await service.use_link(session, LinkPurpose.SIGN_IN, token)) is member
    assert await service.use_link(session, LinkPurpose.SIGN_IN, token) is None
    clock.shift(timedelta(minutes=16))
    assert await service.use_link(session, LinkPurpose.SIGN_IN, late) is None
    stored = [row.token_hash for row in await session.scalars(sa.select(OneTimeLink))]
    assert token not in stored


async def test_a_new_set_up_link_makes_the_older_worthless(session: AsyncSession) -> None:
    first = await service.make_link(session, LinkPurpose.SETUP)
    second = await service.make_link(session, LinkPurpose.SETUP)

    assert not await service.spend_link(session, LinkPurpose.SETUP, first)
    assert await service.spend_link(session, LinkPurpose.SETUP, second)
    assert not await service.spend_link(session, LinkPurpose.SETUP, second)


async def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(
    session: AsyncSession,
) -> None:
    member = await a_member_with_password(session)
    _opened, old = await service.start_session(session, member.id, way="password")
    await service.request_reset(session, email=member.email, ip="192.0.2.1")
    mail = (await session.scalars(sa.select(OutboundMessage))).one()
    token = mail.payload["text"].split("/link/reset/")[1].split()[0]

    await service.set_password(session, token, "uusi parempi sana")
    with pytest.raises(LinkSpent):
        await service.set_password(session, token, "uusi parempi sana")
    assert await queries.actor_for_token(session, old) is None
    await sign_in(session, member.email, "uusi parempi sana")
    written = str([row.payload for row in await session.scalars(sa.select(EventRecord))])
    assert token not in written


async def test_an_unknown_address_gets_no_mail_and_no_other_answer(session: AsyncSession) -> None:
    await service.request_reset(session, email="nobody@x.example", ip="192.0.2.1")

    assert (await session.scalars(sa.select(OutboundMessage))).all() == []
    for _more in range(resetting.PER_ACCOUNT - 1):
        await service.request_reset(session, email="nobody@x.example", ip="192.0.2.1")
    with pytest.raises(Throttled):
        await service.request_reset(session, email="nobody@x.example", ip="192.0.2.1")


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaa", "Salasana123", "Matti Meikäläinen"])
async def test_a_weak_password_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.check_strength(weak, "matti meikalainen", "m@x.example")


async def test_a_new_password_needs_the_present_one_and_ends_the_other_sessions(
    session: AsyncSession,
) -> None:
    member = await a_member_with_password(session)
    actor = make.actor_of(member)
    mine, token = await service.start_session(session, member.id, way="password")
    _other, elsewhere = await service.start_session(session, member.id, way="password")

    with pytest.raises(WrongPassword):
        await service.change_password(session, actor, present="no", password="jokin uusi sana")
    await service.change_password(
        session, actor, present=GOOD, password="jokin uusi sana", keep_session=mine.id
    )
    assert await queries.actor_for_token(session, token) is not None
    assert await queries.actor_for_token(session, elsewhere) is None


async def test_refusals_have_a_code_and_a_sentence() -> None:
    refusal: DomainError = Throttled(minutes=7)

    assert (refusal.code, refusal.sentence()) == (
        "throttled",
        "Too many attempts. Try again in 7 minutes.",
    )

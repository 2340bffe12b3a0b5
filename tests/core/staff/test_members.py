"""Members, invitations, roles, teams, linked accounts."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.errors import Changed, Invalid, NotAllowed, NotFound
from core.events.bus import Happened
from core.events.models import EventRecord
from core.outbound.models import OutboundMessage
from core.staff import jobs, privacy, queries, service
from core.staff.errors import (
    AccountLinkedElsewhere,
    EmailTaken,
    LastOwnerStays,
    LinkSpent,
    NameTaken,
    OwnerExists,
    RoleInUse,
)
from core.staff.events import MemberDeactivated
from core.staff.models import LinkPurpose, OneTimeLink, Role, SignInAttempt, StaffMember
from core.startup import App
from tests import make

BOSS = system("a test")


async def an_owner(session: AsyncSession, name: str = "Olga") -> StaffMember:
    return await service.create_owner(
        session, name=name, email=f"{name.lower()}@work.example", password="iso ja vahva sana"
    )


async def owner_actor(session: AsyncSession) -> Actor:
    return await queries.actor_for(session, (await an_owner(session)).id)


async def test_the_first_owner_brings_roles_to_begin_with(session: AsyncSession) -> None:
    assert not await queries.owner_exists(session)
    owner = await an_owner(session)

    actor = await queries.actor_for(session, owner.id)
    assert actor.permissions == frozenset(Permission)
    assert len(await queries.all_roles(session)) == 4
    assert await queries.owner_exists(session)


async def test_the_set_up_page_makes_only_the_first_owner(session: AsyncSession) -> None:
    await an_owner(session)

    with pytest.raises(OwnerExists):
        await service.create_owner(
            session, name="Eve", email="eve@x.example", password="paha sana 123", only_first=True
        )


async def test_an_invited_person_gets_a_mail_in_their_language_and_begins(
    session: AsyncSession,
) -> None:
    actor = await owner_actor(session)
    member = await service.invite_member(
        session, actor, name="Sven", email="Sven@Work.example", phone="040 123 4567",
        language="sv", role_ids=[(await queries.all_roles(session))[1].id],
    )  # fmt: skip
    mail = (await session.scalars(sa.select(OutboundMessage))).one()
    token = mail.payload["text"].split("/link/invitation/")[1].split()[0]

    assert (member.email, member.phone) == ("sven@work.example", "+358401234567")
    assert mail.address == "sven@work.example"
    await service.accept_invitation(session, token, "stabilt lösenord")
    with pytest.raises(LinkSpent):
        await service.accept_invitation(session, token, "stabilt lösenord")
    assert member.password_hash is not None


async def test_a_second_invitation_makes_the_first_link_worthless(session: AsyncSession) -> None:
    actor = await owner_actor(session)
    member = await service.invite_member(session, actor, name="Sven", email="s@work.example")
    await service.invite_again(session, actor, member.id)

    open_links = sa.select(sa.func.count()).where(OneTimeLink.used_at.is_(None))
    assert await session.scalar(open_links) == 1


async def test_an_address_belongs_to_one_person(session: AsyncSession) -> None:
    actor = await owner_actor(session)
    member = await make.a_member(session)

    with pytest.raises(EmailTaken):
        await service.invite_member(session, actor, name="X", email=member.email.upper())
    with pytest.raises(EmailTaken):
        await service.change_member(session, actor, member.id, email="olga@work.example")


async def test_nobody_grants_a_right_they_lack(session: AsyncSession) -> None:
    owner_role = (await an_owner(session)).roles[0]
    managing = await make.a_role(session, "HR", Permission.MANAGE_STAFF)
    hr = await make.a_member(session, name="HR", roles=[managing])
    actor = make.actor_of(hr)

    with pytest.raises(NotAllowed):
        await service.invite_member(
            session, actor, name="X", email="x@x.example", role_ids=[owner_role.id]
        )
    with pytest.raises(NotAllowed):
        await service.change_member(session, actor, hr.id, role_ids=[owner_role.id])
    with pytest.raises(NotAllowed):
        await service.change_role(session, actor, managing.id, permissions=list(Permission))
    with pytest.raises(NotAllowed):
        await service.create_role(session, actor, name="All", permissions=list(Permission))


async def test_nobody_takes_over_the_account_of_one_with_more_rights(
    session: AsyncSession,
) -> None:
    owner = await an_owner(session)
    hr = await make.a_member(
        session, roles=[await make.a_role(session, "HR", Permission.MANAGE_STAFF)]
    )

    changes: list[dict[str, Any]] = [{"email": "hr@x.example"}, {"name": "Fired"}]
    for change in changes:
        with pytest.raises(NotAllowed):
            await service.change_member(session, make.actor_of(hr), owner.id, **change)
    with pytest.raises(NotAllowed):
        await service.deactivate_member(session, make.actor_of(hr), owner.id)


async def test_everybody_changes_their_own_language_but_not_their_address(
    session: AsyncSession,
) -> None:
    member = await make.a_member(session, language="en")
    actor = make.actor_of(member)

    await service.change_member(session, actor, member.id, language="sv", channels=["sms"])
    assert (member.language, member.channels) == ("sv", ["sms"])
    with pytest.raises(NotAllowed):
        await service.change_member(session, actor, member.id, email="new@x.example")
    await service.change_member(session, actor, member.id, email=member.email)  # no change


@pytest.mark.parametrize(
    ("change", "field"),
    [({"email": "nonsense"}, "email"), ({"phone": "12"}, "phone"), ({"name": ""}, "name"),
     ({"zone": "Mars/Olympus"}, "zone"), ({"language": "xx"}, "language"),
     ({"channels": []}, "channels"), ({"day_minutes": 2000}, "day_minutes")],
)  # fmt: skip
async def test_a_wrong_field_is_named(
    session: AsyncSession, change: dict[str, Any], field: str
) -> None:
    member = await make.a_member(session)

    with pytest.raises(Invalid) as refusal:
        await service.change_member(session, BOSS, member.id, **change)
    assert refusal.value.field == field


async def test_the_second_of_two_editors_is_told_even_when_only_roles_change(
    session: AsyncSession,
) -> None:
    member, role = await make.a_member(session), await make.a_role(session)
    await service.change_member(session, BOSS, member.id, version=1, role_ids=[role.id])

    with pytest.raises(Changed):
        await service.change_member(session, BOSS, member.id, version=1, name="Later")


async def test_ended_access_ends_sessions_links_and_accounts_and_tells_the_rest(
    session: AsyncSession,
) -> None:
    told: list[Happened] = []

    async def subscriber(_session: AsyncSession, happened: Happened) -> None:
        told.append(happened)

    session.info["bus"] = {MemberDeactivated: [subscriber]}
    member = await make.a_member(session)
    _opened, cookie = await service.start_session(session, member.id, way="link")
    token = await service.make_link(session, LinkPurpose.SIGN_IN, member.id)
    await service.link_account(session, member.id, "telegram", "4711", "Matti")

    await service.deactivate_member(session, BOSS, member.id)
    assert await queries.actor_for_token(session, cookie) is None
    assert await service.use_link(session, LinkPurpose.SIGN_IN, token) is None
    assert await queries.linked_staff(session, "telegram", "4711") is None
    assert [happened.event.subject_id for happened in told] == [member.id]
    with pytest.raises(NotFound):
        await queries.actor_for(session, member.id)
    await service.reactivate_member(session, BOSS, member.id)
    assert await queries.actor_for_token(session, cookie) is None


async def test_the_last_owner_stays(session: AsyncSession) -> None:
    owner = await an_owner(session)
    field = await make.a_role(session)

    with pytest.raises(LastOwnerStays):
        await service.deactivate_member(session, BOSS, owner.id)
    with pytest.raises(LastOwnerStays):
        await service.change_member(session, BOSS, owner.id, role_ids=[field.id])
    second = await an_owner(session, "Outi")
    await service.deactivate_member(session, BOSS, owner.id)
    with pytest.raises(LastOwnerStays):
        await service.deactivate_member(session, BOSS, second.id)


async def test_two_owners_who_end_each_other_at_once_leave_one(app: App) -> None:
    async with app.sessions.begin() as session:
        owners = [(await an_owner(session, name)).id for name in ("Olga", "Outi")]

    async def end(staff_id: UUID) -> None:
        async with app.sessions.begin() as session:
            await service.deactivate_member(session, BOSS, staff_id)

    await asyncio.gather(*(asyncio.create_task(end(one)) for one in owners), return_exceptions=True)
    async with app.sessions.reading() as session:
        assert await queries.owner_exists(session)


async def test_a_chat_account_belongs_to_one_person(session: AsyncSession) -> None:
    matti, liisa = await make.a_member(session), await make.a_member(session, name="Liisa")
    first = await service.link_account(session, matti.id, "telegram", "4711", "Matti")
    await service.mark_blocked(session, "telegram", "4711")

    with pytest.raises(AccountLinkedElsewhere):
        await service.link_account(session, liisa.id, "telegram", "4711", "Liisa")
    assert await queries.linked_staff(session, "telegram", "4711") == matti.id
    await service.unlink_account(session, make.actor_of(matti), first.id)
    await service.link_account(session, liisa.id, "telegram", "4711", "Liisa")
    assert await queries.linked_staff(session, "telegram", "4711") == liisa.id


async def test_a_role_in_use_and_the_owner_s_role_stay(session: AsyncSession) -> None:
    owner = await an_owner(session)
    role = await service.create_role(session, BOSS, name="Cleaning", permissions=["log_hours"])
    member = await make.a_member(session, roles=[role])

    with pytest.raises(RoleInUse):
        await service.remove_role(session, BOSS, role.id)
    with pytest.raises(NameTaken):
        await service.create_role(session, BOSS, name="CLEANING", permissions=[])
    await service.change_role(session, BOSS, owner.roles[0].id, permissions=[])
    assert owner.roles[0].allows == frozenset(Permission)
    member.roles = []
    await session.flush()
    await service.remove_role(session, BOSS, role.id)
    assert await session.get(Role, role.id) is None


async def test_a_team_changes_its_members_and_is_put_away(session: AsyncSession) -> None:
    matti, liisa = await make.a_member(session), await make.a_member(session, name="Liisa")
    team = await service.create_team(session, BOSS, name="Pipes", member_ids=[matti.id])
    await service.change_team(session, BOSS, team.id, version=1, member_ids=[liisa.id])

    assert [one.id for one in await queries.members_of_team(session, team.id)] == [liisa.id]
    with pytest.raises(Changed):
        await service.change_team(session, BOSS, team.id, version=1, name="Drains")
    with pytest.raises(NameTaken):
        await service.create_team(session, BOSS, name="pipes")
    await service.archive_team(session, BOSS, team.id)
    assert await queries.active_teams(session) == []


async def test_holders_of_a_right_are_found_through_any_role(session: AsyncSession) -> None:
    owner = await an_owner(session)
    clerk = await make.a_member(
        session, roles=[await make.a_role(session, "A", Permission.APPROVE_HOURS)]
    )
    await make.a_member(session, name="Field")

    assert set(await queries.holders_of(session, Permission.APPROVE_HOURS)) == {owner.id, clerk.id}


async def test_what_is_known_of_a_member_is_exported_and_erased(session: AsyncSession) -> None:
    member = await make.a_member(session, name="Matti", phone="+358401234567")
    await service.link_account(session, member.id, "telegram", "4711", "Matti M")
    exported = await privacy.export_person(session, BOSS, member.id)
    with pytest.raises(Invalid):
        await privacy.erase_person(session, BOSS, member.id)
    await service.deactivate_member(session, BOSS, member.id)
    await privacy.erase_person(session, BOSS, member.id)

    assert exported["accounts"] == [{"channel": "telegram", "id": "4711", "name": "Matti M"}]
    assert exported["quiet_from"] == "20:00"
    assert (member.name, member.phone) == ("Former colleague", None)
    assert member.email.endswith("@erased.invalid")


async def test_what_expired_is_cleaned_up(app: App, clock: Any) -> None:
    async with app.sessions.begin() as session:
        session.add(SignInAttempt(key="x"))
        await service.make_link(session, LinkPurpose.SETUP)
    clock.shift(timedelta(days=40))

    assert await jobs.clean_up(app.sessions) == 2
    assert await jobs.clean_up(app.sessions) == 0


async def test_every_change_is_in_the_audit_with_who_did_it(session: AsyncSession) -> None:
    actor = await owner_actor(session)
    member = await make.a_member(session, name="Matti")
    await service.change_member(session, actor, member.id, name="Matti Maatti")
    await session.flush()

    fact = (await session.scalars(sa.select(EventRecord).order_by(EventRecord.id.desc()))).first()
    assert fact is not None
    assert (fact.name, fact.actor_name) == ("MemberChanged", "Olga")
    assert fact.payload == {
        "staff_id": str(member.id),
        "changed": {"name": ["Matti", "Matti Maatti"]},
    }

"""Changing members and ending their access."""

from typing import Any, Unpack
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from core.access.actor import Actor, require
from core.errors import check_version
from core.events.bus import record
from core.kit.clock import now
from core.staff import events, policies, queries
from core.staff.errors import EmailTaken, LastOwnerStays
from core.staff.fields import MemberChanges, checked, load_roles, load_teams
from core.staff.models import LinkedAccount, Role, StaffMember
from core.staff.one_time_links import spend_links
from core.staff.signing_in import end_sessions


async def change_member(
    session: AsyncSession, actor: Actor, staff_id: UUID, *, version: int | None = None,
    **given: Unpack[MemberChanges],
) -> StaffMember:  # fmt: skip
    """Change what is given and differs; everybody may change their own language and the like.

    Raises NotAllowed, Invalid, EmailTaken, LastOwnerStays or Changed.
    """
    member = await queries.get_member(session, staff_id, lock=True)
    require(policies.can_end_sessions(actor, member))  # oneself, or one who manages them
    check_version(member.version, version)
    values = await _differing(session, member, given)
    require(policies.can_change(actor, member, values))
    if "roles" in values:
        require(policies.can_grant(actor, values["roles"]))
        if not any(role.is_owner for role in values["roles"]):
            await _keep_an_owner(session, member)
    if "email" in values and await queries.member_with_email(session, values["email"]):
        raise EmailTaken(email=values["email"])
    changed = {name: (_plain(getattr(member, name)), _plain(new)) for name, new in values.items()}
    for name, new in values.items():
        setattr(member, name, new)
    if {"morning_at", "zone"} & values.keys():
        member.morning_due_at = None  # the sweep of mornings works it out anew
    if changed:
        flag_modified(member, "name")  # roles and teams alone would not raise the version
        await session.flush()
        await record(session, actor, events.MemberChanged(member.id, changed))
    return member


async def deactivate_member(
    session: AsyncSession, actor: Actor, staff_id: UUID, *, version: int | None = None
) -> StaffMember:
    """End somebody's access at once: sessions, one-time links and linked accounts end here,
    timers by the subscribers of MemberDeactivated. Twice is harmless. Raises LastOwnerStays.
    """
    member = await queries.get_member(session, staff_id, lock=True)
    require(policies.can_manage(actor, member))
    check_version(member.version, version)
    if not member.is_active:
        return member
    await _keep_an_owner(session, member)
    member.deactivated_at = now()
    await end_sessions(session, staff_id)
    await spend_links(session, staff_id)
    await session.execute(sa.delete(LinkedAccount).where(LinkedAccount.staff_id == staff_id))
    await session.flush()
    await record(session, actor, events.MemberDeactivated(member.id, member.name))
    return member


async def reactivate_member(session: AsyncSession, actor: Actor, staff_id: UUID) -> StaffMember:
    """Give access back; chat accounts are linked anew by the person."""
    member = await queries.get_member(session, staff_id, lock=True)
    require(policies.can_manage(actor, member))
    if not member.is_active:
        member.deactivated_at = None
        await session.flush()
        await record(session, actor, events.MemberReactivated(member.id, member.name))
    return member


async def _differing(
    session: AsyncSession, member: StaffMember, given: MemberChanges
) -> dict[str, Any]:
    values = await checked(session, given)
    if "role_ids" in given:
        values["roles"] = await load_roles(session, given["role_ids"])
    if "team_ids" in given:
        values["teams"] = await load_teams(session, given["team_ids"])
    return {name: new for name, new in values.items() if _differs(getattr(member, name), new)}


def _differs(old: Any, new: Any) -> bool:
    return bool(_plain(old) != _plain(new))


def _plain(value: Any) -> Any:
    """Return what the audit keeps: names of roles and teams, wall times as text."""
    if isinstance(value, list):
        items = [item if isinstance(item, str) else item.name for item in value]
        return items if all(isinstance(item, str) for item in value) else sorted(items)
    return value.isoformat("minutes") if hasattr(value, "isoformat") else value


async def _keep_an_owner(session: AsyncSession, member: StaffMember) -> None:
    """Raise LastOwnerStays unless another active owner remains.

    The owner role is locked first: two owners who end each other's access at the same moment
    come one after the other, and the second is refused.
    """
    if not any(role.is_owner for role in member.roles):
        return
    await session.execute(sa.select(Role.id).where(Role.is_owner).with_for_update())
    others = await session.scalar(queries.owners().where(StaffMember.id != member.id).limit(1))
    if others is None:
        raise LastOwnerStays

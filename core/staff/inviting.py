"""The first owner, invitations, and how an invited person begins."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require, system
from core.events.bus import record
from core.settings.queries import load_company
from core.staff import events, mails, one_time_links, passwords, policies, queries, roles
from core.staff.errors import Deactivated, EmailTaken, LinkSpent, OwnerExists
from core.staff.fields import MemberChanges, checked, load_roles, load_teams
from core.staff.models import LinkPurpose, Role, StaffMember


async def create_owner(
    session: AsyncSession, *, name: str, email: str, password: str | None = None,
    language: str | None = None, zone: str | None = None, only_first: bool = False,
    actor: Actor | None = None,
) -> StaffMember:  # fmt: skip
    """Make an owner, from the set-up page (`only_first`) or the command line.

    Raises OwnerExists, EmailTaken, WeakPassword or Invalid. Without a password the owner signs in
    by a link.
    """
    if only_first and await queries.owner_exists(session):
        raise OwnerExists
    company = await load_company(session)
    given: MemberChanges = {
        "name": name, "email": email, "language": language or company.language,
        "zone": zone or company.zone,
    }  # fmt: skip
    owner = await _new_member(session, given, [await roles.owner_role(session)])
    if password is not None:
        passwords.check_strength(password, owner.name, owner.email)
        owner.password_hash = await passwords.hash_password(password)
    by = actor or system("the first owner was set up", channel="cli")
    await record(session, by, events.OwnerCreated(owner.id, owner.name))
    return owner


async def invite_member(
    session: AsyncSession, actor: Actor, *, name: str, email: str,
    role_ids: Sequence[UUID] = (), team_ids: Sequence[UUID] = (), phone: str | None = None,
    language: str | None = None, zone: str | None = None,
) -> StaffMember:  # fmt: skip
    """Ask somebody to join: they get a mail with a link to choose a password.

    Raises NotAllowed when a role has a right that the actor lacks, EmailTaken or Invalid.
    """
    chosen = await load_roles(session, role_ids)
    require(policies.can_grant(actor, chosen))
    company = await load_company(session)
    given: MemberChanges = {
        "name": name, "email": email, "phone": phone,
        "language": language or company.language, "zone": zone or company.zone,
    }  # fmt: skip
    member = await _new_member(session, given, chosen)
    member.teams = await load_teams(session, team_ids)
    await session.flush()
    await record(session, actor, events.MemberInvited(member.id, member.name))
    await _send(session, member)
    return member


async def invite_again(session: AsyncSession, actor: Actor, staff_id: UUID) -> StaffMember:
    """Send another invitation; the former link is worthless from now on."""
    member = await queries.get_member(session, staff_id)
    require(policies.can_manage(actor, member))
    if not member.is_active:
        raise Deactivated(name=member.name)
    await one_time_links.spend_links(session, staff_id, LinkPurpose.INVITATION)
    await record(session, actor, events.MemberInvited(member.id, member.name))
    await _send(session, member)
    return member


async def accept_invitation(session: AsyncSession, token: str, password: str) -> StaffMember:
    """Choose the first password by an invitation's link; raises LinkSpent or WeakPassword."""
    member = await one_time_links.use_link(session, LinkPurpose.INVITATION, token)
    if member is None:
        raise LinkSpent
    passwords.check_strength(password, member.name, member.email)
    member.password_hash = await passwords.hash_password(password)
    await one_time_links.spend_links(session, member.id, LinkPurpose.INVITATION, LinkPurpose.RESET)
    actor = await queries.actor_for(session, member.id)
    await record(session, actor, events.InvitationAccepted(member.id))
    return member


async def _send(session: AsyncSession, member: StaffMember) -> None:
    token = await one_time_links.make_link(session, LinkPurpose.INVITATION, member.id)
    await mails.send_invitation(session, member, token)


async def _new_member(
    session: AsyncSession, given: MemberChanges, chosen: list[Role]
) -> StaffMember:
    values = await checked(session, given)
    if await queries.member_with_email(session, values["email"]) is not None:
        raise EmailTaken(email=values["email"])
    member = StaffMember(**values)
    member.roles, member.teams = chosen, []
    session.add(member)
    try:
        async with session.begin_nested():
            await session.flush()
    except IntegrityError as error:
        raise EmailTaken(email=values["email"]) from error
    return member

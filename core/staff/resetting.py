"""Forgotten and new passwords."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require, system
from core.events.bus import record
from core.staff import events, mails, passwords, policies, queries
from core.staff.errors import LinkSpent, WrongPassword
from core.staff.models import LinkPurpose, StaffMember
from core.staff.one_time_links import make_link, spend_links, use_link
from core.staff.signing_in import attempt_limits, count_attempt, end_sessions

PER_ACCOUNT, PER_ADDRESS = 3, 20


async def request_reset(session: AsyncSession, *, email: str, ip: str) -> None:
    """Send a link to a new password if the address is a member's; says nothing if it is not.

    Raises Throttled when too many were asked for.
    """
    limits = attempt_limits("reset", email, ip, PER_ACCOUNT, PER_ADDRESS)
    await count_attempt(session, limits)
    member = await queries.member_with_email(session, email)
    if member is None or not member.is_active:
        return
    token = await make_link(session, LinkPurpose.RESET, member.id)
    await mails.send_reset(session, member, token)
    by = system("somebody asked for a new password", channel="panel")
    await record(session, by, events.ResetRequested(member.id))


async def set_password(session: AsyncSession, token: str, password: str) -> StaffMember:
    """Choose a new password by a link; every session ends. Raises LinkSpent or WeakPassword."""
    member = await use_link(session, LinkPurpose.RESET, token)
    if member is None:
        raise LinkSpent
    actor = await queries.actor_for(session, member.id)
    await _change(session, actor, member, password)
    return member


async def change_password(
    session: AsyncSession, actor: Actor, *, present: str, password: str,
    keep_session: UUID | None = None,
) -> None:  # fmt: skip
    """Change one's own password; every other session ends. Raises WrongPassword or WeakPassword."""
    member = await queries.get_member(session, actor.staff_id, lock=True)
    require(policies.is_self(actor, member))
    if member.password_hash and not await passwords.verify(present, member.password_hash):
        raise WrongPassword
    await _change(session, actor, member, password, keep_session)


async def _change(
    session: AsyncSession, actor: Actor, member: StaffMember, password: str,
    keep_session: UUID | None = None,
) -> None:  # fmt: skip
    passwords.check_strength(password, member.name, member.email)
    member.password_hash = await passwords.hash_password(password)
    await end_sessions(session, member.id, keep=keep_session)
    spent = (LinkPurpose.RESET, LinkPurpose.INVITATION, LinkPurpose.SIGN_IN, LinkPurpose.CODE)
    await spend_links(session, member.id, *spent)
    await session.flush()
    await record(session, actor, events.PasswordChanged(member.id))

"""Signing in and out: throttled attempts, sessions on the server.

A password is checked between two short transactions: `start_attempt` counts the attempt first, so
that a thousand guesses at once are a thousand attempts; `passwords.verify` takes its time outside
of any transaction; `finish_attempt` opens the session.
"""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require, system
from core.errors import NotFound
from core.events.bus import record
from core.kit.clock import now
from core.kit.crypto import token_hash
from core.kit.ids import new_token
from core.kit.text import one_line
from core.staff import events, policies, queries, second_factor
from core.staff.errors import CodeRefused, LinkSpent, SignInRefused, Throttled
from core.staff.models import LinkPurpose, Role, SignInAttempt, SignInSession
from core.staff.one_time_links import make_link, spend_link

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 8
PER_ADDRESS = 40
LASTS = timedelta(days=30)
SEEN_STEP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted attempt; `staff_id` and `password_hash` are None for an unknown account."""

    ids: tuple[UUID, ...]
    account_key: str
    staff_id: UUID | None
    password_hash: str | None


async def start_attempt(session: AsyncSession, *, email: str, ip: str) -> Attempt:
    """Count an attempt to sign in; raises Throttled when there were too many."""
    email = email.strip().lower()
    account, address = _account_key("sign-in", email), _address_key("sign-in", ip)
    rows = await count_attempt(session, {account: PER_ACCOUNT, address: PER_ADDRESS})
    member = await queries.member_with_email(session, email)
    if member is None or not member.is_active:
        return Attempt(rows, account, None, None)
    return Attempt(rows, account, member.id, member.password_hash)


@dataclass(frozen=True, slots=True)
class Entry:
    """A member let in: the cookie's token, or (`needs_code`) that of the question for a code."""

    token: str
    needs_code: bool = False


async def finish_attempt(
    session: AsyncSession, attempt: Attempt, *, correct: bool, ip: str, agent: str
) -> Entry:
    """Let a member with the right password in and forget the account's attempts.

    Raises SignInRefused otherwise, in the same words whatever was wrong.
    """
    if not correct or attempt.staff_id is None:
        raise SignInRefused
    await session.execute(
        sa.delete(SignInAttempt).where(
            sa.or_(SignInAttempt.key == attempt.account_key, SignInAttempt.id.in_(attempt.ids))
        )
    )
    try:
        return await let_in(session, attempt.staff_id, way="password", ip=ip, agent=agent)
    except NotFound:  # deactivated while the password was checked
        raise SignInRefused from None


async def let_in(
    session: AsyncSession, staff_id: UUID, *, way: str, ip: str = "", agent: str = ""
) -> Entry:
    """Open a session for a member proven by `way`, or ask for the second factor they have."""
    member = await queries.get_member(session, staff_id)
    if member.totp_confirmed_at is not None and member.is_active:
        return Entry(await make_link(session, LinkPurpose.CODE, staff_id), needs_code=True)
    _opened, token = await start_session(session, staff_id, way=way, ip=ip, agent=agent)
    return Entry(token)


async def start_code(session: AsyncSession, token: str, ip: str) -> UUID:
    """Count a try at the second factor; raises LinkSpent when signing in took too long."""
    staff_id = await queries.link_owner(session, LinkPurpose.CODE, token)
    if staff_id is None:
        raise LinkSpent
    await count_attempt(session, {_account_key("code", str(staff_id)): PER_ACCOUNT,
                                  _address_key("code", ip): PER_ADDRESS})  # fmt: skip
    return staff_id


async def start_own_code(session: AsyncSession, actor: Actor) -> None:
    """Count a try at one's own second factor from inside: who took a browser must not guess it."""
    await count_attempt(session, {_account_key("own-code", str(actor.staff_id)): PER_ACCOUNT})


async def finish_code(
    session: AsyncSession, staff_id: UUID, token: str, code: str, *, ip: str, agent: str
) -> Entry:
    """Open a session for a right code; raises CodeRefused, after which another may be tried."""
    if not await second_factor.check(session, staff_id, code):
        raise CodeRefused
    if not await spend_link(session, LinkPurpose.CODE, token):
        raise LinkSpent
    await session.execute(
        sa.delete(SignInAttempt).where(SignInAttempt.key == _account_key("code", str(staff_id)))
    )
    _opened, cookie = await start_session(session, staff_id, way="code", ip=ip, agent=agent)
    return Entry(cookie)


async def note_failure(session: AsyncSession, staff_id: UUID, *, why: str, ip: str) -> None:
    """Write a failed try at a known account into the audit."""
    by = system("somebody tried to sign in", channel="panel")
    await record(session, by, events.SignInFailed(staff_id, why, ip))


async def see_as(session: AsyncSession, actor: Actor, session_id: UUID, role_id: UUID) -> None:
    """Look at the panel with a role's eyes from this browser on."""
    role = await session.get(Role, role_id)
    if role is None:
        raise NotFound
    require(policies.can_grant(actor, [role]))
    await _look(session, session_id, role_id)
    await record(session, actor, events.SeenAs(actor.staff_id, role.name))


async def see_as_oneself(session: AsyncSession, actor: Actor, session_id: UUID) -> None:
    """Look with one's own eyes again."""
    await _look(session, session_id, None)
    await record(session, actor, events.SeenAs(actor.staff_id, ""))


async def _look(session: AsyncSession, session_id: UUID, role_id: UUID | None) -> None:
    await session.execute(
        sa.update(SignInSession).where(SignInSession.id == session_id).values(as_role_id=role_id)
    )


async def start_session(
    session: AsyncSession, staff_id: UUID, *, way: str, ip: str = "", agent: str = ""
) -> tuple[SignInSession, str]:
    """Open a session for a member proven by `way`; returns it and the cookie's token."""
    actor = await queries.actor_for(session, staff_id)
    token, moment = new_token(32), now()
    opened = SignInSession(
        staff_id=staff_id,
        token_hash=token_hash(token),
        last_seen_at=moment,
        expires_at=moment + LASTS,
        ip=ip,
        user_agent=one_line(agent)[:300],
        way=way,
    )
    session.add(opened)
    await session.flush()
    await record(session, actor, events.SignedIn(staff_id, way))
    return opened, token


def is_seen_again(opened: SignInSession) -> bool:
    """Tell whether it is time to note that the session is in use."""
    return opened.last_seen_at < now() - SEEN_STEP


async def note_seen(session: AsyncSession, session_id: UUID) -> None:
    """Note that a session is in use; no fact for the audit."""
    await session.execute(
        sa.update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.ended_at.is_(None))
        .values(last_seen_at=now())
    )


async def end_session(session: AsyncSession, actor: Actor, session_id: UUID) -> None:
    """Sign a browser out, one's own or a managed member's; twice is harmless."""
    opened = await session.get(SignInSession, session_id, with_for_update=True)
    if opened is None:
        raise NotFound
    member = await queries.get_member(session, opened.staff_id)
    require(policies.can_end_sessions(actor, member))
    if opened.ended_at is None:
        opened.ended_at = now()
        await record(session, actor, events.SessionEnded(member.id, session_id))


async def end_sessions(session: AsyncSession, staff_id: UUID, *, keep: UUID | None = None) -> None:
    """Sign every browser of a member out, but for one; the caller has asked for the right."""
    await session.execute(
        sa.update(SignInSession)
        .where(
            SignInSession.staff_id == staff_id,
            SignInSession.ended_at.is_(None),
            SignInSession.id != keep if keep else sa.true(),
        )
        .values(ended_at=now())
    )


async def count_attempt(session: AsyncSession, limits: dict[str, int]) -> tuple[UUID, ...]:
    """Count one attempt under each key; raises Throttled when any has reached its limit.

    One key at a time is counted by one transaction at a time, so that guesses made at the same
    moment see each other.
    """
    if session.get_bind().dialect.name == "postgresql":
        for key in limits:
            await session.execute(
                sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 4711)))
            )
    since = now() - WINDOW
    rows = await session.execute(
        sa.select(SignInAttempt.key, sa.func.count(), sa.func.min(SignInAttempt.created_at))
        .where(SignInAttempt.key.in_(limits), SignInAttempt.created_at > since)
        .group_by(SignInAttempt.key)
    )
    for key, seen, first in rows:
        if seen >= limits[key]:
            waiting = (first - since).total_seconds()
            raise Throttled(minutes=max(1, round(waiting / 60)))
    attempts = [SignInAttempt(key=key) for key in limits]
    session.add_all(attempts)
    await session.flush()
    return tuple(attempt.id for attempt in attempts)


def attempt_limits(what: str, email: str, ip: str, account: int, address: int) -> dict[str, int]:
    """Return the keys and limits of an attempt, for `count_attempt`."""
    return {_account_key(what, email.strip().lower()): account, _address_key(what, ip): address}


def _account_key(what: str, email: str) -> str:
    # Hashed: people type all sorts of things into the address field, passwords too.
    return f"{what}:account:{token_hash(email)[:32]}"


def _address_key(what: str, ip: str) -> str:
    try:
        known = ipaddress.ip_address(ip)
    except ValueError:
        return f"{what}:address:unknown"
    if known.version == 6:
        return f"{what}:address:{ipaddress.ip_network((known, 64), strict=False)}"
    return f"{what}:address:{known}"

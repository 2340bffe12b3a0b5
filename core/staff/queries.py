"""Reading staff: actors, members, teams, sessions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from core.access.actor import Actor
from core.access.modules import parts_off, rights_of
from core.access.permissions import Permission
from core.db.base import table_of
from core.errors import NotFound
from core.fields.queries import stamp, use_stamp
from core.kit.clock import now
from core.kit.crypto import token_hash
from core.kit.text import one_line
from core.settings import keys
from core.settings import queries as settings
from core.settings.models import Setting
from core.staff.models import (
    LinkedAccount,
    LinkPurpose,
    OneTimeLink,
    Role,
    SignInSession,
    StaffMember,
    Team,
    allowed,
    staff_roles,
    team_members,
)

IDLE = timedelta(days=7)
"""A session that nobody used for so long is over."""


_members, _roles, _accounts = (table_of(one).c for one in (StaffMember, Role, LinkedAccount))
_OFF = sa.select(Setting.value).where(Setting.key == keys.MODULES_OFF.name).scalar_subquery()
_FACTS = (_members.id, _members.name, _members.language, _members.zone,
          _members.totp_confirmed_at, _OFF, _roles.id, _roles.permissions, _roles.is_owner,
          _roles.second_factor_required, team_members.c.team_id)  # fmt: skip


def _actor_rows(*leading: Any) -> sa.Select[Any]:
    """One row per role and team of a member, so that one statement is enough: see `_actors`."""
    return (
        sa.select(*leading, *_FACTS)
        .select_from(_members.id.table)
        .outerjoin(staff_roles, staff_roles.c.staff_id == _members.id)
        .outerjoin(_roles.id.table, _roles.id == staff_roles.c.role_id)
        .outerjoin(team_members, team_members.c.staff_id == _members.id)
        .where(_members.deactivated_at.is_(None))
    )


@dataclass(slots=True)
class _Facts:
    """What the rows of one member say, put together."""

    name: str
    language: str
    zone: str
    has_factor: bool
    off: frozenset[str]
    must_have_factor: bool = False
    rights: set[Permission] = field(default_factory=set)
    teams: set[UUID] = field(default_factory=set)
    roles: set[UUID] = field(default_factory=set)

    def take(
        self, role_id: UUID | None, permissions: Any, is_owner: bool, factor: bool, team_id: Any
    ) -> None:
        """Take one row's role and team."""
        self.rights |= allowed(tuple(permissions or ()), is_owner=bool(is_owner))
        self.must_have_factor |= bool(factor)
        self.teams.update((team_id,) if team_id else ())
        self.roles.update((role_id,) if role_id else ())

    def actor(self, identity: UUID, channel: str) -> Actor:
        """Return the actor; nobody has the rights of a part that is off."""
        rights = self.rights - rights_of(self.off) if self.off else self.rights
        return Actor(
            kind="staff", id=identity, name=self.name, permissions=frozenset(rights),
            team_ids=frozenset(self.teams), role_ids=frozenset(self.roles),
            language=self.language, zone=self.zone, channel=channel, modules_off=self.off,
            must_enrol=self.must_have_factor and not self.has_factor,
        )  # fmt: skip


def _actors(rows: Sequence[Any], channel: str) -> dict[UUID, Actor]:
    found: dict[UUID, _Facts] = {}
    for identity, name, language, zone, confirmed, off, *role_and_team in rows:
        facts = found.get(identity)
        if facts is None:
            has_factor = confirmed is not None
            facts = _Facts(name, language, zone, has_factor, parts_off(off))
            found[identity] = facts
        facts.take(*role_and_team)
    return {identity: facts.actor(identity, channel) for identity, facts in found.items()}


_ACTORS = _actor_rows().where(_members.id.in_(sa.bindparam("staff_ids", expanding=True)))
_ACTOR = _actor_rows().where(_members.id == sa.bindparam("given"))


async def actors_for(
    session: AsyncSession, staff_ids: Collection[UUID], channel: str = "panel"
) -> dict[UUID, Actor]:
    """Return the actors of active members by id, one query; the deactivated are left out."""
    if not staff_ids:
        return {}
    rows = await session.execute(_ACTORS, {"staff_ids": list(staff_ids)})
    return _actors(rows.all(), channel)


async def actor_for(session: AsyncSession, staff_id: UUID, channel: str = "panel") -> Actor:
    """Return a member as an actor, one query; raises NotFound when they have no access."""
    rows = await session.execute(_ACTOR, {"given": staff_id})
    found = _actors(rows.all(), channel)
    if staff_id not in found:
        raise NotFound
    return found[staff_id]


async def actor_for_token(
    session: AsyncSession, token: str, channel: str = "panel"
) -> tuple[Actor, SignInSession] | None:
    """Return who is signed in with a session token, or None.

    One query, which also tells whether the company's own fields or its settings changed
    (`fields.use_stamp`, `settings.use_stamp`).
    """
    moment = now()
    query = _actor_rows(SignInSession, stamp(), settings.stamp()).join(
        SignInSession, SignInSession.staff_id == _members.id
    )
    rows = (
        await session.execute(
            query.where(
                SignInSession.token_hash == token_hash(token),
                SignInSession.ended_at.is_(None),
                SignInSession.expires_at > moment,
                SignInSession.last_seen_at > moment - IDLE,
            )
        )
    ).all()
    if not rows:
        return None
    (actor,) = _actors([row[3:] for row in rows], channel).values()
    opened: SignInSession = rows[0][0]
    use_stamp(session, rows[0][1])
    settings.use_stamp(session, rows[0][2])
    if opened.as_role_id is not None and actor.may(Permission.MANAGE_STAFF):
        actor = await _as_role(session, actor, opened.as_role_id)
    return actor, opened


async def _as_role(session: AsyncSession, actor: Actor, role_id: UUID) -> Actor:
    """Return the actor with a role's eyes: its rights and nothing to change."""
    role = await session.get(Role, role_id)
    if role is None:
        return actor
    rights = role.allows - rights_of(actor.modules_off)
    return replace(actor, permissions=rights, role_ids=frozenset([role_id]), seeing_as=role.name)


async def linked_staff(
    asking: AsyncSession | AsyncConnection, channel: str, external_id: str
) -> UUID | None:
    """Return the active member a chat account is linked to, or None."""
    account = {"by_channel": channel, "account": external_id}
    found: UUID | None = await asking.scalar(_LINKED, account)
    return found


_LINKED = (
    sa.select(_accounts.staff_id)
    .join(_members.id.table, _members.id == _accounts.staff_id)
    .where(
        _accounts.channel == sa.bindparam("by_channel"),
        _accounts.external_id == sa.bindparam("account"),
        _members.deactivated_at.is_(None),
    )
)


async def staff_with_phone(session: AsyncSession, phone: str) -> StaffMember | None:
    """Return the one active member with an E.164 number; None when none or several have it."""
    found = await session.scalars(
        sa.select(StaffMember)
        .where(StaffMember.phone == phone, StaffMember.deactivated_at.is_(None))
        .limit(2)
    )
    members = found.all()
    return members[0] if len(members) == 1 else None


async def get_member(session: AsyncSession, staff_id: UUID, *, lock: bool = False) -> StaffMember:
    """Return a member with roles and teams, deactivated or not; raises NotFound."""
    load = selectinload if lock else joinedload  # what is joined from outside cannot be locked
    query = (
        sa.select(StaffMember)
        .where(StaffMember.id == staff_id)
        .options(load(StaffMember.roles), load(StaffMember.teams))
        .execution_options(populate_existing=lock)
    )
    rows = await session.scalars(query.with_for_update() if lock else query)
    found = rows.unique().one_or_none()
    if found is None:
        raise NotFound
    return found


async def member_with_email(session: AsyncSession, email: str) -> StaffMember | None:
    """Return the member with a mail address, deactivated or not, or None."""
    found: StaffMember | None = await session.scalar(
        sa.select(StaffMember).where(StaffMember.email == one_line(email).lower())
    )
    return found


async def ids_by_address(session: AsyncSession) -> dict[str, UUID]:
    """Return the members who have access by their mail address (lower case)."""
    rows = await session.execute(
        sa.select(StaffMember.email, StaffMember.id).where(StaffMember.deactivated_at.is_(None))
    )
    return {email.lower(): member for email, member in rows if email}


async def active_members(session: AsyncSession) -> Sequence[StaffMember]:
    """Return everybody with access, by name, without roles and teams."""
    found = await session.scalars(
        sa.select(StaffMember)
        .where(StaffMember.deactivated_at.is_(None))
        .order_by(StaffMember.name, StaffMember.id)
    )
    return found.all()


async def members_of_team(session: AsyncSession, team_id: UUID) -> Sequence[StaffMember]:
    """Return the active members of a team, by name."""
    found = await session.scalars(
        sa.select(StaffMember)
        .join(team_members, team_members.c.staff_id == StaffMember.id)
        .where(team_members.c.team_id == team_id, StaffMember.deactivated_at.is_(None))
        .order_by(StaffMember.name, StaffMember.id)
    )
    return found.all()


async def members_by_team(
    session: AsyncSession, team_ids: Collection[UUID]
) -> dict[UUID, list[UUID]]:
    """Return the ids of the active members of teams in a lasting order, one query."""
    if not team_ids:
        return {}
    rows = await session.execute(
        sa.select(team_members.c.team_id, team_members.c.staff_id)
        .join(StaffMember, StaffMember.id == team_members.c.staff_id)
        .where(team_members.c.team_id.in_(team_ids), StaffMember.deactivated_at.is_(None))
        .order_by(StaffMember.id)
    )
    members: dict[UUID, list[UUID]] = {}
    for team_id, staff_id in rows:
        members.setdefault(team_id, []).append(staff_id)
    return members


async def holders_of(session: AsyncSession, permission: Permission) -> Sequence[UUID]:
    """Return the ids of the active members who have a permission."""
    rows = await session.execute(
        sa.select(staff_roles.c.staff_id, Role)
        .join(Role, Role.id == staff_roles.c.role_id)
        .join(StaffMember, StaffMember.id == staff_roles.c.staff_id)
        .where(StaffMember.deactivated_at.is_(None))
        .order_by(staff_roles.c.staff_id)
    )
    return list(dict.fromkeys(staff for staff, role in rows if permission in role.allows))


async def names_of(session: AsyncSession, staff_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of members by id, whether they still work here or not."""
    if not staff_ids:
        return {}
    rows = await session.execute(
        sa.select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(staff_ids))
    )
    return {row.id: row.name for row in rows}


async def active_teams(session: AsyncSession) -> Sequence[Team]:
    """Return the teams in use, by name, without members."""
    found = await session.scalars(
        sa.select(Team).where(Team.archived_at.is_(None)).order_by(Team.name)
    )
    return found.all()


async def all_roles(session: AsyncSession) -> Sequence[Role]:
    """Return every role, the owner's first."""
    found = await session.scalars(sa.select(Role).order_by(Role.is_owner.desc(), Role.name))
    return found.all()


async def owner_exists(session: AsyncSession) -> bool:
    """Tell whether an active owner exists; without one the set-up page is open."""
    return await session.scalar(owners().limit(1)) is not None


def owners() -> sa.Select[UUID]:
    """Select the ids of the active owners."""
    return (
        sa.select(StaffMember.id)
        .join(staff_roles, staff_roles.c.staff_id == StaffMember.id)
        .join(Role, Role.id == staff_roles.c.role_id)
        .where(Role.is_owner, StaffMember.deactivated_at.is_(None))
    )


async def sessions_of(session: AsyncSession, staff_id: UUID) -> Sequence[SignInSession]:
    """Return a member's open sessions, the latest used first."""
    moment = now()
    found = await session.scalars(
        sa.select(SignInSession)
        .where(
            SignInSession.staff_id == staff_id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > moment,
            SignInSession.last_seen_at > moment - IDLE,
        )
        .order_by(SignInSession.last_seen_at.desc())
    )
    return found.all()


async def accounts_of(session: AsyncSession, staff_id: UUID) -> Sequence[LinkedAccount]:
    """Return a member's linked chat accounts."""
    found = await session.scalars(
        sa.select(LinkedAccount)
        .where(LinkedAccount.staff_id == staff_id)
        .order_by(LinkedAccount.channel, LinkedAccount.id)
    )
    return found.all()


async def link_waits(session: AsyncSession, purpose: LinkPurpose, token: str) -> bool:
    """Tell whether a one-time link would work, without using it."""
    return await session.scalar(_open_link(OneTimeLink.id, purpose, token)) is not None


async def link_owner(session: AsyncSession, purpose: LinkPurpose, token: str) -> UUID | None:
    """Return whose an open one-time link is, without using it; None when it is spent."""
    found: UUID | None = await session.scalar(_open_link(OneTimeLink.staff_id, purpose, token))
    return found


def _open_link(column: Any, purpose: LinkPurpose, token: str) -> sa.Select[Any]:
    return sa.select(column).where(
        OneTimeLink.purpose == purpose, OneTimeLink.token_hash == token_hash(token),
        OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now(),
    )  # fmt: skip

"""Members, teams, roles, sign-in, linked accounts."""

from datetime import datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access.permissions import Permission
from core.db.base import Archivable, Record, Versioned, json, link, words

staff_roles = sa.Table(
    "staff_roles",
    Record.metadata,
    sa.Column("staff_id", sa.ForeignKey("staff_members.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
)
team_members = sa.Table(
    "team_members",
    Record.metadata,
    sa.Column("team_id", sa.ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("staff_id", sa.ForeignKey("staff_members.id", ondelete="CASCADE"), primary_key=True),
)


@lru_cache(maxsize=256)
def allowed(permissions: tuple[str, ...], *, is_owner: bool) -> frozenset[Permission]:
    """Return what a role with these permissions allows; unknown names allow nothing."""
    known = set(Permission)
    named = (Permission(name) for name in permissions if name in known)
    return frozenset(Permission if is_owner else named)


class Role(Versioned, Record):
    """A named set of permissions; the owner role has all and stays."""

    __tablename__ = "roles"
    name: Mapped[str] = words(unique=True)
    permissions: Mapped[list[str]] = json(default=list)
    is_owner: Mapped[bool] = mapped_column(default=False)
    second_factor_required: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    @property
    def allows(self) -> frozenset[Permission]:
        return allowed(tuple(self.permissions), is_owner=self.is_owner)

    def __str__(self) -> str:
        return self.name


class Team(Versioned, Archivable, Record):
    """Whom requests are directed to."""

    __tablename__ = "teams"
    name: Mapped[str] = words(unique=True)
    members: Mapped[list["StaffMember"]] = relationship(
        secondary=team_members, back_populates="teams", lazy="raise"
    )

    def __str__(self) -> str:
        return self.name


class StaffMember(Versioned, Record):
    """Who works here. `channels` orders how they want to be told: telegram, webchat, mail, sms."""

    __tablename__ = "staff_members"
    __table_args__ = (sa.Index("ix_staff_members_name", "name", "id"),)
    name: Mapped[str] = words("identity")
    email: Mapped[str] = words("contact", unique=True)  # lower case
    phone: Mapped[str | None] = words("contact", default=None)  # E.164
    language: Mapped[str] = words(default="fi")
    zone: Mapped[str] = words(default="Europe/Helsinki")
    password_hash: Mapped[str | None] = words(default=None)
    channels: Mapped[list[str]] = json(default=lambda: ["telegram", "webchat", "mail"])
    quiet_from: Mapped[time | None] = mapped_column(default=time(20))
    quiet_until: Mapped[time | None] = mapped_column(default=time(6))
    day_minutes: Mapped[int] = mapped_column(default=450)  # a working day's hours, minutes
    sms_may_log: Mapped[bool] = mapped_column(default=True)
    payroll_number: Mapped[str | None] = words("identity", default=None)
    morning_at: Mapped[time | None]  # wall time of the message with today's jobs; None: none
    morning_due_at: Mapped[datetime | None] = mapped_column(index=True)
    welcomed_at: Mapped[datetime | None]  # when the first steps by chat were done
    deactivated_at: Mapped[datetime | None]
    totp_secret: Mapped[str | None] = words(default=None)  # encrypted with the keyring
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None] = mapped_column(sa.BigInteger)  # no code works twice
    roles: Mapped[list[Role]] = relationship(secondary=staff_roles, lazy="raise")
    teams: Mapped[list[Team]] = relationship(
        secondary=team_members, back_populates="members", lazy="raise"
    )

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset(p for role in self.roles for p in role.allows)

    def __str__(self) -> str:
        return self.name


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    SETUP = "setup"  # the first owner
    INVITATION = "invitation"
    RESET = "reset"
    SIGN_IN = "sign_in"
    CODE = "code"  # proven but for the second factor
    TELEGRAM = "telegram"


class OneTimeLink(Record):
    """A link that works once; only the hash of its token is stored."""

    __tablename__ = "one_time_links"
    purpose: Mapped[str] = words()
    token_hash: Mapped[str] = words(unique=True)
    staff_id: Mapped[UUID | None] = link("staff_members.id", ondelete="CASCADE")
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInSession(Record):
    """One signed-in browser; the cookie holds the token, we its hash.

    `way` is how the sign-in was proven. With `as_role_id` it looks at the panel as that role.
    """

    __tablename__ = "sign_in_sessions"
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE")
    token_hash: Mapped[str] = words(unique=True)
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ip: Mapped[str] = words("contact", default="")
    user_agent: Mapped[str] = words(default="")
    way: Mapped[str] = words(default="", server_default="")
    as_role_id: Mapped[UUID | None] = link("roles.id", index=False, ondelete="SET NULL")


class SignInAttempt(Record):
    """A failed sign-in, counted per account and per address for throttling."""

    __tablename__ = "sign_in_attempts"
    key: Mapped[str] = words("contact", index=True)


class RecoveryCode(Record):
    """One of the codes that replace a lost second factor, once each; only its hash is kept."""

    __tablename__ = "recovery_codes"
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE")
    code_hash: Mapped[str] = words()
    used_at: Mapped[datetime | None]


class ApiKey(Record):
    """A key by which a program acts for a staff member, within `scopes` (permissions).

    Only the hash of the secret is stored; `prefix` is its beginning, for telling keys apart.
    """

    __tablename__ = "api_keys"
    name: Mapped[str] = words()
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE")
    prefix: Mapped[str] = words()
    secret_hash: Mapped[str] = words(unique=True)
    scopes: Mapped[list[str]] = json(default=list)
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_by_id: Mapped[UUID | None] = link("staff_members.id", index=False)


class ApiCall(Record):
    """A change a program made under an idempotency key, and what it was answered."""

    __tablename__ = "api_calls"
    __table_args__ = (sa.UniqueConstraint("key_id", "idempotency_key"),)
    key_id: Mapped[UUID] = link("api_keys.id", ondelete="CASCADE", index=False)
    idempotency_key: Mapped[str] = words()
    digest: Mapped[str] = words()  # of the request, so that a key is not used for two
    status: Mapped[int]
    answer: Mapped[dict[str, Any]] = json("content", default=dict)


class LinkedAccount(Record):
    """A chat account proven to be a staff member's. `external_id` is the channel's user id."""

    __tablename__ = "linked_accounts"
    __table_args__ = (sa.UniqueConstraint("channel", "external_id"),)
    staff_id: Mapped[UUID] = link("staff_members.id", ondelete="CASCADE")
    channel: Mapped[str] = words()
    external_id: Mapped[str] = words("contact")
    display_name: Mapped[str] = words("identity", default="")
    blocked_at: Mapped[datetime | None]
    data: Mapped[dict[str, Any] | None] = json()

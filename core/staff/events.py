"""Facts about staff. No token and no password is ever in one."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class StaffEvent(Event):
    """A fact about one staff member."""

    subject_kind: ClassVar[str] = "staff"
    subject_field: ClassVar[str] = "staff_id"
    staff_id: UUID


@dataclass(frozen=True)
class OwnerCreated(StaffEvent):
    """The installation has an owner, or one more."""

    name: str


@dataclass(frozen=True)
class MemberInvited(StaffEvent):
    """Somebody was asked to join."""

    name: str


@dataclass(frozen=True)
class InvitationAccepted(StaffEvent):
    """The invited person chose a password."""


@dataclass(frozen=True)
class MemberChanged(StaffEvent):
    """`changed` maps a field to its (old, new) value."""

    changed: dict[str, Any]


@dataclass(frozen=True)
class MemberDeactivated(StaffEvent):
    """Access ended; sessions, links and timers end with it."""

    name: str


@dataclass(frozen=True)
class MemberReactivated(StaffEvent):
    """Access was given back."""

    name: str


@dataclass(frozen=True)
class MemberErased(StaffEvent):
    """Name and contact details were erased."""


@dataclass(frozen=True)
class SignedIn(StaffEvent):
    """A browser was signed in by `way`: password, link, invitation, reset or setup."""

    way: str


@dataclass(frozen=True)
class SignInFailed(StaffEvent):
    """Somebody tried to sign in as them: `why` is password or code; `ip` where from."""

    why: str
    ip: str


@dataclass(frozen=True)
class SecondFactorAdded(StaffEvent):
    """Signing in takes a code from now on."""


@dataclass(frozen=True)
class SecondFactorRemoved(StaffEvent):
    """Signing in takes no code any more."""


@dataclass(frozen=True)
class RecoveryCodesRenewed(StaffEvent):
    """The old recovery codes work no more."""


@dataclass(frozen=True)
class ApiKeyMade(StaffEvent):
    """A program may act for the member with these rights."""

    name: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class ApiKeyRevoked(StaffEvent):
    """A program may act for the member no more."""

    name: str


@dataclass(frozen=True)
class SeenAs(StaffEvent):
    """The member looked at the panel as a role (or as themselves again: no role)."""

    role: str


@dataclass(frozen=True)
class SessionEnded(StaffEvent):
    """A browser was signed out."""

    session_id: UUID


@dataclass(frozen=True)
class PasswordChanged(StaffEvent):
    """A new password was chosen; every other session ended."""


@dataclass(frozen=True)
class ResetRequested(StaffEvent):
    """A link for a new password was sent."""


@dataclass(frozen=True)
class AccountLinked(StaffEvent):
    """A chat account was proven to be theirs."""

    channel: str


@dataclass(frozen=True)
class AccountUnlinked(StaffEvent):
    """A chat account is theirs no more."""

    channel: str


@dataclass(frozen=True)
class TeamEvent(Event):
    """A fact about a team."""

    subject_kind: ClassVar[str] = "team"
    subject_field: ClassVar[str] = "team_id"
    team_id: UUID
    name: str


@dataclass(frozen=True)
class TeamCreated(TeamEvent):
    """Requests may be directed to it."""


@dataclass(frozen=True)
class TeamChanged(TeamEvent):
    """Name or members changed; `changed` maps a field to its (old, new) value."""

    changed: dict[str, Any]


@dataclass(frozen=True)
class TeamArchived(TeamEvent):
    """No new requests come to it."""


@dataclass(frozen=True)
class TeamRestored(TeamEvent):
    """It is in use again."""


@dataclass(frozen=True)
class RoleEvent(Event):
    """A fact about a role."""

    subject_kind: ClassVar[str] = "role"
    subject_field: ClassVar[str] = "role_id"
    role_id: UUID
    name: str


@dataclass(frozen=True)
class RoleCreated(RoleEvent):
    """A set of permissions has a name."""

    permissions: tuple[str, ...]


@dataclass(frozen=True)
class RoleChanged(RoleEvent):
    """`changed` maps a field to its (old, new) value."""

    changed: dict[str, Any]


@dataclass(frozen=True)
class RoleRemoved(RoleEvent):
    """The role is gone."""

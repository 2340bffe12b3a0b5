"""Whoever acts now."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from core.access.permissions import Permission
from core.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Actor:
    """A staff member, a customer or the system with a reason.

    `id` is a staff member's or person's id, None for the system. `channel` is where the actor
    came from (`panel`, `telegram`, `webchat`, `sms`, `mail`, `form`, `api`, `job`, `cli`).
    `must_enrol`: a role demands a second factor that is missing. `seeing_as` names the role whose
    eyes the actor looks with: nothing can be changed then.
    """

    kind: Literal["staff", "customer", "system"]
    id: UUID | None = None
    name: str = ""
    permissions: frozenset[Permission] = field(default=frozenset())
    team_ids: frozenset[UUID] = field(default=frozenset())
    role_ids: frozenset[UUID] = field(default=frozenset())
    language: str = "en"
    zone: str = "Europe/Helsinki"
    channel: str = "panel"
    reason: str = ""
    modules_off: frozenset[str] = field(default=frozenset())
    must_enrol: bool = False
    seeing_as: str = ""

    def has(self, module: str) -> bool:
        """Tell whether the company uses a module (`core.access.modules`)."""
        return module not in self.modules_off

    def may(self, permission: Permission) -> bool:
        """Tell whether the actor has a right; the system has all."""
        return self.kind == "system" or permission in self.permissions

    @property
    def staff_id(self) -> UUID:
        """The staff member's id; raises NotAllowed for anybody else."""
        if self.kind != "staff" or self.id is None:
            raise NotAllowed
        return self.id


def system(reason: str, channel: str = "job") -> Actor:
    """The system acting for a reason that the audit shows."""
    return Actor(kind="system", name="Apuri", reason=reason, channel=channel)


def require(allowed: bool) -> None:
    """Raise NotAllowed unless the policy said yes."""
    if not allowed:
        raise NotAllowed

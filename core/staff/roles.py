"""Roles: named sets of permissions."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.access.permissions import Permission
from core.db.upsert import insert_new
from core.errors import Invalid, NotFound, check_version
from core.events.bus import record
from core.kit.clock import now
from core.kit.i18n import N_, _, use_language
from core.kit.ids import new_id
from core.kit.text import one_line
from core.settings import keys
from core.settings.queries import get
from core.staff import events, policies
from core.staff.errors import NameTaken, OwnerRoleStays, RoleInUse
from core.staff.models import Role, staff_roles

_FIELD = (Permission.LOG_HOURS, Permission.HANDLE_REQUESTS, Permission.HANDLE_TASKS,
          Permission.SEE_CUSTOMERS)  # fmt: skip
_OFFICE = (*_FIELD, Permission.EDIT_CUSTOMERS, Permission.SEE_ALL_REQUESTS,
           Permission.SEE_ALL_TASKS, Permission.SEE_OUTBOX)  # fmt: skip
_LEAD = (*_OFFICE, Permission.SEE_ALL_HOURS, Permission.LOG_FOR_OTHERS, Permission.APPROVE_HOURS)
STARTERS: tuple[tuple[str, tuple[Permission, ...]], ...] = (
    (N_("Owner"), ()), (N_("Supervisor"), _LEAD), (N_("Office"), _OFFICE),
    (N_("Field work"), _FIELD),
)  # fmt: skip


async def owner_role(session: AsyncSession) -> Role:
    """Return the owner's role; the first call makes it and three more to begin with."""
    found: Role | None = await session.scalar(sa.select(Role).where(Role.is_owner).limit(1))
    if found is None:
        await _make_starters(session)
        found = await session.scalar(sa.select(Role).where(Role.is_owner).limit(1))
        assert found is not None
    return found


async def create_role(
    session: AsyncSession, actor: Actor, *, name: str, permissions: Iterable[Permission | str]
) -> Role:
    """Name a set of permissions, none of which the actor lacks; raises NameTaken."""
    role = Role(name=_name(name), permissions=_sorted(permissions))
    require(policies.can_grant(actor, [role]))
    await _refuse_taken(session, role)
    session.add(role)
    await session.flush()
    await record(session, actor, events.RoleCreated(role.id, role.name, tuple(role.permissions)))
    return role


async def change_role(
    session: AsyncSession, actor: Actor, role_id: UUID, *, version: int | None = None,
    name: str | None = None, permissions: Iterable[Permission | str] | None = None,
    second_factor_required: bool | None = None,
) -> Role:  # fmt: skip
    """Change name, permissions or what signing in takes; raises NameTaken or Changed.

    Who changes a role needs every right it has and gets, so that nobody raises themselves.
    """
    role = await _get(session, role_id)
    require(policies.can_grant(actor, [role]))
    check_version(role.version, version)
    wanted = role.permissions if permissions is None else _sorted(permissions)
    if role.is_owner:
        wanted = role.permissions
    before = _facts(role)
    role.name, role.permissions = role.name if name is None else _name(name), wanted
    if second_factor_required is not None:
        role.second_factor_required = second_factor_required
    require(policies.can_grant(actor, [role]))
    await _refuse_taken(session, role)
    after = _facts(role)
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    if changed:
        await session.flush()
        await record(session, actor, events.RoleChanged(role.id, role.name, changed))
    return role


async def remove_role(session: AsyncSession, actor: Actor, role_id: UUID) -> None:
    """Delete a role that nobody has; raises RoleInUse or OwnerRoleStays."""
    role = await _get(session, role_id)
    require(policies.can_grant(actor, [role]))
    if role.is_owner:
        raise OwnerRoleStays
    used = sa.select(staff_roles.c.staff_id).where(staff_roles.c.role_id == role_id).limit(1)
    if await session.scalar(used) is not None:
        raise RoleInUse(name=role.name)
    await session.delete(role)
    await session.flush()
    await record(session, actor, events.RoleRemoved(role_id, role.name))


async def _make_starters(session: AsyncSession) -> None:
    language = await get(session, keys.COMPANY_LANGUAGE)
    with use_language(language):
        rows = [
            {"id": new_id(), "created_at": now(), "version": 1, "name": _(name),
             "permissions": _sorted(allowed), "is_owner": not allowed}
            for name, allowed in STARTERS
        ]  # fmt: skip
    await insert_new(session, Role, rows, key=["name"])


async def _get(session: AsyncSession, role_id: UUID) -> Role:
    found: Role | None = await session.scalar(
        sa.select(Role).where(Role.id == role_id).with_for_update()
    )
    if found is None:
        raise NotFound
    return found


async def _refuse_taken(session: AsyncSession, role: Role) -> None:
    with session.no_autoflush:
        same = sa.select(Role.id).where(sa.func.lower(Role.name) == role.name.lower())
        others = set(await session.scalars(same))
    if others - {role.id}:
        raise NameTaken(name=role.name)


def _facts(role: Role) -> dict[str, object]:
    return {"name": role.name, "permissions": role.permissions,
            "second_factor_required": role.second_factor_required}  # fmt: skip


def _name(given: str) -> str:
    name = one_line(given)[:100]
    if not name:
        raise Invalid(_("Give a name."), field="name")
    return name


def _sorted(permissions: Iterable[Permission | str]) -> list[str]:
    try:
        wanted = {Permission(one) for one in permissions}
    except ValueError:
        raise Invalid(_("Choose from the offered rights."), field="permissions") from None
    return [one.value for one in Permission if one in wanted]

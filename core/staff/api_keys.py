"""Keys by which programs act in a member's name, with no more rights than the member has."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.access.permissions import Permission
from core.errors import Invalid, NotFound
from core.events.bus import record
from core.kit.clock import now
from core.kit.crypto import token_hash
from core.kit.i18n import _
from core.kit.ids import new_token
from core.kit.text import one_line
from core.staff import events, policies, queries
from core.staff.errors import KeyBeyondRights
from core.staff.models import ApiKey, StaffMember

MARK = "apuri_"
"""How every key begins, so that a leaked one is recognised."""
SHOWN = len(MARK) + 6
SEEN_STEP = timedelta(minutes=10)


async def make_key(
    session: AsyncSession, actor: Actor, *, name: str, scopes: Iterable[str], days: int | None
) -> tuple[ApiKey, str]:
    """Return a new key of the actor and its secret, which is never shown again.

    Raises KeyBeyondRights for a right the actor lacks. `days` until it ends, None: never.
    """
    require(actor.may(Permission.USE_API))
    wanted = [right for right in Permission if right.value in set(scopes)]
    if not all(actor.may(right) for right in wanted) or Permission.USE_API in wanted:
        raise KeyBeyondRights
    if not wanted:
        raise Invalid(_("Choose at least one right for the key."), field="scopes")
    clean = one_line(name)[:100]
    if not clean:
        raise Invalid(_("Give the key a name that says which program uses it."), field="name")
    secret = MARK + new_token(32)
    key = ApiKey(
        name=clean, staff_id=actor.staff_id, prefix=secret[:SHOWN],
        secret_hash=token_hash(secret), scopes=[right.value for right in wanted],
        expires_at=now() + timedelta(days=days) if days else None, created_by_id=actor.staff_id,
    )  # fmt: skip
    session.add(key)
    await session.flush()
    await record(session, actor, events.ApiKeyMade(actor.staff_id, clean, tuple(key.scopes)))
    return key, secret


async def revoke_key(session: AsyncSession, actor: Actor, key_id: UUID) -> None:
    """End a key, one's own or a managed member's; twice is harmless."""
    key = await session.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        raise NotFound
    member = await queries.get_member(session, key.staff_id)
    require(policies.can_end_sessions(actor, member))
    if key.revoked_at is None:
        key.revoked_at = now()
        await record(session, actor, events.ApiKeyRevoked(key.staff_id, key.name))


async def keys_of(session: AsyncSession, actor: Actor) -> Sequence[tuple[ApiKey, str]]:
    """Return (key, whose) of the keys that work: one's own, all for who manages staff."""
    query = (
        sa.select(ApiKey, StaffMember.name)
        .join(StaffMember, StaffMember.id == ApiKey.staff_id)
        .where(ApiKey.revoked_at.is_(None))
        .order_by(ApiKey.id.desc())
        .limit(200)
    )
    if not policies.can_manage_staff(actor):
        query = query.where(ApiKey.staff_id == actor.id)
    return [(key, name) for key, name in await session.execute(query)]


async def actor_for_key(session: AsyncSession, secret: str) -> tuple[Actor, ApiKey] | None:
    """Return who a key acts for, with the rights both have, or None; two queries."""
    key = await session.scalar(_working(token_hash(secret), now()))
    if key is None:
        return None
    actor = (await queries.actors_for(session, [key.staff_id], "api")).get(key.staff_id)
    if actor is None or not actor.may(Permission.USE_API):
        return None
    scopes = frozenset(right for right in actor.permissions if right.value in key.scopes)
    return replace(actor, permissions=scopes), key


def _working(hashed: str, moment: datetime) -> sa.Select[ApiKey]:
    return sa.select(ApiKey).where(
        ApiKey.secret_hash == hashed, ApiKey.revoked_at.is_(None),
        sa.or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > moment),
    )  # fmt: skip


def is_used_again(key: ApiKey) -> bool:
    """Tell whether it is time to note that the key is in use."""
    return key.last_used_at is None or key.last_used_at < now() - SEEN_STEP


async def note_used(session: AsyncSession, key_id: UUID) -> None:
    """Note that a key is in use; no fact for the audit."""
    await session.execute(sa.update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=now()))

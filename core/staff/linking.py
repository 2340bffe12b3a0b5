"""Chat accounts proven to be a staff member's."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.db.upsert import insert_new
from core.errors import NotFound
from core.events.bus import record
from core.kit.clock import now
from core.kit.ids import new_id
from core.staff import events, policies, queries
from core.staff.errors import AccountLinkedElsewhere
from core.staff.models import LinkedAccount


async def link_account(
    session: AsyncSession, staff_id: UUID, channel: str, external_id: str,
    display_name: str = "",
) -> LinkedAccount:  # fmt: skip
    """Link a chat account that a one-time link has proven; again is harmless.

    Raises AccountLinkedElsewhere, or NotFound for a member without access.
    """
    actor = await queries.actor_for(session, staff_id, channel)
    row = {"id": new_id(), "created_at": now(), "staff_id": staff_id, "channel": channel,
           "external_id": external_id, "display_name": display_name[:200]}  # fmt: skip
    new = await insert_new(session, LinkedAccount, [row], key=["channel", "external_id"])
    found = await session.scalar(
        sa.select(LinkedAccount).where(
            LinkedAccount.channel == channel, LinkedAccount.external_id == external_id
        )
    )
    if found is None:
        raise NotFound
    if found.staff_id != staff_id:
        raise AccountLinkedElsewhere
    if new:
        await record(session, actor, events.AccountLinked(staff_id, channel))
    elif found.blocked_at is not None:
        found.blocked_at = None
    return found


async def unlink_account(session: AsyncSession, actor: Actor, account_id: UUID) -> None:
    """Unlink a chat account, one's own or a managed member's."""
    account = await session.get(LinkedAccount, account_id)
    if account is None:
        raise NotFound
    member = await queries.get_member(session, account.staff_id)
    require(policies.can_end_sessions(actor, member))
    await session.delete(account)
    await session.flush()
    await record(session, actor, events.AccountUnlinked(member.id, account.channel))


async def mark_blocked(
    session: AsyncSession, channel: str, external_id: str, *, blocked: bool = True
) -> None:
    """Note whether the person blocked us there; nothing more is sent to a blocked account."""
    await session.execute(
        sa.update(LinkedAccount)
        .where(LinkedAccount.channel == channel, LinkedAccount.external_id == external_id)
        .values(blocked_at=now() if blocked else None)
    )

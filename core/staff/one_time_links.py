"""Links that work once: only the hash of their token is stored."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.clock import now
from core.kit.crypto import token_hash
from core.kit.ids import new_token
from core.staff import queries
from core.staff.models import LinkPurpose, OneTimeLink, StaffMember

MINUTES: dict[LinkPurpose, int] = {
    LinkPurpose.SETUP: 24 * 60,
    LinkPurpose.INVITATION: 7 * 24 * 60,
    LinkPurpose.RESET: 60,
    LinkPurpose.SIGN_IN: 15,
    LinkPurpose.CODE: 10,
    LinkPurpose.TELEGRAM: 15,
}


async def make_link(
    session: AsyncSession, purpose: LinkPurpose | str, staff_id: UUID | None = None,
    minutes: int | None = None,
) -> str:  # fmt: skip
    """Return the token of a new link; a new set-up link makes the older ones worthless."""
    purpose = LinkPurpose(purpose)
    if purpose is LinkPurpose.SETUP:
        await spend_links(session, None, purpose)
    token = new_token()
    session.add(
        OneTimeLink(
            purpose=purpose,
            token_hash=token_hash(token),
            staff_id=staff_id,
            expires_at=now() + timedelta(minutes=minutes or MINUTES[purpose]),
        )
    )
    await session.flush()
    return token


async def spend_link(session: AsyncSession, purpose: LinkPurpose | str, token: str) -> bool:
    """Use a link up, atomically; tells whether it was good."""
    return (await _spend(session, LinkPurpose(purpose), token)) is not None


async def use_link(
    session: AsyncSession, purpose: LinkPurpose | str, token: str
) -> StaffMember | None:
    """Use a member's link up; None when it is spent or its member has no access any more."""
    spent = await _spend(session, LinkPurpose(purpose), token)
    if spent is None or spent.staff_id is None:
        return None
    member = await queries.get_member(session, spent.staff_id)
    return member if member.is_active else None


async def spend_links(session: AsyncSession, staff_id: UUID | None, *purposes: LinkPurpose) -> None:
    """Make a member's open links worthless (staff_id None: those of nobody), all or some."""
    links = sa.update(OneTimeLink).where(
        OneTimeLink.used_at.is_(None), OneTimeLink.staff_id == staff_id
    )
    if purposes:
        links = links.where(OneTimeLink.purpose.in_(purposes))
    await session.execute(links.values(used_at=now()))


async def _spend(
    session: AsyncSession, purpose: LinkPurpose, token: str
) -> "sa.Row[UUID, UUID | None] | None":
    moment = now()
    spent = await session.execute(
        sa.update(OneTimeLink)
        .where(
            OneTimeLink.purpose == purpose,
            OneTimeLink.token_hash == token_hash(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > moment,
        )
        .values(used_at=moment)
        .returning(OneTimeLink.id, OneTimeLink.staff_id)
    )
    return spent.one_or_none()

"""Notices hold customers' words for half a year at most; erasing a person removes theirs."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.models import ContactRequest
from core.notify.models import Notice


async def erase_person(session: AsyncSession, person_id: UUID) -> int:
    """Remove the notices about a person's requests; return how many."""
    theirs = sa.select(ContactRequest.id).where(ContactRequest.person_id == person_id)
    gone = await session.execute(
        sa.delete(Notice)
        .where(Notice.subject_kind == "contact_request", Notice.subject_id.in_(theirs))
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


async def erase_about(session: AsyncSession, kind: str, ids: Collection[UUID]) -> int:
    """Remove the notices about these things; return how many."""
    gone = await session.execute(
        sa.delete(Notice)
        .where(Notice.subject_kind == kind, Notice.subject_id.in_(ids))
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())

"""What own fields hold about a person stands in the records and goes with them.

The rows that lists filter by are erased with the record; a field that refers to somebody erased
keeps an id without a name.
"""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.fields.models import FieldValue


async def erase_values(session: AsyncSession, subject_ids: Collection[UUID]) -> None:
    """Forget what records held in own fields and tags; whoever erases them empties `custom`."""
    if subject_ids:
        await session.execute(
            sa.delete(FieldValue)
            .where(FieldValue.subject_id.in_(subject_ids))
            .execution_options(synchronize_session=False)
        )

"""Finding files. Who may see one follows from what it is attached to; the caller checks that."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import NotFound
from core.files.models import StoredFile


async def get_file(session: AsyncSession, file_id: UUID) -> StoredFile:
    """Return a file's row; raises NotFound."""
    found = await session.get(StoredFile, file_id)
    if found is None:
        raise NotFound
    return found


async def get_files(session: AsyncSession, ids: Iterable[UUID]) -> list[StoredFile]:
    """Return the rows of these ids in the order asked; unknown ones are left out."""
    wanted = list(ids)
    if not wanted:
        return []
    rows = await session.scalars(sa.select(StoredFile).where(StoredFile.id.in_(wanted)))
    known = {row.id: row for row in rows}
    return [known[one] for one in wanted if one in known]


async def files_of(
    session: AsyncSession, subject_kind: str, subject_ids: Iterable[UUID]
) -> dict[UUID, list[StoredFile]]:
    """Return the files of many subjects of one kind by subject, oldest first; one query."""
    wanted = list(subject_ids)
    files: dict[UUID, list[StoredFile]] = defaultdict(list)
    if not wanted:
        return files
    rows = await session.scalars(
        sa.select(StoredFile)
        .where(StoredFile.subject_kind == subject_kind, StoredFile.subject_id.in_(wanted))
        .order_by(StoredFile.id)
    )
    for row in rows:
        assert row.subject_id is not None
        files[row.subject_id].append(row)
    return files


async def sizes(session: AsyncSession) -> tuple[int, int]:
    """Return how many files there are and their bytes together."""
    row = await session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(StoredFile.size), 0)).select_from(
            StoredFile
        )
    )
    count, size = row.one()
    return int(count), int(size)

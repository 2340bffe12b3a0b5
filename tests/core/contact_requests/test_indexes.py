"""The first page of the inbox stays quick however much is stored: it is read from its index."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from core.access.actor import system
from core.contact_requests import queries
from core.contact_requests.models import ContactRequest
from core.db.session import Sessions


@pytest.mark.parametrize(
    ("box", "index"), [("all", "open"), ("unassigned", "open_mine"), ("closed", "away"),
                       ("spam", "spam")],
)  # fmt: skip
async def test_a_box_is_read_in_order_from_its_own_index(
    sqlite_template: Path, box: queries.Box, index: str
) -> None:
    """On SQLite only: PostgreSQL scans a table as small as a test's."""
    sessions = Sessions(f"sqlite:///{sqlite_template}")
    newest = (ContactRequest.last_activity_at.desc(), ContactRequest.id.desc())
    query = queries.in_box(system("test"), box).order_by(*newest).limit(50)
    compiled = query.compile(
        sessions.engine, compile_kwargs={"literal_binds": True, "render_postcompile": True}
    )
    async with sessions.reading() as session:
        plan = await session.execute(sa.text(f"EXPLAIN QUERY PLAN {compiled}"))
        steps = [str(row[3]) for row in plan]
    await sessions.dispose()

    assert f"INDEX ix_contact_requests_{index}" in steps[0]
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps

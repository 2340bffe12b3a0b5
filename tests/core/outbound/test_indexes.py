"""The outbox by state stays quick however much is stored: it is read from its index."""

from pathlib import Path

import sqlalchemy as sa

from core.access.actor import system
from core.db.session import Sessions
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.queries import visible_to


async def test_a_state_is_read_in_order_from_its_own_index(sqlite_template: Path) -> None:
    """On SQLite only: PostgreSQL scans a table as small as a test's."""
    sessions = Sessions(f"sqlite:///{sqlite_template}")
    query = visible_to(system("test")).where(OutboundMessage.state == OutboundState.SENT)
    compiled = query.order_by(OutboundMessage.id.desc()).compile(
        sessions.engine, compile_kwargs={"literal_binds": True}
    )
    async with sessions.reading() as session:
        plan = await session.execute(sa.text(f"EXPLAIN QUERY PLAN {compiled}"))
        steps = [str(row[3]) for row in plan]
    await sessions.dispose()

    assert "INDEX ix_outbound_messages_state" in steps[0]
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps

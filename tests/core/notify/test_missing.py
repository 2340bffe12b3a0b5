"""Whoever approves hours reads in one message who still lacks some."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.events.bus import record
from core.kit import clock as clocks
from core.outbound.models import OutboundMessage
from core.timesheets.missing_events import HoursMissingToManager
from tests import make


async def test_a_line_for_each_person_by_name_in_the_managers_language(
    session: AsyncSession, clock: Any
) -> None:
    boss = await make.a_member(session, "Anna", owner=True, language="fi")
    matti, liisa = await make.a_member(session, "Matti"), await make.a_member(session, "Liisa")
    day = clocks.today(boss.zone)
    fact = HoursMissingToManager(boss.id, day, ((matti.id, 450), (liisa.id, 165)))

    await record(session, system("test"), fact)

    sent = (await session.scalars(
        sa.select(OutboundMessage).where(OutboundMessage.kind == "hours_missing_manager")
    )).one()  # fmt: skip
    lines = sent.payload["text"].splitlines()
    assert lines[1:3] == ["Liisa: 2,75 h", "Matti: 7,5 h"]
    assert "/app/hours/approvals" in sent.payload["text"]
    assert "31.3." in sent.subject

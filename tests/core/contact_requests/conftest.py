"""A mailbox and somebody who handles what comes through it."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.sources.models import SourceKind
from tests import make

BOSS = system("test")


@pytest.fixture
async def mailbox(session: AsyncSession) -> UUID:
    """A mailbox that mails come through."""
    return (await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")).id


@pytest.fixture
async def clerk(session: AsyncSession) -> Actor:
    """Somebody who handles requests."""
    return make.actor_of(await make.a_member(session, "Clara"))

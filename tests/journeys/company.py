"""The company of a journey: its people, its customer, its doors to the servers of the world."""

from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.intake.models import RoutingRule
from core.people import service as people
from core.people.models import Customer
from core.settings import keys
from core.settings import service as settings
from core.sources import service as sources
from core.sources.models import SourceKind
from core.staff import queries as staff_queries
from core.staff import service as staff
from core.staff.models import StaffMember, Team
from core.startup import App
from core.work import service as work
from core.work.models import Project
from tests import make
from tests.fakes.dovecot import PASSWORD
from tests.fakes.twilio import ACCOUNT
from tests.journeys.world import World

OUR_NUMBER = "+358401112222"
AWAKE: dict[str, Any] = {"quiet_from": time(0), "quiet_until": time(0)}
"""Tests run at night too."""


@dataclass(frozen=True)
class Company:
    """Who works here and where words come from."""

    owner: StaffMember
    team: Team
    mailbox_id: UUID
    bot_id: UUID
    sms_id: UUID

    async def actor(self, session: AsyncSession) -> Actor:
        """Return the owner as an actor."""
        return await staff_queries.actor_for(session, self.owner.id)


async def found(app: App, world: World, *, after: str = "move") -> Company:
    """Set a company up through the services, as an owner does in the panel."""
    async with app.sessions.begin() as session:
        owner = await staff.create_owner(
            session, name="Olga", email="olga@work.example", language="en"
        )
        owner.channels = ["mail"]
        owner.quiet_from = owner.quiet_until = time(0)
        actor = await staff_queries.actor_for(session, owner.id)
        await settings.set_value(session, actor, keys.COMPANY_NAME, "Putki Oy")
        await settings.set_value(session, actor, keys.ANSWER_DELAY_SECONDS, 0)
        await work.seed_default_workflow(session, actor)
        team = await make.a_team(session, "Huolto")
        doors = await _doors(session, actor, world, after)
        session.add(
            RoutingRule(
                name="Putket huoltoon", conditions={"words": ["putki", "hana"]},
                actions={"team_id": str(team.id), "tags": ["putki"]},
            )
        )  # fmt: skip
    return Company(owner, team, *doors)


async def _doors(
    session: AsyncSession, actor: Actor, world: World, after: str
) -> tuple[UUID, UUID, UUID]:
    mailbox = await sources.create_source(
        session, actor, kind=SourceKind.MAILBOX, name="Office", address=world.mailbox,
        config={
            "imap_host": "localhost", "imap_port": world.dovecot.imaps_port, "imap_tls": "tls",
            "user": world.mailbox, "after": after, "processed_folder": "Processed",
            "smtp_host": "127.0.0.1", "smtp_port": world.sink.port, "smtp_tls": "none",
        },
        secrets={"password": PASSWORD},
    )  # fmt: skip
    bot = await sources.create_source(
        session, actor, kind=SourceKind.TELEGRAM, name="Bot", address="apuri_test_bot",
        secrets={"token": world.telegram.token},
    )  # fmt: skip
    sms = await sources.create_source(
        session, actor, kind=SourceKind.SMS, name="Texts", address=OUR_NUMBER,
        config={"account_sid": ACCOUNT}, secrets={"auth_token": world.twilio.auth_token},
    )  # fmt: skip
    return mailbox.id, bot.id, sms.id


async def a_worker(
    session: AsyncSession, name: str, *, team: Team | None = None, telegram: int | None = None,
    **values: Any,
) -> StaffMember:  # fmt: skip
    """Make somebody who does field work and is told things day and night."""
    role = await make.a_role(session, f"Field work of {name}")
    member = await make.a_member(
        session, name, roles=[role], teams=[team] if team else [], **(AWAKE | values)
    )
    if telegram is not None:
        await make.a_linked_account(session, member, "telegram", str(telegram))
    return member


async def a_customer_with_project(
    session: AsyncSession, actor: Actor, *, name: str, email: str, project: str
) -> tuple[Customer, Project]:
    """Make a person who buys, and what is done for them."""
    customer = await people.create_customer(
        session, actor, name=name, email=email, is_company=False
    )
    made = await work.create_project(session, actor, name=project, customer_id=customer.id)
    return customer, made

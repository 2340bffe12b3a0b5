"""Makers of rows for tests: `await make.a_member(session, name="Matti")`."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.contact_requests.models import ContactRequest
from core.contact_requests.service import open_request
from core.conversations.service import add_message, open_conversation
from core.kit.ids import new_token
from core.kit.text import fold
from core.people.matching import ensure_person
from core.people.models import Customer
from core.sources.models import Source, SourceKind
from core.staff.models import LinkedAccount, Role, StaffMember, Team
from core.work.models import Project

FIELD = (Permission.LOG_HOURS, Permission.HANDLE_REQUESTS, Permission.HANDLE_TASKS,
         Permission.SEE_CUSTOMERS)  # fmt: skip


async def a_role(
    session: AsyncSession, name: str = "", *permissions: Permission, owner: bool = False
) -> Role:
    """Make a role with these permissions (field work by default)."""
    role = Role(name=name or new_token(6), permissions=[*(permissions or FIELD)], is_owner=owner)
    session.add(role)
    await session.flush()
    return role


async def a_member(
    session: AsyncSession, name: str = "Matti", *, roles: list[Role] | None = None,
    teams: list[Team] | None = None, owner: bool = False, **values: Any,
) -> StaffMember:  # fmt: skip
    """Make an active staff member; `email` is derived from the name unless given."""
    values.setdefault(
        "email", f"{fold(name).replace(' ', '.')}.{new_token(4).lower()}@work.example"
    )
    values.setdefault("language", "en")
    member = StaffMember(name=name, **values)
    member.roles = roles if roles is not None else [await a_role(session, owner=owner)]
    member.teams = teams or []
    session.add(member)
    await session.flush()
    return member


def actor_of(member: StaffMember, channel: str = "panel") -> Actor:
    """Return the actor a member is, from the roles and teams loaded with it."""
    return Actor(
        kind="staff", id=member.id, name=member.name, permissions=member.permissions,
        team_ids=frozenset(team.id for team in member.teams),
        role_ids=frozenset(role.id for role in member.roles), language=member.language,
        zone=member.zone, channel=channel,
    )  # fmt: skip


async def a_team(
    session: AsyncSession, name: str = "Field", members: list[StaffMember] | None = None
) -> Team:
    """Make a team."""
    team = Team(name=name)
    team.members = members or []
    session.add(team)
    await session.flush()
    return team


async def a_customer(session: AsyncSession, name: str = "Lehto", **values: Any) -> Customer:
    """Make a customer."""
    customer = Customer(name=name, folded_name=fold(name), **values)
    session.add(customer)
    await session.flush()
    return customer


async def a_project(
    session: AsyncSession, name: str, customer: Customer | None = None, **values: Any
) -> Project:
    """Make a project."""
    project = Project(name=name, customer_id=customer.id if customer else None, **values)
    session.add(project)
    await session.flush()
    return project


async def a_source(
    session: AsyncSession, kind: SourceKind = SourceKind.MAILBOX, **values: Any
) -> Source:
    """Make a source of messages."""
    values.setdefault("name", kind.value)
    values.setdefault("config", {})
    source = Source(kind=kind, **values)
    session.add(source)
    await session.flush()
    return source


async def a_request(
    session: AsyncSession, *, text: str = "The tap leaks.", subject: str = "Tap",
    channel: str = "mail", address: str = "liisa@customer.example", name: str = "Liisa Peltola",
    source: Source | None = None, **values: Any,
) -> ContactRequest:  # fmt: skip
    """Make a request as if a customer had written; `values` are columns of ContactRequest."""
    actor = system("test")
    person = await ensure_person(session, actor, address=address, name=name, channel=channel)
    conversation = await open_conversation(
        session, channel=channel, partner_address=address, subject=subject, language="en",
        person_id=person.id if person else None, source_id=source.id if source else None,
    )  # fmt: skip
    await add_message(
        session, conversation, direction="in", text=text, subject=subject, author_name=name,
        from_address=address, person_id=conversation.person_id,
        mail_message_id=f"<{new_token(9)}@customer.example>" if channel == "mail" else None,
    )  # fmt: skip
    return await open_request(
        session, actor, conversation=conversation, subject=subject, text=text, asker_name=name,
        **values,
    )  # fmt: skip


async def a_linked_account(
    session: AsyncSession, member: StaffMember, channel: str, external_id: str
) -> LinkedAccount:
    """Make a chat account that is proven to be a member's."""
    account = LinkedAccount(staff_id=member.id, channel=channel, external_id=external_id)
    session.add(account)
    await session.flush()
    return account

"""What of all that is stored is about one person outside our staff."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.contact_requests.models import ContactRequest
from core.conversations.models import Conversation, Message
from core.inbox.models import InboxItem
from core.people import policies, queries
from core.people.models import Customer, EmailAddress, Person, PersonAccount, PhoneNumber
from core.staff.models import StaffMember
from core.work.models import Task


@dataclass(slots=True)
class Scope:
    """A person, what they are known by, and the ids of what is theirs.

    `customer_id` is set when they are a customer themselves, not their company. `signs` are the
    texts by which they are found anywhere: addresses, numbers, and the name if nobody shares it.
    """

    person_id: UUID
    name: str
    customer_id: UUID | None = None
    addresses: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    requests: list[UUID] = field(default_factory=list)
    conversations: list[UUID] = field(default_factory=list)
    messages: list[UUID] = field(default_factory=list)
    tasks: list[UUID] = field(default_factory=list)
    items: list[UUID] = field(default_factory=list)

    @property
    def reached_by(self) -> list[str]:
        """Every address, number and account messages come from and go to."""
        return [*self.addresses, *self.phones, *self.accounts]

    @property
    def subjects(self) -> dict[str, list[UUID]]:
        """The things that comments, files, notices and the index are about, by kind."""
        customers = [self.customer_id] if self.customer_id else []
        return {
            "person": [self.person_id], "customer": customers,
            "contact_request": self.requests, "task": self.tasks, "message": self.messages,
        }  # fmt: skip


async def scope_of(
    session: AsyncSession, actor: Actor, person_id: UUID, *, lock: bool = False
) -> Scope:
    """Return what is a person's; raises NotFound, and NotAllowed for who may not erase."""
    person = await queries.get_person(session, actor, person_id, lock=lock)
    require(policies.can_erase(actor))
    scope = Scope(person.id, person.name)
    scope.customer_id = await session.scalar(
        sa.select(Customer.id).where(Customer.person_id == person_id)
    )
    scope.addresses = await _all(session, EmailAddress.address, EmailAddress.person_id, person_id)
    scope.phones = await _all(session, PhoneNumber.number, PhoneNumber.person_id, person_id)
    scope.accounts = await _all(
        session, PersonAccount.external_id, PersonAccount.person_id, person_id
    )
    scope.signs = [*scope.addresses, *scope.phones, *await _name_alone(session, person)]
    await _find(session, scope)
    return scope


async def _all(session: AsyncSession, wanted: Any, column: Any, value: UUID) -> list[Any]:
    return list(await session.scalars(sa.select(wanted).where(column == value).order_by(wanted)))


async def _name_alone(session: AsyncSession, person: Person) -> list[str]:
    """Return the full name unless somebody else bears it: then it is no sign of this person."""
    if len(person.name.split()) < 2:
        return []
    same = sa.func.lower(person.name)
    others = sa.union_all(
        sa.select(Person.id).where(sa.func.lower(Person.name) == same, Person.id != person.id),
        sa.select(StaffMember.id).where(sa.func.lower(StaffMember.name) == same),
    ).limit(1)
    return [] if (await session.execute(others)).first() else [person.name]


async def _find(session: AsyncSession, scope: Scope) -> None:
    """Fill in the ids; what came from their addresses before they were known is theirs too."""
    person_id, from_them = scope.person_id, scope.reached_by
    scope.conversations = await _ids(
        session, Conversation, Conversation.person_id == person_id,
        sa.and_(Conversation.person_id.is_(None), Conversation.partner_address.in_(from_them)),
    )  # fmt: skip
    scope.requests = await _ids(
        session, ContactRequest, ContactRequest.person_id == person_id,
        ContactRequest.conversation_id.in_(scope.conversations),
        sa.and_(ContactRequest.person_id.is_(None), ContactRequest.asker_address.in_(from_them)),
    )  # fmt: skip
    scope.messages = await _ids(
        session, Message, Message.person_id == person_id,
        Message.conversation_id.in_(scope.conversations), Message.from_address.in_(from_them),
    )  # fmt: skip
    private = [Task.customer_id == scope.customer_id] if scope.customer_id else []
    scope.tasks = await _ids(
        session, Task, Task.person_id == person_id, Task.contact_request_id.in_(scope.requests),
        *private,
    )  # fmt: skip
    arrived = sa.select(Message.inbox_item_id).where(Message.id.in_(scope.messages))
    scope.items = await _ids(
        session, InboxItem, InboxItem.id.in_(arrived),
        sa.and_(InboxItem.order_key != "", InboxItem.order_key.in_(from_them)),
    )  # fmt: skip


async def _ids(session: AsyncSession, table: Any, *any_of: Any) -> list[UUID]:
    return list(await session.scalars(sa.select(table.id).where(sa.or_(*any_of))))


async def adopt(session: AsyncSession, scope: Scope) -> None:
    """Link to the person what was found by an address only, so that every domain finds it."""
    found: tuple[tuple[Any, Collection[UUID]], ...] = (
        (Conversation, scope.conversations), (ContactRequest, scope.requests),
        (Message, scope.messages), (Task, scope.tasks),
    )  # fmt: skip
    for table, ids in found:
        await session.execute(
            sa.update(table)
            .where(table.id.in_(ids), table.person_id.is_(None))
            .values(person_id=scope.person_id)
            .execution_options(synchronize_session=False)
        )

"""The small lists beside a request: whom it can be given to, names, numbers, tasks; one query."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests.models import ContactRequest
from core.contact_requests.queries import who_answers
from core.intake.models import RoutingPin
from core.people.models import Customer, Person, PhoneNumber
from core.sources.models import Source
from core.staff.models import StaffMember, Team
from core.work.models import Stage, Task, Workflow
from core.work.queries import visible_to

NAMED = (StaffMember, Team, Source, Customer, Workflow, Stage)
"""Whatever a change or a rule may name by its id."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task made of the request, as its list shows it."""

    number: str
    title: str
    doer: str | None
    stage: str
    stage_kind: str


@dataclass(slots=True)
class Beside:
    """Everything beside a request; `names` by id."""

    doers: list[tuple[UUID, str]] = field(default_factory=list)
    teams: list[tuple[UUID, str]] = field(default_factory=list)
    answering: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)
    pinned: bool = False

    def take(self, kind: str, identity: UUID, words: str, *more: str) -> None:
        """Put a row into its list."""
        match kind:
            case "doer":
                self.doers.append((identity, words))
            case "team":
                self.teams.append((identity, words))
            case "answering":
                self.answering.append(words)
            case "phone":
                self.phones.append(words)
            case "task":
                number, doer, stage, stage_kind = more
                self.tasks.append(TaskRow(number, words, doer or None, stage, stage_kind))
            case "pin":
                self.pinned = True
        if kind in ("doer", "team", "name"):
            self.names[identity] = words


async def beside(
    session: AsyncSession,
    actor: Actor,
    asked: ContactRequest,
    customer: Customer | None,
    person: Person | None,
    named: Collection[UUID],
) -> Beside:
    """Return the lists beside a request; `named` are ids whose names are wanted."""
    lists = [
        _rows("doer", StaffMember.id, StaffMember.name).where(StaffMember.deactivated_at.is_(None)),
        _rows("team", Team.id, Team.name).where(Team.archived_at.is_(None)),
        _answering(actor, asked),
        _rows("pin", RoutingPin.id).where(RoutingPin.request_id == asked.id),
        _tasks(actor, asked),
        *_named(named),
        _phones(customer, person),
    ]
    found = Beside()
    query = sa.union_all(*lists)
    for row in await session.execute(query.order_by("kind", "words", "id")):
        found.take(*row)
    return found


def _rows(kind: str, identity: Any, words: Any = "", *more: Any) -> sa.Select[Any]:
    """Select rows of one list; every list has the same seven columns."""
    columns = [*more, *[""] * (4 - len(more))]
    return sa.select(
        sa.literal(kind).label("kind"), identity.label("id"), _text(words).label("words"),
        *(_text(one).label(f"more{number}") for number, one in enumerate(columns)),
    )  # fmt: skip


def _text(value: Any) -> Any:
    return sa.literal(value) if isinstance(value, str) else sa.func.coalesce(value, "")


def _named(named: Collection[UUID]) -> Iterable[sa.Select[Any]]:
    if not named:
        return []
    return [_rows("name", one.id, one.name).where(one.id.in_(named)) for one in NAMED]


def _answering(actor: Actor, asked: ContactRequest) -> sa.Select[Any]:
    return who_answers(actor, asked.id, _rows("answering", StaffMember.id, StaffMember.name))


def _tasks(actor: Actor, asked: ContactRequest) -> sa.Select[Any]:
    visible = visible_to(actor).with_only_columns(Task.id).where(
        Task.contact_request_id == asked.id
    )  # fmt: skip
    return (
        _rows("task", Task.id, Task.title, Task.number, StaffMember.name, Stage.name, Stage.kind)
        .join(Stage, Stage.id == Task.stage_id)
        .outerjoin(StaffMember, StaffMember.id == Task.doer_id)
        .where(Task.id.in_(visible))
    )


def _phones(customer: Customer | None, person: Person | None) -> sa.Select[Any]:
    """Select the numbers of the asker, and of the customer's company and people."""
    people = [Person.id == one for one in (person and person.id, customer and customer.person_id)]
    numbers = []
    if customer is not None and customer.organisation_id:
        people.append(Person.organisation_id == customer.organisation_id)
        numbers.append(PhoneNumber.organisation_id == customer.organisation_id)
    whose = sa.select(Person.id).where(sa.or_(sa.false(), *people), Person.archived_at.is_(None))
    return _rows("phone", PhoneNumber.id, PhoneNumber.number).where(
        sa.or_(*numbers, PhoneNumber.person_id.in_(whose))
    )

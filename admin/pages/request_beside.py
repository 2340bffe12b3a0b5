"""The small lists beside a request: whom it can be given to, names, numbers, tasks; one query."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.around import Around
from admin.pages.small_rows import names, rows
from admin.pages.timeline_rows import Said
from core.access.actor import Actor
from core.contact_requests.models import ContactRequest
from core.contact_requests.queries import who_answers
from core.intake.models import RoutingPin
from core.people.models import Customer, Person, PhoneNumber
from core.staff.models import StaffMember, Team
from core.work.models import Stage, Task
from core.work.queries import visible_to


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
    said: Said = field(default_factory=Said)
    around: Around = field(default_factory=Around)

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
                number, doer, stage, stage_kind = more[:4]
                self.tasks.append(TaskRow(number, words, doer or None, stage, stage_kind))
            case "pin":
                self.pinned = True
            case _:
                _known = self.said.take(kind, identity, words, *more) or self.around.take(
                    kind, identity, words, *more
                )
        if kind in ("doer", "team", "name"):
            self.names[identity] = words


async def beside(
    session: AsyncSession,
    actor: Actor,
    asked: ContactRequest,
    customer: Customer | None,
    person: Person | None,
    named: Collection[UUID],
    said: Iterable[sa.Select[Any]] = (),
) -> Beside:
    """Return the lists beside a request; `named` are ids whose names are wanted.

    `said` selects what `Said` and `Around` take.
    """
    lists = [
        rows("doer", StaffMember.id, StaffMember.name).where(StaffMember.deactivated_at.is_(None)),
        rows("team", Team.id, Team.name).where(Team.archived_at.is_(None)),
        _answering(actor, asked),
        rows("pin", RoutingPin.id).where(RoutingPin.request_id == asked.id),
        _tasks(actor, asked),
        *names(named),
        _phones(customer, person),
        *said,
    ]
    found = Beside()
    query = sa.union_all(*lists)
    for row in await session.execute(query.order_by("kind", "words", "id")):
        found.take(*row)
    found.said.put_together()
    found.around.put_in_order()
    return found


def _answering(actor: Actor, asked: ContactRequest) -> sa.Select[Any]:
    return who_answers(actor, asked.id, rows("answering", StaffMember.id, StaffMember.name))


def _tasks(actor: Actor, asked: ContactRequest) -> sa.Select[Any]:
    visible = visible_to(actor).with_only_columns(Task.id).where(
        Task.contact_request_id == asked.id
    )  # fmt: skip
    return (
        rows("task", Task.id, Task.title, Task.number, StaffMember.name, Stage.name, Stage.kind)
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
    return rows("phone", PhoneNumber.id, PhoneNumber.number).where(
        sa.or_(*numbers, PhoneNumber.person_id.in_(whose))
    )

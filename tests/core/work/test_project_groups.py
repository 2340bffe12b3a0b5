"""Steps of projects, and groups of people who always serve a customer."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.contact_requests.models import ContactRequest
from core.errors import Invalid, NotAllowed
from core.people import reaching
from core.people.service import create_customer
from core.sources.models import SourceKind
from core.timesheets import service as timesheets
from core.timesheets.refusals import NotOnProject
from core.work import project_queries, service
from core.work.errors import GroupServesAnother, NameTaken, ProjectClosed
from tests import make
from tests.core.intake.letters import take

DAY = date(2026, 3, 31)


@pytest.fixture
async def boss(session: AsyncSession, clock: Any) -> Actor:
    return make.actor_of(await make.a_member(session, "Anna", owner=True))


async def test_a_project_goes_through_the_companys_own_steps_and_ends_with_a_closed_one(
    session: AsyncSession, boss: Actor
) -> None:
    offered = await service.create_status(session, boss, name="Offered", color="blue")
    ended = await service.create_status(session, boss, name="Handed over", is_closed=True)
    roof = await service.create_project(session, boss, name="Roof")
    assert (roof.status_id, roof.closed_at) == (offered.id, None)

    roof = await service.change_project(session, boss, roof.id, status_id=ended.id)
    assert roof.closed_at is not None
    with pytest.raises(ProjectClosed):
        await service.create_task(session, boss, title="More", project_id=roof.id)
    roof = await service.change_project(session, boss, roof.id, status_id=offered.id)
    assert roof.closed_at is None
    await service.close_project(session, boss, roof.id)
    assert roof.status_id == ended.id
    await service.reopen_project(session, boss, roof.id)
    assert roof.status_id == offered.id


async def test_steps_are_the_companys_own(session: AsyncSession, boss: Actor) -> None:
    one = await service.create_status(session, boss, name="Offered")
    with pytest.raises(NameTaken):
        await service.create_status(session, boss, name="offered")
    await service.change_status(session, boss, one.id, name="Quoted", position=5, is_closed=False)
    await service.archive_status(session, boss, one.id)
    assert await project_queries.statuses(session) == []
    await service.restore_status(session, boss, one.id)
    assert [row.name for row in await project_queries.statuses(session)] == ["Quoted"]
    worker = make.actor_of(await make.a_member(session))
    with pytest.raises(NotAllowed):
        await service.create_status(session, worker, name="Mine")


async def test_a_new_project_takes_its_customers_only_group_and_a_group_its_customer(
    session: AsyncSession, boss: Actor
) -> None:
    lehto, bell = await make.a_customer(session), await make.a_customer(session, "Bell")
    crew = await service.create_group(session, boss, name="Lehto crew", customer_id=lehto.id)

    taken = await service.create_project(session, boss, name="Roof", customer_id=lehto.id)
    brought = await service.create_project(session, boss, name="Yard", group_id=crew.id)
    assert (taken.group_id, brought.customer_id) == (crew.id, lehto.id)
    with pytest.raises(GroupServesAnother):
        await service.create_project(
            session, boss, name="Bath", group_id=crew.id, customer_id=bell.id
        )
    with pytest.raises(Invalid):
        await service.change_project(
            session, boss, taken.id, starts_on=DAY, ends_on=date(2026, 3, 1)
        )


async def test_people_of_a_group_log_hours_on_its_customers_projects_of_attached_people(
    session: AsyncSession, boss: Actor
) -> None:
    lehto = await make.a_customer(session)
    matti, liisa = await make.a_member(session, "Matti"), await make.a_member(session, "Liisa")
    roof = await service.create_project(
        session, boss, name="Roof", customer_id=lehto.id, members_only=True
    )
    actor = make.actor_of(matti)
    with pytest.raises(NotOnProject):
        await timesheets.log_time(session, actor, day=DAY, minutes=60, project_id=roof.id)

    group = await service.create_group(
        session, boss, name="Lehto crew", customer_id=lehto.id, member_ids=[matti.id]
    )
    await timesheets.log_time(session, actor, day=DAY, minutes=60, project_id=roof.id)
    with pytest.raises(NotOnProject):
        await timesheets.log_time(
            session, make.actor_of(liisa), day=DAY, minutes=60, project_id=roof.id
        )
    rows = await session.execute(project_queries.logging_allowed())
    assert [(row[0], row[1]) for row in rows] == [(matti.id, roof.id)]
    await service.archive_group(session, boss, group.id)
    with pytest.raises(NotOnProject):
        await timesheets.log_time(session, actor, day=DAY, minutes=60, project_id=roof.id)


async def test_members_of_a_group_come_and_go_by_name(session: AsyncSession, boss: Actor) -> None:
    matti = await make.a_member(session, "Matti")
    team = await make.a_team(session, "Pipes")
    group = await service.create_group(session, boss, name="Crew", team_id=team.id)
    await service.change_group(session, boss, group.id, member_ids=[matti.id], name="Lehto crew")
    [line] = await project_queries.groups(session)
    assert (line.group.name, line.team, line.members) == (
        "Lehto crew", "Pipes", ((matti.id, "Matti"),),
    )  # fmt: skip
    with pytest.raises(NameTaken):
        await service.create_group(session, boss, name="lehto CREW")
    await service.archive_group(session, boss, group.id)
    assert await project_queries.groups(session) == []
    await service.restore_group(session, boss, group.id)
    role = await make.a_role(session, "logs", Permission.LOG_HOURS)
    worker = make.actor_of(await make.a_member(session, "Ville", roles=[role]))
    with pytest.raises(NotAllowed):
        await service.change_group(session, worker, group.id, name="Mine")


async def test_a_customers_request_goes_to_the_team_of_its_group(
    session: AsyncSession, boss: Actor
) -> None:
    mailbox = await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")
    lehto = await create_customer(session, boss, name="Lehto", is_company=True)
    owner = reaching.Owner(None, lehto.organisation_id)
    await reaching.add_email(session, boss, owner, "liisa@lehto.example")
    team = await make.a_team(session, "Pipes")
    await service.create_group(
        session, boss, name="Lehto crew", customer_id=lehto.id, team_id=team.id
    )

    mailbox_id, team_id = mailbox.id, team.id
    await take(session, mailbox_id, sender="liisa@lehto.example", subject="Leak")
    await take(session, mailbox_id, sender="strange@other.example", subject="Other")

    found = (await session.scalars(sa.select(ContactRequest).order_by(ContactRequest.id))).all()
    assert [one.team_id for one in found] == [team_id, None]
    assert found[0].routing_trace[-1]["group"] == "Lehto crew"

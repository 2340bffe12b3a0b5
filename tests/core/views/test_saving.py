"""Saved views: kept, changed, shared, opened with, put away."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import Changed, Invalid, NotAllowed, NotFound
from core.events.models import EventRecord
from core.views import saving
from core.views.errors import ColumnRefused, CriterionRefused, NotSortable
from core.views.models import SavedView
from core.views.queries import get_view, views_of
from tests import make

SHARING = (Permission.HANDLE_TASKS, Permission.SHARE_VIEWS)


@pytest.fixture
async def maija(session: AsyncSession, clock: Any) -> Actor:
    """Somebody in a team, who may not share with everybody."""
    team = await make.a_team(session)
    return make.actor_of(await make.a_member(session, "Maija", teams=[team]))


async def a_colleague(session: AsyncSession, of: Actor | None = None, *rights: Permission) -> Actor:
    member = await make.a_member(session, "Kaarlo", roles=[await make.a_role(session, "", *rights)])
    actor = make.actor_of(member)
    return actor if of is None else Actor(
        "staff", id=member.id, name=member.name, permissions=actor.permissions, team_ids=of.team_ids
    )  # fmt: skip


def a_view(**values: Any) -> dict[str, Any]:
    return {"name": "Urgent", "columns": ["title", "due_on"], "sort": {"by": "due_on"},
            "criteria": {"all": [{"column": "priority", "op": "is", "value": "1"}]}, **values}  # fmt: skip


async def names(session: AsyncSession, actor: Actor) -> list[str]:
    return [view.name for view in (await views_of(session, actor, "task")).views]


async def test_a_view_is_ones_own_until_it_is_shared(session: AsyncSession, maija: Actor) -> None:
    mate, stranger = await a_colleague(session, maija), await a_colleague(session)
    view = await saving.save_view(session, maija, "task", **a_view())

    assert [await names(session, one) for one in (maija, mate, stranger)] == [["Urgent"], [], []]
    with pytest.raises(NotFound):
        await saving.change_view(session, mate, view.id, name="Mine")

    [team] = maija.team_ids
    await saving.change_view(session, maija, view.id, team_id=team)

    assert [await names(session, one) for one in (mate, stranger)] == [["Urgent"], []]
    with pytest.raises(NotAllowed):
        await saving.change_view(session, mate, view.id, name="Mine")
    with pytest.raises(NotAllowed):
        await saving.archive_view(session, mate, view.id)


async def test_sharing_with_everybody_needs_a_right(session: AsyncSession, maija: Actor) -> None:
    chief, stranger = await a_colleague(session, None, *SHARING), await a_colleague(session)
    with pytest.raises(NotAllowed):
        await saving.save_view(session, maija, "task", **a_view(for_everybody=True))
    own = await saving.save_view(session, maija, "task", **a_view(name="Own"))
    with pytest.raises(NotAllowed):
        await saving.change_view(session, maija, own.id, for_everybody=True)

    view = await saving.save_view(session, chief, "task", **a_view(for_everybody=True))

    assert "Urgent" in await names(session, stranger)
    with pytest.raises(NotAllowed):
        await saving.change_view(session, stranger, view.id, name="Mine")


async def test_sharing_to_a_team_one_is_not_in_is_refused(
    session: AsyncSession, maija: Actor
) -> None:
    other = await make.a_team(session, "Other")

    with pytest.raises(NotAllowed):
        await saving.save_view(session, maija, "task", **a_view(team_id=other.id))
    assert await session.scalar(sa.select(sa.func.count()).select_from(SavedView)) == 0


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"name": " "}, Invalid), ({"columns": []}, Invalid), ({"columns": ["pay"]}, ColumnRefused),
        ({"sort": {"by": "title"}}, NotSortable), ({"sort": {"by": "pay"}}, ColumnRefused),
        ({"criteria": {"all": [{"column": "pay", "op": "over", "value": 1}]}}, CriterionRefused),
        ({"group_by": "title"}, ColumnRefused), ({"display": "globe"}, Invalid),
        ({"figures": [{"make": "sum", "column": "title"}]}, Invalid),
        ({"figures": [{"make": "count"}] * 4}, Invalid), ({"figures": [{"make": "most"}]}, Invalid),
    ],
)  # fmt: skip
async def test_what_cannot_be_shown_is_not_kept(
    session: AsyncSession, maija: Actor, wrong: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await saving.save_view(session, maija, "task", **a_view(**wrong))


async def test_two_who_change_a_view_do_not_overwrite_each_other(
    session: AsyncSession, maija: Actor
) -> None:
    view = await saving.save_view(session, maija, "task", **a_view())
    seen = view.version
    await saving.change_view(session, maija, view.id, version=seen, name="First")
    await session.flush()

    with pytest.raises(Changed):
        await saving.change_view(session, maija, view.id, version=seen, name="Second")


async def test_ones_own_choice_of_view_goes_before_everybodys(
    session: AsyncSession, maija: Actor
) -> None:
    chief = await a_colleague(session, None, *SHARING)
    shared = await saving.save_view(session, chief, "task", **a_view(for_everybody=True))
    own = await saving.save_view(session, maija, "task", **a_view(name="Own"))

    with pytest.raises(NotAllowed):
        await saving.choose_default(session, maija, "task", shared.id, for_everybody=True)
    with pytest.raises(NotFound):
        await saving.choose_default(session, chief, "task", own.id, for_everybody=True)
    await saving.choose_default(session, chief, "task", shared.id, for_everybody=True)
    assert (await views_of(session, maija, "task")).default == shared.id
    await saving.choose_default(session, maija, "task", own.id)
    assert (await views_of(session, maija, "task")).default == own.id
    assert (await views_of(session, chief, "task")).default == shared.id
    await saving.choose_default(session, maija, "task", None)
    assert (await views_of(session, maija, "task")).default == shared.id


async def test_a_view_put_away_is_gone_and_comes_back(session: AsyncSession, maija: Actor) -> None:
    view = await saving.save_view(session, maija, "task", **a_view())
    await saving.choose_default(session, maija, "task", view.id)

    await saving.archive_view(session, maija, view.id)

    found = await views_of(session, maija, "task")
    assert (list(found.views), found.default) == ([], None)
    with pytest.raises(NotFound):
        await get_view(session, maija, view.id)
    with pytest.raises(NotAllowed):
        await saving.restore_view(session, await a_colleague(session), view.id)
    await saving.restore_view(session, maija, view.id)
    assert await names(session, maija) == ["Urgent"]
    told = await session.scalars(sa.select(EventRecord.name).order_by(EventRecord.id))
    assert list(told) == ["ViewSaved", "DefaultViewChosen", "ViewArchived", "ViewRestored"]

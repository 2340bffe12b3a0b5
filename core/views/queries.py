"""Opening a list: what an actor has of it, and the views there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import NotFound
from core.fields.queries import fields_of
from core.staff.models import StaffMember, Team
from core.views.catalogue import get_list
from core.views.keyed import own_columns
from core.views.models import DefaultView, SavedView
from core.views.scope import Scope, scope_of


async def open_list(session: AsyncSession, actor: Actor, kind: str) -> Scope:
    """Return a list as an actor has it, own fields included; raises NoSuchList."""
    module = get_list(actor, kind)
    fields = await fields_of(session, kind) if module.custom is not None else ()
    return scope_of(module, actor, own_columns(module, fields))


def visible_to(actor: Actor) -> sa.Select[SavedView]:
    """Select the saved views an actor may open: own, their teams', everybody's."""
    views = sa.select(SavedView).where(SavedView.archived_at.is_(None))
    if actor.kind == "system":
        return views
    mine = [SavedView.owner_id == actor.id, SavedView.for_everybody]
    if actor.team_ids:
        mine.append(SavedView.team_id.in_(actor.team_ids))
    return views.where(sa.or_(*mine))


@dataclass(frozen=True, slots=True)
class SavedViews:
    """The saved views of a list in the order of their tabs; `default` is the one it opens with."""

    views: Sequence[SavedView]
    default: UUID | None = None

    def get(self, view_id: UUID | None) -> SavedView | None:
        """Return a view of these by its id, or None."""
        return next((one for one in self.views if one.id == view_id), None)


async def views_of(session: AsyncSession, actor: Actor, kind: str) -> SavedViews:
    """Return the saved views of a list and the one it opens with: one statement."""
    query = (
        visible_to(actor)
        .where(SavedView.module == kind)
        .outerjoin(DefaultView, sa.and_(
            DefaultView.view_id == SavedView.id, DefaultView.module == kind,
            sa.or_(DefaultView.staff_id == actor.id, DefaultView.staff_id.is_(None)),
        ))
        .add_columns(DefaultView.id, DefaultView.staff_id)
        .order_by(SavedView.position, SavedView.name, SavedView.id)
    )  # fmt: skip
    views: dict[UUID, SavedView] = {}
    own, everybodys = None, None
    for view, default_id, staff_id in await session.execute(query):
        views[view.id] = view
        if default_id is not None and staff_id is not None:
            own = view.id
        elif default_id is not None:
            everybodys = view.id
    return SavedViews(list(views.values()), own or everybodys)


async def get_view(
    session: AsyncSession, actor: Actor, view_id: UUID, *, lock: bool = False
) -> SavedView:
    """Return a saved view; raises NotFound when it is hidden or gone."""
    query = visible_to(actor).where(SavedView.id == view_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


async def sharing_words(session: AsyncSession, view: SavedView) -> tuple[str, str | None]:
    """Return the names of a view's owner and of the team it is shared to."""
    row: Any = (
        await session.execute(
            sa.select(
                sa.select(StaffMember.name).where(StaffMember.id == view.owner_id)
                .scalar_subquery(),
                sa.select(Team.name).where(Team.id == view.team_id).scalar_subquery(),
            )
        )
    ).one()  # fmt: skip
    return row[0] or "", row[1]

"""Keeping a list as somebody wants it: saving, changing, sharing, putting away, opening with it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid, check_version
from core.events.bus import plain, record
from core.kit import clock
from core.kit.i18n import _
from core.kit.text import one_line
from core.views import policies, queries
from core.views.criteria import check
from core.views.errors import ColumnRefused
from core.views.events import (
    DefaultViewChosen,
    ViewArchived,
    ViewChanged,
    ViewRestored,
    ViewSaved,
)
from core.views.figures import check_figures
from core.views.grouping import grouped_by
from core.views.models import DefaultView, SavedView
from core.views.order import order_of
from core.views.scope import Scope

NAME = 60
MOST_COLUMNS = 30
DISPLAYS = ("table", "board", "calendar")
FIELDS = ("name", "columns", "sort", "criteria", "group_by", "figures", "display", "team_id",
          "for_everybody", "position")  # fmt: skip


async def save_view(
    session: AsyncSession, actor: Actor, kind: str, **values: Any
) -> SavedView:  # fmt: skip
    """Keep a list as a view of one's own, shared if `team_id` or `for_everybody` says so.

    `values` are columns of SavedView (`FIELDS`), `name`, `columns` and `sort` needed. Raises
    Invalid, CriterionRefused, CriterionUnclear, ColumnRefused, NotSortable.
    """
    require(policies.can_save(actor))
    view = SavedView(module=kind, owner_id=actor.staff_id, **_known(values))
    scope = await queries.open_list(session, actor, kind)
    _check(view, scope)
    require(policies.can_share(actor, view))
    session.add(view)
    await session.flush()
    await record(session, actor, ViewSaved(
        view.id, kind, view.name, team_id=view.team_id, for_everybody=view.for_everybody,
    ))  # fmt: skip
    return view


async def change_view(
    session: AsyncSession, actor: Actor, view_id: UUID, *, version: int | None = None, **values: Any
) -> SavedView:
    """Change a view; raises NotFound, NotAllowed, Changed and what `save_view` raises."""
    view = await queries.get_view(session, actor, view_id, lock=True)
    require(policies.can_change(actor, view))
    check_version(view.version, version)
    changes = {name: [plain(getattr(view, name)), plain(value)]
               for name, value in _known(values).items() if getattr(view, name) != value}  # fmt: skip
    for name in changes:
        setattr(view, name, values[name])
    _check(view, await queries.open_list(session, actor, view.module))
    if {"team_id", "for_everybody"} & changes.keys():
        require(policies.can_share(actor, view))
    if changes:
        await record(session, actor, ViewChanged(view.id, view.module, view.name, changes=changes))
    return view


async def archive_view(session: AsyncSession, actor: Actor, view_id: UUID) -> SavedView:
    """Put a view away; lists that opened with it open with their built-in one."""
    view = await queries.get_view(session, actor, view_id, lock=True)
    require(policies.can_change(actor, view))
    view.archived_at = clock.now()
    await session.execute(sa.delete(DefaultView).where(DefaultView.view_id == view.id))
    await record(session, actor, ViewArchived(view.id, view.module, view.name))
    return view


async def restore_view(session: AsyncSession, actor: Actor, view_id: UUID) -> SavedView:
    """Bring a view back; raises NotFound for another's, and when it was never put away."""
    view = await session.scalar(
        sa.select(SavedView)
        .where(SavedView.id == view_id, SavedView.archived_at.is_not(None))
        .with_for_update()
    )
    require(view is not None and policies.can_change(actor, view))
    assert view is not None
    view.archived_at = None
    await record(session, actor, ViewRestored(view.id, view.module, view.name))
    return view


async def choose_default(
    session: AsyncSession, actor: Actor, kind: str, view_id: UUID | None, *,
    for_everybody: bool = False,
) -> None:  # fmt: skip
    """Let a list open with a view, None: with its built-in one; for oneself or for everybody."""
    require(policies.can_save(actor))
    require(not for_everybody or policies.can_share_with_everybody(actor))
    if view_id is not None:
        view = await queries.get_view(session, actor, view_id)
        if view.module != kind or (for_everybody and not view.for_everybody):
            raise Invalid(_("Share the view with everybody first."))
    whose = None if for_everybody else actor.staff_id
    await session.execute(
        sa.delete(DefaultView).where(
            DefaultView.module == kind, DefaultView.staff_id.is_not_distinct_from(whose)
        )
    )
    if view_id is not None:
        session.add(DefaultView(module=kind, staff_id=whose, view_id=view_id))
    await record(session, actor, DefaultViewChosen(kind, view_id, for_everybody=for_everybody))


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"a view has no {', '.join(sorted(unknown))}")
    return dict(values)


def _check(view: SavedView, scope: Scope) -> None:
    """Raise what is wrong with a view as its saver sees the list; keep its name to one line."""
    view.name = one_line(view.name or "")[:NAME]
    if not view.name:
        raise Invalid(_("Give the view a name."), field="name")
    if not view.columns or len(view.columns) > MOST_COLUMNS:
        raise Invalid(_("Choose at least one column."), field="columns")
    if unknown := [name for name in view.columns if name not in scope.columns]:
        raise ColumnRefused(column=unknown[0])
    if (view.display or "table") not in DISPLAYS:
        raise Invalid(_("Choose how the list is shown."), field="display")
    order_of(scope, sort_of(view))
    check(view.criteria, scope)
    if view.group_by:
        grouped_by(scope, view.group_by)
    check_figures(view.figures or [], scope)


def sort_of(view: SavedView) -> str:
    """Return a view's order as "name" or "-name"."""
    return f"{'-' if view.sort.get('down') else ''}{view.sort.get('by', '')}"


def as_sort(text: str) -> dict[str, Any]:
    """Return an order as views keep it."""
    return {"by": text.removeprefix("-"), "down": text.startswith("-")}

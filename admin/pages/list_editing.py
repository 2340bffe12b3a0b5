"""Making and changing a view: its columns, criteria, order, figures, whom it is shown to."""

from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.list_asking import asked_of
from admin.pages.list_criteria import Fields, fields_of_criterion, filters_of, typed_criterion
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import Actor, require
from core.errors import DomainError, NotFound
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.staff.queries import active_teams
from core.views import policies, saving
from core.views.criteria import Tree, criteria_of, label_of
from core.views.figures import MAKES, MOST
from core.views.models import SavedView
from core.views.operators import NEEDS_NONE
from core.views.queries import get_view, open_list, views_of
from core.views.scope import Scope
from core.views.shown import Shown, shown_of

Lines = list[tuple[dict[str, Any], bool]]
"""Criteria in order, each with whether it belongs together with the one above."""


def lines_of(tree: Tree) -> tuple[str, Lines]:
    """Return how the groups of a tree are joined ("all", "any"), and its criteria as lines.

    Groups of criteria one below another; a deeper tree is laid flat.
    """
    match = "any" if isinstance(tree.get("any"), list) else "all"
    if match == "any" and not any("column" not in node for node in tree["any"]):
        return "all", [(one, at > 0) for at, one in enumerate(tree["any"])]
    found: Lines = []
    for node in tree.get(match, ()):
        group = criteria_of(node)
        found += [(one, at > 0) for at, one in enumerate(group)]
    return match, found


def tree_of(match: str, lines: Lines) -> Tree:
    """Return lines as a tree: groups joined by `match`, within each by the other."""
    groups: list[list[dict[str, Any]]] = []
    for one, joined in lines:
        if joined and groups:
            groups[-1].append(one)
        else:
            groups.append([one])
    match, other = ("any", "all") if match == "any" else ("all", "any")
    nodes = [group[0] if len(group) == 1 else {other: group} for group in groups]
    return {match: nodes} if nodes else {}


async def editor(request: Request) -> Response:
    """GET /app/lists/{kind}/view?id=… | ?view=…&f.…: a view to change, or a new one of a list."""
    async with reading(request) as (session, actor):
        require(policies.can_save(actor))
        scope = await open_list(session, actor, request.path_params["kind"])
        views = await views_of(session, actor, scope.module.kind)
        identity = parse_id(request.query_params.get("id", ""))
        shown = shown_of(scope, views, str(identity) if identity else
                         request.query_params.get("view"))  # fmt: skip
        if identity is not None:
            if shown.saved is None or not policies.can_change(actor, shown.saved):
                raise NotFound
            is_default = views.default == identity
            return await _page(request, session, actor, scope, shown, shown.saved, is_default)
        asked = asked_of(scope.module, request.query_params)
        tree: Tree = {"all": [*_parts(shown.criteria), *asked.criteria]}
        made = replace(shown, criteria=tree, sort=asked.sort or shown.sort, name="", saved=None)
        return await _page(request, session, actor, scope, made)


def _parts(tree: Tree) -> list[Any]:
    return list(tree["all"]) if "all" in tree else [tree] if tree else []


async def _page(
    request: Request, session: AsyncSession, actor: Actor, scope: Scope, shown: Shown,
    saved: SavedView | None = None, is_default: bool = False, refusal: DomainError | None = None,
) -> Response:  # fmt: skip
    match, lines = lines_of(shown.criteria)
    drawn = [(await _fields(session, scope, one, f"c{at}."), joined)
             for at, (one, joined) in enumerate(lines)]  # fmt: skip
    rest = [one for one in scope.columns if one not in shown.columns]
    columns = [(name, label_of(scope.columns[name]), name in shown.columns)
               for name in (*shown.columns, *rest)]  # fmt: skip
    figures = [*shown.figures, *({} for _n in range(MOST))][:MOST]
    teams = [(team.id, team.name) for team in await active_teams(session)
             if team.id in actor.team_ids or policies.can_share_with_everybody(actor)]  # fmt: skip
    return await show(
        request, session, "list_view.html", 422 if refusal else 200, module=scope.module,
        view=shown, saved=saved, columns=columns, match=match, lines=drawn,
        filters=filters_of(scope), sorts=_named(scope, lambda one: one.sort is not None),
        groupings=_named(scope, lambda one: one.groups),
        summed=_named(scope, lambda one: one.sums and not one.key),
        figures=[(one, await _figure_fields(session, scope, one, at))
                 for at, one in enumerate(figures)],
        makes=[(key, _(words)) for key, words in MAKES.items()], teams=teams,
        may_share=policies.can_share_with_everybody(actor), is_default=is_default,
        **refusal_of(refusal),
    )  # fmt: skip


async def _fields(
    session: AsyncSession, scope: Scope, one: dict[str, Any], prefix: str
) -> Fields | None:
    return await fields_of_criterion(session, scope, one, prefix)


async def _figure_fields(
    session: AsyncSession, scope: Scope, figure: dict[str, Any], at: int
) -> Fields | None:
    criteria = criteria_of(figure.get("criteria"))
    return await _fields(session, scope, criteria[0], f"f{at}.") if criteria else None


def _named(scope: Scope, wanted: Any) -> list[tuple[str, str]]:
    return [(one.name, label_of(one)) for one in scope.columns.values() if wanted(one)]


def read_view(scope: Scope, form: Form) -> dict[str, Any]:
    """Return what the editor's form says, as `saving.save_view` takes it."""
    lines: Lines = []
    for key in form.lists.get("line", ()):
        one = _line(scope, form, f"c{key[:20]}.")
        if one is not None:
            lines.append((one, form.ticked(f"c{key[:20]}.join")))
    share = form.text("share")
    return {
        "name": form.text("name", limit=saving.NAME),
        "columns": form.lists.get("columns", []),
        "sort": {"by": form.text("sort"), "down": form.ticked("down")},
        "criteria": tree_of(form.text("match"), lines),
        "group_by": form.text("group_by") or None,
        "figures": [one for at in range(MOST) if (one := _figure(scope, form, at))],
        "team_id": parse_id(share), "for_everybody": share == "everybody",
    }  # fmt: skip


def _line(scope: Scope, form: Form, prefix: str) -> dict[str, Any] | None:
    column, op = form.text(f"{prefix}column"), form.text(f"{prefix}op")
    if not column:
        return None
    values = form.lists.get(f"{prefix}value_id") or form.lists.get(f"{prefix}value", [])
    if op not in NEEDS_NONE and not any(values) and not op:
        return None
    return typed_criterion(scope, column, op, values)


def _figure(scope: Scope, form: Form, at: int) -> dict[str, Any] | None:
    make = form.text(f"f{at}.make")
    if not make:
        return None
    made: dict[str, Any] = {"make": make, "label": form.text(f"f{at}.label", limit=60)}
    if make != "count":
        made["column"] = form.text(f"f{at}.of")
    if one := _line(scope, form, f"f{at}."):
        made["criteria"] = {"all": [one]}
    return made


async def save(request: Request) -> Response:
    """POST /app/lists/{kind}/view: save a new view, or with `id` change one."""
    form = await read_form(request, max_fields=400)
    kind = request.path_params["kind"]
    try:
        async with writing(request) as (session, actor):
            scope = await open_list(session, actor, kind)
            values = read_view(scope, form)
            if identity := form.id("id"):
                view = await saving.change_view(
                    session, actor, identity, version=form.number("version"), **values
                )
            else:
                view = await saving.save_view(session, actor, kind, **values)
            await _open_with(session, actor, kind, view, form)
            identity = view.id
    except DomainError as refusal:
        return await _again(request, form, refusal)
    return see_other(scope.module.path, view=identity, done="view_saved")


async def _open_with(
    session: AsyncSession, actor: Actor, kind: str, view: SavedView, form: Form
) -> None:
    """Let the list open with the view, or no more, as ticked."""
    await session.flush()
    views = await views_of(session, actor, kind)
    if form.ticked("default") != (views.default == view.id):
        chosen = view.id if form.ticked("default") else None
        await saving.choose_default(session, actor, kind, chosen)
    if form.ticked("default_for_everybody"):
        await saving.choose_default(session, actor, kind, view.id, for_everybody=True)


async def _again(request: Request, form: Form, refusal: DomainError) -> Response:
    async with reading(request) as (session, actor):
        scope = await open_list(session, actor, request.path_params["kind"])
        values = read_view(scope, form)
        identity = form.id("id")
        saved = await get_view(session, actor, identity) if identity else None
        sort = f"{'-' if values['sort']['down'] else ''}{values['sort']['by']}"
        shown = Shown(
            str(identity or ""), values["name"],
            tuple(name for name in values["columns"] if name in scope.columns), sort,
            values["criteria"], values["group_by"], tuple(values["figures"]), "table", "", saved,
        )  # fmt: skip
        return await _page(
            request, session, actor, scope, shown, saved, form.ticked("default"), refusal
        )


async def archive(request: Request) -> Response:
    """POST /app/lists/{kind}/view/{id}/{verb}: put a view away, or bring it back."""
    identity, verb = parse_id(request.path_params["id"]), request.path_params["verb"]
    change = {"archive": saving.archive_view, "restore": saving.restore_view}.get(verb)
    if identity is None or change is None:
        raise NotFound
    async with writing(request) as (session, actor):
        view = await change(session, actor, identity)
        scope = await open_list(session, actor, view.module)
    gone = verb == "archive"
    return see_other(
        scope.module.path, done="view_archived" if gone else "view_restored",
        view=None if gone else identity,
    )  # fmt: skip


ROUTES = [
    Route("/app/lists/{kind}/view", editor),
    Route("/app/lists/{kind}/view", save, methods=["POST"]),
    Route("/app/lists/{kind}/view/{id}/{verb}", archive, methods=["POST"]),
]

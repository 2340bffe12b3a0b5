"""The configuration console at /settings: sqladmin's views inside our frame, sign-in and guards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqladmin import Admin
from sqladmin.authentication import AuthenticationBackend, login_required
from sqladmin.i18n import gettext, set_locale
from sqlalchemy.ext.asyncio import async_sessionmaker
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from admin import console_words
from admin.base import COUNT_LIMIT, ConfigView, present_request, quiet_refusals
from admin.navigation import CONSOLE_PATH, sections_for
from admin.notices import done_in, refusal_in, refused_at
from admin.pages.errors import EXCEPTION_HANDLERS
from admin.pages.rendering import actor_of, see_other
from admin.pages.serving import SignInNeeded, reading, show
from core.errors import DomainError, NotFound
from core.kit.i18n import language
from core.kit.ids import parse_id
from core.startup import App

KEPT = ("statics", "index", "list", "details", "create", "edit", "export")
"""sqladmin's routes that stay; its sign-in, deletion, import and files do not exist."""


class PanelSession(AuthenticationBackend):
    """Our server-side session instead of sqladmin's signed cookie."""

    def __init__(self) -> None:
        self.middlewares = []

    async def authenticate(self, request: Request) -> bool:
        """Lead to our sign-in page unless somebody is signed in."""
        if actor_of(request) is None:
            raise SignInNeeded
        return True

    async def get_user_id(self, request: Request) -> Any:
        """Return the actor's id."""
        actor = actor_of(request)
        return actor.id if actor else None


_NOTHING_MORE: Mapping[str, Any] = {
    "more_facts": (), "more_links": (), "facts_first": False, "child_list": None,
}  # fmt: skip
"""What a view's `extras` may say."""


class Pages:
    """What sqladmin calls to render a template: our environment and frame."""

    def __init__(self, views: Sequence[type[ConfigView]]) -> None:
        self.views = views

    async def TemplateResponse(  # noqa: N802 - sqladmin's name
        self, request: Request, name: str, context: dict[str, Any] | None = None,
        status_code: int = 200,
    ) -> Response:  # fmt: skip
        """Render a page of the console."""
        given = {**(context or {}), **getattr(request.state, "extras", {})}
        refusal = given.pop("error", None) or refusal_in(request)
        async with reading(request) as (session, actor):
            return await show(
                request, session, name, status_code, refusal=refusal, done=done_in(request),
                wrong_field=getattr(request.state, "wrong_field", ""),
                sections=sections_for(actor, self.views), words=gettext,
                count_limit=COUNT_LIMIT, **{**_NOTHING_MORE, **given},
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list: its address (or none) and its cells in the order of the columns."""

    href: str
    cells: list[Any]


class Localised:
    """Sets sqladmin's language to the reader's, and remembers the request for its views."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        set_locale(language())
        present_request.set(Request(scope, receive))
        await self.app(scope, receive, send)


class Console(Admin):
    """sqladmin without its sessions, cookies, templates and writing."""

    def __init__(self, web: Starlette, app: App, views: Sequence[type[ConfigView]]) -> None:
        self.installation = app
        self.view_classes = views
        super().__init__(
            web,
            # A maker of its own, since sqladmin configures it; read-only, so nothing slips by.
            session_maker=async_sessionmaker(
                app.sessions.read_engine, expire_on_commit=False, info=app.sessions.info
            ),
            base_url=CONSOLE_PATH,
            authentication_backend=PanelSession(),
        )
        kept = [route for route in self.admin.router.routes if getattr(route, "name", "") in KEPT]
        kept.append(Route("/{identity}/do/{act}/{pk}", self.do, methods=["POST"], name="do"))
        self.admin.router.routes = kept
        self.admin.exception_handlers = dict(EXCEPTION_HANDLERS)
        self.admin.add_middleware(Localised)
        for view in views:
            self.add_view(view)
        quiet_refusals()
        console_words.register()

    def init_templating_engine(self) -> Any:
        """Use our own environment."""
        return Pages(self.view_classes)

    def _view(self, request: Request) -> ConfigView:
        view = self._find_model_view(request.path_params["identity"])
        assert isinstance(view, ConfigView)
        return view

    @login_required
    async def index(self, request: Request) -> Response:
        """GET /settings/: what can be set, for whoever may."""
        return await self.templates.TemplateResponse(request, "sqladmin/index.html")

    @login_required
    async def list(self, request: Request) -> Response:
        """GET /settings/{identity}/list"""
        await self._list(request)
        view = self._view(request)
        page = await view.list(request)
        context = {
            "view": view,
            "page": page,
            "heads": [view._column_labels.get(name, name) for name in view._list_prop_names],
            "lines": [await self._line(request, view, row) for row in page.rows],
            "search": request.query_params.get("search", ""),
            "only": {one.name: request.query_params.get(one.name, "") for one in view.filters},
        }
        return await self.templates.TemplateResponse(request, "sqladmin/list.html", context)

    async def _line(self, request: Request, view: ConfigView, row: Any) -> Line:
        cells = [
            (await view.get_list_value(row, name, request))[1] for name in view._list_prop_names
        ]
        return Line(self._address(view, row.id), cells)

    def _address(self, view: ConfigView, row_id: Any) -> str:
        way = "edit" if view.can_edit else "details"
        return f"{CONSOLE_PATH}/{view.identity}/{way}/{row_id}"

    @login_required
    async def details(self, request: Request) -> Response:
        """GET /settings/{identity}/details/{pk}"""
        await self._details(request)
        view = self._view(request)
        row = await view.get_object_for_details(request)
        if row is None:
            raise NotFound
        shown = [
            (view._column_labels.get(name, name), (await view.get_detail_value(row, name, request))[1])
            for name in view._details_prop_names
        ]  # fmt: skip
        context = {"view": view, "row": row, "shown": shown, **await view.extras(request, row)}
        return await self.templates.TemplateResponse(request, view.details_template, context)

    @login_required
    async def create(self, request: Request) -> Response:
        """GET and POST /settings/{identity}/create"""
        return await self._with_view(request, super().create)

    @login_required
    async def edit(self, request: Request) -> Response:
        """GET and POST /settings/{identity}/edit/{pk}"""
        return await self._with_view(request, super().edit)

    async def _with_view(self, request: Request, serve: Any) -> Response:
        view = self._view(request)
        row_id = parse_id(request.path_params.get("pk", ""))
        request.state.extras = {}
        if row_id is not None:
            row = await view.get_object_for_details(request)
            if row is None:
                raise NotFound
            request.state.extras = {"row": row, **await view.extras(request, row)}
        response: Response = await serve(request)
        return response

    @login_required
    async def export(self, request: Request) -> Response:
        """GET /settings/{identity}/export/csv: what the list shows, at most `EXPORT_LIMIT` rows."""
        response: Response = await super().export(request)
        return response

    @login_required
    async def do(self, request: Request) -> Response:
        """POST /settings/{identity}/do/{act}/{pk}: a button on a row's page."""
        view = self._view(request)
        act = next((one for one in view.acts if one.name == request.path_params["act"]), None)
        row_id = parse_id(request.path_params["pk"])
        if not view.is_accessible(request) or act is None or row_id is None:
            raise HTTPException(404)
        address = self._address(view, row_id)
        try:
            await view.run(request, lambda session, actor: act.run(session, actor, row_id))
        except DomainError as refusal:
            return see_other(refused_at(request, address, refusal))
        exists = await view._run_query(view._stmt_by_identifier(str(row_id)))
        back = address if exists else f"{CONSOLE_PATH}/{view.identity}/list"
        return see_other(back, done=act.done)

    @staticmethod
    def get_save_redirect_url(request: Request, form: Any, model_view: Any, obj: Any) -> str:
        """After saving: the list, which says so."""
        done = getattr(model_view, "saved_code", "saved")
        return f"{CONSOLE_PATH}/{model_view.identity}/list?done={done}"

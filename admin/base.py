"""sqladmin's views as our console uses them: reading in pages, writing through services only.

sqladmin would commit in a session of its own and show whatever an exception says. Here it gets
read-only sessions; `ServiceView` hands each change to a service in our transaction, and refusals
come back as sentences.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from markupsafe import Markup
from sqladmin import ModelView
from sqladmin.pagination import Pagination
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from admin.fields import Form, form_of
from admin.pages.rendering import actor_of
from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import Changed, DomainError, Invalid
from core.kit import formatting
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.text import one_line

log = logging.getLogger(__name__)

present_request: ContextVar[Request] = ContextVar("present_request")
"""The request being served: sqladmin asks for a form and for exported cells without telling it."""

COUNT_LIMIT = 1000
EXPORT_LIMIT = 10_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FormRefusal(Exception):
    """str() of it is the sentence that is shown above the form."""


@dataclass(frozen=True)
class Act:
    """A button on a row's page: a POST that calls a service in one transaction.

    `fits` tells whether it makes sense for this row; `confirm` is asked first; words are msgids.
    """

    name: str
    label: str
    run: Callable[[AsyncSession, Actor, UUID], Awaitable[Any]]
    fits: Callable[[Any], bool] = lambda _row: True
    confirm: str = ""
    done: str = "carried_out"


@dataclass(frozen=True)
class Filter:
    """A choice above the list. `options` gives (value, words) now; `narrow` applies a value."""

    name: str
    label: str
    options: Callable[[], list[tuple[str, str]]]
    narrow: Callable[[Any, str], Any]


class Translated(dict[str, str]):
    """Msgids by column, answered in the reader's language."""

    def get(self, key: str, default: Any = None) -> Any:
        """Return the words for a column."""
        return _(self[key]) if key in self else default


class ConfigView(ModelView):
    """Rows to look at. Set `right`, `name`, `name_plural`, `about`, columns and labels (msgids)."""

    right: ClassVar[Permission]
    about: ClassVar[str] = ""
    none_yet: ClassVar[str] = ""
    new_label: ClassVar[str] = ""
    icon: ClassVar[str] = "settings"
    filters: ClassVar[tuple[Filter, ...]] = ()
    acts: ClassVar[tuple[Act, ...]] = ()
    list_loads: ClassVar[tuple[Any, ...]] = ()
    """Columns the list needs; everything else stays in the database."""

    can_create = can_edit = can_delete = can_import = False
    can_view_details = can_export = True
    export_types: ClassVar[list[str]] = ["csv"]
    export_max_rows = EXPORT_LIMIT
    use_pretty_export = True
    page_size = 25
    page_size_options: ClassVar[list[int]] = [25, 50, 100]
    details_template = "sqladmin/details.html"

    def __init__(self) -> None:
        super().__init__()
        self._column_labels = Translated(self._column_labels)

    def is_accessible(self, request: Request) -> bool:
        """Whoever lacks the right does not see that the view exists."""
        actor = actor_of(request)
        return actor is not None and actor.may(self.right)

    def list_query(self, request: Request) -> Any:
        """Select only what the list shows."""
        query: Any = sa.select(self.model)
        return query.options(load_only(*self.list_loads)) if self.list_loads else query

    def narrowed(self, request: Request) -> Any:
        """Return the list's query with the search and filters of a request."""
        query = self.list_query(request)
        for one in self.filters:
            given = request.query_params.get(one.name, "")
            query = one.narrow(query, given if given in dict(one.options()) else "")
        if term := one_line(request.query_params.get("search", ""))[:100]:
            query = self.search_query(query, term)
        return query

    def search_query(self, stmt: Any, term: str) -> Any:
        """Find the words in any searchable column; `%` and `_` are only signs."""
        return stmt.where(
            sa.or_(
                *(getattr(self.model, name).icontains(term, autoescape=True)
                  for name in self._search_fields)
            )
        )  # fmt: skip

    async def list(self, request: Request) -> Pagination:
        """Return one page; counts no further than `COUNT_LIMIT` rows."""
        query = self.narrowed(request)
        page = max(1, self.validate_page_number(request.query_params.get("page"), 1))
        counted = query.with_only_columns(self.pk_columns[0], maintain_column_froms=True)
        counted = counted.order_by(None).limit(COUNT_LIMIT).subquery()
        (count,) = await self._run_query(sa.select(sa.func.count()).select_from(counted))
        page = min(page, Pagination.max_page(count, self.page_size))
        for relation in self._list_relations:
            query = query.options(sa.orm.selectinload(relation))
        query = self.sort_query(query, request)
        rows = await self._run_query(
            query.limit(self.page_size).offset((page - 1) * self.page_size)
        )
        return Pagination(rows=rows, page=page, page_size=self.page_size, count=count)

    async def get_model_objects(self, request: Request, limit: int | None = 0) -> Any:
        """Return the rows to export: what the list shows with its search and filters."""
        query = self.sort_query(self.narrowed(request), request).limit(limit or EXPORT_LIMIT)
        for relation in self._list_relations:
            query = query.options(sa.orm.selectinload(relation))
        return await self._run_query(query)

    async def custom_export_cell(self, row: Any, name: str, value: Any) -> str:
        """Return a cell as text that no spreadsheet takes for a formula."""
        _value, shown = await self.get_list_value(row, name, present_request.get())
        return safe_cell(plain_text(shown))

    def _stmt_by_identifier(self, identifier: str) -> Any:
        """An address that names no row is 404, not an error."""
        row_id = parse_id(identifier)
        return sa.select(self.model).where(
            sa.false() if row_id is None else self.model.id == row_id  # type: ignore[attr-defined]
        )

    def _default_formatter(self, value: Any) -> Any:
        return shown(value)

    def _default_formatter_detail(self, value: Any) -> Any:
        return shown(value)

    def row_title(self, row: Any) -> str:
        """Return what a row's page is called."""
        return str(row.name)

    def new_links(self) -> Sequence[tuple[str, str]]:
        """Return the ways to make a row: (query of the address, words)."""
        return [("", _(self.new_label))]

    def acts_for(self, row: Any) -> tuple[Act, ...]:
        """Return the buttons that fit a row."""
        return tuple(act for act in self.acts if act.fits(row))

    async def extras(self, request: Request, row: Any) -> Mapping[str, Any]:
        """Return what else a row's page shows."""
        return {}

    async def run(self, request: Request, work: Callable[[AsyncSession, Actor], Any]) -> Any:
        """Do a change in one transaction of ours; a lost race becomes the refusal Changed."""
        actor = actor_of(request)
        assert actor is not None
        try:
            async with request.state.app.sessions.begin() as session:
                return await work(session, actor)
        except StaleDataError:
            raise Changed from None


class ServiceView(ConfigView):
    """Rows to change. Override `create` or `change` to switch it on; nothing else writes."""

    can_view_details = False
    form_columns: ClassVar[list[str]] = ["id"]
    create_template = edit_template = "sqladmin/form.html"
    create: ClassVar[Any] = None
    change: ClassVar[Any] = None

    def __init_subclass__(cls, **options: Any) -> None:
        cls.can_create, cls.can_edit = cls.create is not None, cls.change is not None

    async def fields(self, session: AsyncSession, row: Any | None) -> dict[str, Any]:
        """Return the form's fields; `row` is None when creating."""
        raise NotImplementedError

    def values(self, row: Any) -> dict[str, Any]:
        """Return what the form shows of a row."""
        raise NotImplementedError

    async def scaffold_form(self, rules: Any = None) -> type[Form]:
        """Make the form in the reader's language, with the choices of this moment."""
        request = present_request.get()
        row = await self._form_object(request) if "pk" in request.path_params else None
        async with self.session_maker() as session:
            return form_of(await self.fields(session, row))

    def form_row(self, pk: str) -> Any:
        """Select the row of a form with what `fields` and `values` need, in one statement."""
        return self._stmt_by_identifier(pk)

    async def get_object_for_edit(self, request: Request) -> Any:
        """Return the row for the form's values."""
        return await self._form_object(request)

    async def get_object_for_details(self, request: Request) -> Any:
        """Return the same row when sqladmin asks whether it may be edited."""
        return await self._form_object(request)

    async def _form_object(self, request: Request) -> Any:
        """Return the row of a form, read once in a request; None when there is none."""
        pk = request.path_params["pk"]
        read: dict[str, Any] = request.scope.setdefault("form_rows", {})
        if pk not in read:
            async with self.session_maker() as session:
                read[pk] = (await session.scalars(self.form_row(pk))).unique().one_or_none()
        return read[pk]

    async def get_form_data_for_edit(self, obj: Any) -> dict[str, Any]:
        """Return the form's values and the version that the editor sees."""
        return {**self.values(obj), "version": str(getattr(obj, "version", ""))}

    async def insert_model(self, request: Request, data: dict[str, Any]) -> Any:
        """Create by the service."""
        return await self._save(request, lambda s, a: self.create(s, a, data))

    async def update_model(self, request: Request, pk: str, data: dict[str, Any]) -> Any:
        """Change by the service."""
        row_id = parse_id(pk)
        return await self._save(request, lambda s, a: self.change(s, a, row_id, data))

    async def delete_model(self, request: Request, pk: Any) -> None:
        """Nothing is deleted here; what a row allows are its acts."""
        raise HTTPException(405)

    async def _save(self, request: Request, work: Callable[[AsyncSession, Actor], Any]) -> Any:
        try:
            return await self.run(request, work)
        except DomainError as refusal:
            if isinstance(refusal, Invalid):
                request.state.wrong_field = refusal.field
            raise FormRefusal(refusal.sentence()) from None
        except Exception:  # sqladmin would show SQL and parameters to the person
            log.exception("%s could not be saved", type(self).__name__)
            sentence = _("Nothing was saved: something went wrong. Try again in a moment.")
            raise FormRefusal(sentence) from None


def badge(words: str, tone: str) -> Markup:
    """Return a state as a word with a colour."""
    return Markup('<span class="state state-{}">{}</span>').format(tone, words)


def version_of(data: Mapping[str, Any]) -> int | None:
    """Return the version the form was opened with."""
    found = str(data.get("version") or "")
    return int(found) if found.isdecimal() else None


def ids_of(values: Any) -> list[UUID]:
    """Return the ids ticked in a form."""
    return [found for one in values or () if (found := parse_id(str(one)))]


def shown(value: Any) -> Any:
    """Return a value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list | tuple | set):
        return ", ".join(str(item) for item in value)
    return value


def moment(value: datetime | None) -> str:
    """Return a moment in the reader's zone."""
    if value is None:
        return ""
    actor = actor_of(present_request.get())
    return formatting.moment(value, actor.zone if actor else "Europe/Helsinki")


def plain_text(cell: Any) -> str:
    """Return a cell without mark-up."""
    return cell.striptags() if isinstance(cell, Markup) else str(cell)


def safe_cell(text: str) -> str:
    """Return text that a spreadsheet shows instead of running it as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def quiet_refusals() -> None:
    """Keep sqladmin from logging a refusal as an error with a stack trace."""

    def unexpected(line: logging.LogRecord) -> bool:
        return not (line.exc_info and isinstance(line.exc_info[1], FormRefusal))

    logging.getLogger("sqladmin.application").addFilter(unexpected)

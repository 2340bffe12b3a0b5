"""A week of hours as a grid, of one's own or of somebody whose hours one may see or log."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.picking import customer_of, project_of
from admin.pages.rendering import safe_path, see_other
from admin.pages.serving import reading, refusal_of, show, writing
from admin.pages.small_rows import rows
from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import DomainError, NotFound
from core.kit import clock
from core.kit.formatting import day as day_text
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.people.queries import names_of
from core.settings.queries import Company, load_company
from core.staff.models import StaffMember
from core.staff.queries import get_member
from core.timesheets import policies, queries, service
from core.timesheets.absence_words import how_long, kind_words
from core.timesheets.approval_queries import week_state
from core.timesheets.grid import Grid, Named, RowKey, grid_of, named
from core.timesheets.locking import locked_through
from core.timesheets.models import WeekState
from core.timesheets.norm_queries import norms
from core.timesheets.queries import EntryLine
from core.timesheets.week_chart import table_of
from core.timesheets.week_lines import WeekStatus
from core.work.models import Project, WorkKind
from core.work.queries import project_names

Pair = tuple[UUID, str]
MOST_ROWS = 20
RECENT = 6


def monday_of(text: str, day: str, today: date) -> date:
    """Return the Monday of an ISO week (`2026-W14`), else of a day, else of this week."""
    for one in (f"{text}-1", day):
        try:
            return clock.week_of(date.fromisoformat(one))[0]
        except ValueError:
            continue
    return clock.week_of(today)[0]


def week_name(monday: date) -> str:
    """Return the ISO week as URLs have it."""
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02}"


def may_open(actor: Actor, who: UUID) -> bool:
    """Whoever sees a person's hours or logs for them opens their week."""
    return policies.can_see_hours_of(actor, who) or policies.can_log_for(actor, who)


def reader_of(actor: Actor, who: UUID) -> Actor:
    """Return the actor who reads a week: whoever logs for somebody sees what they change."""
    if policies.can_see_hours_of(actor, who):
        return actor
    return replace(actor, permissions=actor.permissions | {Permission.SEE_ALL_HOURS})


async def week(request: Request) -> Response:
    """GET /app/hours?week=2026-W14&who=<id>&day=&row=&copy=; with `add` a row is looked up."""
    if "add" not in request.query_params:
        return await week_page(request)
    asked = request.query_params
    form = Form(dict(asked))
    try:
        async with reading(request) as (session, actor):
            customer_id = await customer_of(session, actor, form)
            project_id = await project_of(session, form, customer_id)
            key = await _completed(
                session, RowKey(customer_id, project_id, form.id("work_kind_id"))
            )
    except DomainError as refusal:
        return await week_page(request, refusal)
    there = [("row", row) for row in [*rows_asked(request), str(key)]]
    given = [(name, asked[name]) for name in ("week", "who", "day") if asked.get(name)]
    return see_other("/app/hours?" + urlencode([*given, *there]))


async def _completed(session: AsyncSession, key: RowKey) -> RowKey:
    """A project's customer is its row's."""
    if key.project_id is None or key.customer_id is not None:
        return key
    project = await session.get(Project, key.project_id)
    return replace(key, customer_id=project.customer_id if project else None)


def rows_asked(request: Request) -> list[str]:
    """Return the empty rows that an address names, as it should name them."""
    found = (RowKey.read(text) for text in request.query_params.getlist("row")[:MOST_ROWS])
    return list(dict.fromkeys(str(key) for key in found if key is not None))


async def week_page(
    request: Request, refusal: DomainError | None = None, typed: dict[str, str] | None = None
) -> Response:
    """Return the page of a week; `typed` are cells that were refused, by their fields' names."""
    asked = request.query_params
    async with reading(request) as (session, actor):
        who = parse_id(asked.get("who", "")) or actor.staff_id
        person = await whose(session, actor, who)
        today = clock.today(person["member_zone"])
        monday = monday_of(asked.get("week", ""), asked.get("day", ""), today)
        company = await load_company(session)
        kinds = person["kinds"]
        grid, lines, recent = await _load(
            session, request, actor, who, monday, today, company, kinds
        )
        status = await week_state(session, who, monday)
        return await show(
            request, session, "hours.html", 422 if refusal else 200, grid=grid, lines=lines,
            recent=recent, today=today, week_status=status,
            locks=_locks(grid, status, company, today, person["may_log"]),
            shown=_shown(asked.get("day", ""), monday, today), cells=typed or {},
            typed=dict(asked) if refusal else {}, rows_asked=rows_asked(request),
            absence_kind=kind_words, absence_length=how_long,
            chart_rows=table_of(lines, monday),
            **person, **_around(monday), **refusal_of(refusal),
        )  # fmt: skip


async def whose(session: AsyncSession, actor: Actor, who: UUID) -> dict[str, Any]:
    """Return whose week it is, and what the reader may; raises NotFound when it is hidden."""
    if not may_open(actor, who):
        raise NotFound
    member = None if who == actor.id else await get_member(session, who)
    sees_all = actor.may(Permission.SEE_ALL_HOURS)
    people, kinds = await _choices(session)
    return {
        "who": who, "mine": member is None, "may_log": policies.can_log_for(actor, who),
        "member_name": member.name if member else actor.name,
        "member_zone": member.zone if member else actor.zone,
        "people": people if sees_all or actor.may(Permission.LOG_FOR_OTHERS) else [],
        "kinds": kinds,
        "reasons": member is None or sees_all or actor.may(Permission.MANAGE_HOURS),
    }  # fmt: skip


async def _choices(session: AsyncSession) -> tuple[list[Pair], list[Pair]]:
    """Return whom and which kinds of work the forms offer, by name: one statement."""
    lists = (
        rows("person", StaffMember.id, StaffMember.name).where(
            StaffMember.deactivated_at.is_(None)
        ),
        rows("kind", WorkKind.id, WorkKind.name).where(WorkKind.archived_at.is_(None)),
    )
    found: dict[str, list[Pair]] = {"person": [], "kind": []}
    for one in await session.execute(sa.union_all(*lists)):
        found[one.kind].append((one.id, one.words))
    people, kinds = (sorted(some, key=lambda one: one[1]) for some in found.values())
    return people, kinds


def _around(monday: date) -> dict[str, Any]:
    """Return a week's name and number, and its neighbours' names."""
    return {
        "week": week_name(monday), "before": week_name(monday - timedelta(days=7)),
        "after": week_name(monday + timedelta(days=7)), "number": monday.isocalendar().week,
    }  # fmt: skip


async def _load(
    session: AsyncSession, request: Request, actor: Actor, who: UUID, monday: date, today: date,
    company: Company, kinds: Sequence[tuple[UUID, str]],
) -> tuple[Grid, list[EntryLine], list[Named]]:  # fmt: skip
    """Return the grid, its entries, and rows used lately that are not in it."""
    reader, sunday = reader_of(actor, who), monday + timedelta(days=6)
    lines = await queries.entries_between(session, reader, monday, sunday, staff_id=who)
    found = await norms(session, [who], monday, sunday, company=company)
    more: list[Named] = []
    if "copy" in request.query_params:
        earlier = await queries.entries_between(
            session, reader, monday - timedelta(days=7), monday - timedelta(days=1), staff_id=who
        )
        more += named(earlier).items()
    more += await _asked_rows(session, rows_asked(request), dict(kinds))
    last = await queries.last_entries(session, reader, who, limit=40)
    grid = grid_of(who, monday, lines, found, today=today, language=actor.language, more=more)
    there = {row.key for row in grid.rows}
    recent = [row for row in named(last).items() if row[0] not in there and any(row[1])]
    return grid, lines, recent[:RECENT]


async def _asked_rows(
    session: AsyncSession, rows: Iterable[str], kinds: dict[UUID, str]
) -> list[Named]:
    """Return the empty rows that the address names; what names nothing is left out."""
    keys = [key for text in rows if (key := RowKey.read(text)) is not None]
    customers = await names_of(session, {key.customer_id for key in keys if key.customer_id})
    projects = await project_names(session, {key.project_id for key in keys if key.project_id})
    return [
        (key, (
            customers.get(key.customer_id) if key.customer_id else None,
            projects.get(key.project_id) if key.project_id else None,
            kinds.get(key.work_kind_id) if key.work_kind_id else None,
        ))
        for key in keys
    ]  # fmt: skip


def _locks(
    grid: Grid, status: WeekStatus, company: Company, today: date, may_log: bool
) -> list[str]:
    """Return why each day cannot be changed; '' where it can."""
    through = locked_through(company, today)

    def reason(day: date) -> str:
        if status.state == WeekState.APPROVED:
            sentence = _("The week is approved ({name}). Ask for it to be opened again.")
            return sentence.format(name=status.by or "Apuri")
        if through is not None and day <= through:
            return _("Hours are locked through {day}.").format(day=day_text(through))
        if not may_log:
            return _("You may look at these hours, not change them.")
        return _("This day is still to come.") if day > today else ""

    return [reason(one.day) for one in grid.days]


def _shown(text: str, monday: date, today: date) -> int:
    """Return which day a phone shows: the one asked for, else today, else Monday."""
    for one in (text, today.isoformat()):
        try:
            step = (date.fromisoformat(one) - monday).days
        except ValueError:
            continue
        if 0 <= step < 7:
            return step
    return 0


async def timer(request: Request) -> Response:
    """POST /app/hours/timer: start (for a customer, project or task) or stop my clock."""
    form = await read_form(request)
    stops = form.text("verb") == "stop"
    try:
        async with writing(request) as (session, actor):
            if stops:
                await service.stop_timer(session, actor)
            else:
                await service.start_timer(
                    session, actor, customer_id=form.id("customer_id"),
                    project_id=form.id("project_id"), task_id=form.id("task_id"),
                )  # fmt: skip
    except DomainError as refusal:
        return await week_page(request, refusal)
    return see_other(
        safe_path(form.typed.get("back"), "/app/hours"),
        done="timer_stopped" if stops else "timer_started",
    )


ROUTES = [
    Route("/app/hours", week),
    Route("/app/hours/timer", timer, methods=["POST"]),
]

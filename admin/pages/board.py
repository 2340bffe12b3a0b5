"""Tasks as a board: a lane for each stage of a workflow, moved by dragging or by a menu, live."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from admin.pages.forms import read_form
from admin.pages.rendering import render, see_other
from admin.pages.serving import reading, show, signed_in, writing
from core.access.actor import Actor
from core.errors import DomainError, NotFound
from core.kit import clock
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.views.boarding import Filled, Lane, read_lanes
from core.views.listing import Wanted
from core.views.queries import open_list
from core.work import service
from core.work.boards import BoardPlan, board_plan
from core.work.models import Task

PATH = "/app/tasks/board"
COLUMNS = ("title", "customer", "doer", "due_on", "priority", "percent", "is_open")
STREAM = "board"


async def board(request: Request) -> Response:
    """GET /app/tasks/board?workflow=&q=&mine="""
    async with reading(request) as (session, actor):
        plan, lanes = await _read(request, session, actor)
        context: dict[str, Any] = {
            "plan": plan, "lanes": lanes, "asked": _asked(request, plan),
            "workflows": [(one.id, one.name) for one in plan.workflows],
            "today": clock.today(actor.zone),
        }  # fmt: skip
        return await show(request, session, "board.html", **context)


async def lanes(request: Request) -> Response:
    """GET /app/tasks/board/lanes: the lanes alone, after a change."""
    async with reading(request) as (session, actor):
        plan, found = await _read(request, session, actor)
    return render(
        request, "parts/board_lanes.html", plan=plan, lanes=found, asked=_asked(request, plan),
        today=clock.today(actor.zone),
    )  # fmt: skip


async def more(request: Request) -> Response:
    """GET /app/tasks/board/more?lane=&cursor=: further cards of one lane."""
    lane = parse_id(request.query_params.get("lane", ""))
    async with reading(request) as (session, actor):
        plan, found = await _read(request, session, actor, lane)
    if not found:
        raise NotFound
    return render(
        request, "parts/board_cards.html", plan=plan, lane=found[0], asked=_asked(request, plan),
        today=clock.today(actor.zone),
    )  # fmt: skip


def _asked(request: Request, plan: BoardPlan) -> dict[str, Any]:
    """Return what addresses of the same board bear."""
    asked = request.query_params
    return {
        "workflow": plan.workflow.id, "q": asked.get("q", "")[:200],
        "mine": "1" if asked.get("mine") else None,
    }  # fmt: skip


async def _read(
    request: Request, session: AsyncSession, actor: Actor, only: UUID | None = None
) -> tuple[BoardPlan, list[Filled]]:
    asked = request.query_params
    plan = await board_plan(session, actor, parse_id(asked.get("workflow", "")))
    scope = await open_list(session, actor, "task")
    mine = {"all": [{"column": "doer", "op": "is", "value": "me"}]} if asked.get("mine") else {}
    wanted = Wanted("-created", (mine,), asked.get("q", ""), COLUMNS)
    shown = [stage for stage in plan.stages if only in (None, stage.id)]
    lanes = [Lane(str(stage.id), Task.stage_id == stage.id) for stage in shown]
    cursors = {str(only): asked.get("cursor", "")} if only else None
    return plan, await read_lanes(session, scope, wanted, lanes, cursors)


async def move(request: Request) -> Response:
    """POST /app/tasks/board/move: JSON for the page's script, a redirect without it."""
    form = await read_form(request)
    task_id, stage_id = form.id("task_id"), form.id("stage_id")
    by_script = "application/json" in request.headers.get("accept", "")
    try:
        async with writing(request) as (session, actor):
            if task_id is None or stage_id is None:
                raise NotFound
            task = await service.move_task(
                session, actor, task_id, stage_id=stage_id, version=form.number("version")
            )
            said = _("{title}: {stage}").format(title=task.title, stage=task.stage.name)
            version, workflow_id = task.version, task.workflow_id
    except DomainError as refusal:
        if by_script:
            return JSONResponse({"why": refusal.sentence()}, 422)
        raise
    if by_script:
        return JSONResponse({"said": said, "version": version})
    return see_other(PATH, workflow=workflow_id)


async def stream(request: Request) -> Response:
    """GET /app/tasks/board/stream: says when something on boards changed."""
    signed_in(request)
    return StreamingResponse(
        request.app.state.streams.listen(STREAM), media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )  # fmt: skip


ROUTES = [
    Route(PATH, board),
    Route(PATH + "/lanes", lanes),
    Route(PATH + "/more", more),
    Route(PATH + "/stream", stream),
    Route(PATH + "/move", move, methods=["POST"]),
]

"""The chat page: lines, saying something, pressing a button, events."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from admin.pages.forms import Form, read_form
from admin.pages.rendering import render, see_other
from admin.pages.serving import reading, refusal_of, show, signed_in, writing
from core.access.actor import Actor, system
from core.assistant import keyboard, transcript
from core.assistant.models import ChatLine
from core.errors import DomainError, Invalid, NotFound
from core.files import service as files
from core.inbox import service as inbox
from core.kit.drawing import draw_png
from core.kit.i18n import _, use_language
from core.kit.ids import new_id, parse_id
from core.sources import service as sources
from core.sources.models import SourceKind
from core.staff import queries as staff
from core.staff.models import StaffMember

FILE_LIMIT = 20_000_000
MAX_TEXT = 10_000


async def _speaker(request: Request, session: AsyncSession, actor: Actor) -> UUID:
    """Return whose chat this is: one's own; in the demo any persona's (`?as=`)."""
    wanted = parse_id(request.query_params.get("as", ""))
    if wanted is None or not request.state.app.is_demo:
        return actor.staff_id
    return (await staff.get_member(session, wanted)).id


async def _personas(request: Request, session: AsyncSession) -> Sequence[StaffMember]:
    if not request.state.app.is_demo:
        return ()
    return await staff.active_members(session)


def _keys(personas: Sequence[StaffMember], speaker: UUID) -> tuple[str, ...]:
    """Return the labels of the keys in the language of who speaks."""
    spoken = next((one.language for one in personas if one.id == speaker), None)
    if spoken is None:
        return keyboard.keys()
    with use_language(spoken):
        return keyboard.keys()


def _back(request: Request) -> str:
    wanted = parse_id(request.query_params.get("as", ""))
    return f"/app/chat?as={wanted}" if wanted else "/app/chat"


async def page(request: Request) -> Response:
    """The whole chat; `?draft=` fills the field (a link such as \"log hours for…\")."""
    return await _page(request)


async def _page(request: Request, refused: DomainError | None = None, typed: str = "") -> Response:
    async with reading(request) as (session, actor):
        speaker = await _speaker(request, session, actor)
        lines = await transcript.lines_of(session, speaker)
        personas = await _personas(request, session)
        return await show(
            request, session, "chat/chat.html", 422 if refused else 200,
            lines=lines, speaker=speaker, personas=personas,
            chat_keys=_keys(personas, speaker),
            draft=typed or request.query_params.get("draft", ""), **refusal_of(refused),
        )  # fmt: skip


async def lines(request: Request) -> Response:
    """The lines alone, for the page to put in when told that something changed."""
    async with reading(request) as (session, actor):
        speaker = await _speaker(request, session, actor)
        found: Sequence[ChatLine] = await transcript.lines_of(session, speaker)
    return render(request, "chat/lines.html", lines=found, speaker=speaker)


async def say(request: Request) -> Response:
    """Store a line (with files) and leave it to the assistant; the answer comes by event."""
    form = await read_form(request)
    try:
        await _say(request, form)
    except DomainError as refusal:
        return await _page(request, refusal, form.typed.get("text", ""))
    return await _answer(request)


async def _say(request: Request, form: Form) -> None:
    async with writing(request) as (session, actor):
        speaker = await _speaker(request, session, actor)
        text = form.text("text", limit=MAX_TEXT)
        item_id = new_id()
        stored = []
        for upload in form.files:
            file = await files.store_file(
                session, name=upload.filename or "", data=await upload.read(FILE_LIMIT + 1),
                content_type=upload.content_type or "", subject_kind="inbox_item",
                subject_id=item_id, limit=FILE_LIMIT,
            )  # fmt: skip
            stored.append(
                {"id": str(file.id), "name": file.name, "content_type": file.content_type}
            )
        if not text and not stored:
            raise Invalid(_("Write something, or add a picture."), field="text")
        line = await transcript.add_line(
            session, speaker, direction="in", text=text, file_ids=[one["id"] for one in stored]
        )
        await _receive(session, speaker, item_id, {
            "text": text, "files": stored, "ref": str(line.id),
        })  # fmt: skip


async def press(request: Request) -> Response:
    """Store a pressed button and leave it to the assistant."""
    form = await read_form(request)
    async with writing(request) as (session, actor):
        speaker = await _speaker(request, session, actor)
        await _receive(session, speaker, new_id(), {
            "press": form.text("data", limit=64), "line_id": form.text("line", limit=36),
        })  # fmt: skip
    return await _answer(request)


async def _receive(
    session: AsyncSession, speaker: UUID, item_id: UUID, said: dict[str, object]
) -> None:
    source = await sources.ensure_source(
        session, system("the web chat is used", "webchat"), SourceKind.WEBCHAT
    )
    await inbox.receive_many(session, [inbox.Arrival(
        source.id, "webchat", str(item_id), {**said, "staff_id": str(speaker)},
        order_key=f"webchat:{speaker}", id=item_id,
    )])  # fmt: skip


async def _answer(request: Request) -> Response:
    if request.headers.get("hx-request"):
        return await lines(request)
    return see_other(_back(request))


async def drawing(request: Request) -> Response:
    """A line's chart as a picture; a chart never changes once it was shown."""
    async with reading(request) as (session, actor):
        speaker = await _speaker(request, session, actor)
        if (line_id := parse_id(request.path_params["id"])) is None:
            raise NotFound
        spec = (await transcript.get_line(session, speaker, line_id)).drawing
    if spec is None:
        raise NotFound
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return Response(await draw_png(spec), media_type="image/png", headers=headers)


async def events(request: Request) -> Response:
    """The event stream of one's own chat."""
    signed_in(request)
    async with reading(request) as (session, actor):
        speaker = await _speaker(request, session, actor)
    return StreamingResponse(
        request.app.state.streams.listen(f"webchat:{speaker}"),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


ROUTES = [
    Route("/app/chat", page, methods=["GET"]),
    Route("/app/chat/lines", lines, methods=["GET"]),
    Route("/app/chat/say", say, methods=["POST"]),
    Route("/app/chat/press", press, methods=["POST"]),
    Route("/app/chat/drawings/{id}.png", drawing, methods=["GET"]),
    Route("/app/chat/events", events, methods=["GET"]),
]

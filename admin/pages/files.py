"""Attachments, always as downloads, and the HTML of a mail in a box of its own."""

import asyncio
import base64
import re
from uuid import UUID

import nh3
from markupsafe import Markup, escape
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from admin.pages.serving import reading
from core.access.actor import Actor
from core.contact_requests import policies
from core.contact_requests.pairing import root_of
from core.contact_requests.queries import get_request_by_id, requests_of_conversations
from core.conversations.models import Message
from core.conversations.queries import get_message
from core.discussion import documents
from core.errors import NotFound
from core.expenses.models import Expense
from core.files.models import StoredFile
from core.files.queries import files_of, get_file
from core.files.storage import Storage
from core.inbox.models import InboxItem
from core.kit.ids import parse_id
from core.timesheets.policies import can_see_hours_of
from core.work.queries import get_task

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
MAX_PICTURE = 400_000
MAX_PICTURES = 3_000_000
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
TAGS = (nh3.ALLOWED_TAGS | {"font"}) - {"area", "map"}
ATTRIBUTES = {
    "*": {"style", "align", "valign", "dir", "lang", "title", "width", "height", "bgcolor"},
    "a": {"href"},
    "img": {"src", "alt"},
    "font": {"color", "size", "face"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "table": {"cellpadding", "cellspacing", "border"},
}
_CID = re.compile(r"cid:([^\"'\s>]+)", re.IGNORECASE)


async def file(request: Request) -> Response:
    """GET /files/{id}: whoever may see what it is attached to gets the bytes, as a download."""
    async with reading(request) as (session, actor):
        if (file_id := parse_id(request.path_params["id"])) is None:
            raise NotFound
        found = await get_file(session, file_id)
        await require_sight(session, actor, found)
    try:
        path = storage_of(request).open(found.storage_key)
    except FileNotFoundError:
        raise NotFound from None
    return FileResponse(
        path, media_type=found.content_type or "application/octet-stream", filename=found.name,
        content_disposition_type="attachment",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
                 "Content-Security-Policy": "default-src 'none'; sandbox"},
    )  # fmt: skip


def storage_of(request: Request) -> Storage:
    """Return where the bytes of files live."""
    storage: Storage = request.state.app.storage
    return storage


async def require_sight(session: AsyncSession, actor: Actor, found: StoredFile) -> None:
    """Raise NotFound unless the actor may see what the file is attached to."""
    subject = found.subject_id
    if subject is None:
        raise NotFound
    match found.subject_kind:
        case "message":
            await visible_message(session, actor, subject)
        case "contact_request":
            await get_request_by_id(session, actor, subject)
        case "task":
            await get_task(session, actor, subject)
        case "expense":
            expense = await session.get(Expense, subject)
            if expense is None or not can_see_hours_of(actor, expense.staff_id):
                raise NotFound
        case "inbox_item":
            item = await session.get(InboxItem, subject)
            if item is None or (item.payload or {}).get("staff_id") != str(actor.id):
                raise NotFound
        case "staff":
            if subject != actor.id:
                raise NotFound
        case _:
            await documents.require_sight(session, actor, found)


async def visible_message(
    session: AsyncSession, actor: Actor, message_id: UUID, *, whole: bool = False
) -> Message:
    """Return a message whose request the actor may see; raises NotFound."""
    message = await get_message(session, message_id, whole=whole)
    asked = await requests_of_conversations(session, [message.conversation_id])
    about = asked.get(message.conversation_id)
    if about is not None and about.has_moves and not policies.can_see(actor, about):
        about = await root_of(session, about)  # it is read with the one it is merged into
    if about is None or not policies.can_see(actor, about):
        raise NotFound
    return message


async def message_html(request: Request) -> Response:
    """GET /app/messages/{id}/html: for a sandboxed frame; no script, no form, nothing from afar.

    A mail that came as plain text is shown with all its quotes and signatures.
    """
    async with reading(request) as (session, actor):
        if (message_id := parse_id(request.path_params["id"])) is None:
            raise NotFound
        message = await visible_message(session, actor, message_id, whole=True)
        files = (await files_of(session, "message", [message.id])).get(message.id, [])
    html = message.html or _as_html(message.full_text)
    if not html:
        raise NotFound
    pictures = await asyncio.to_thread(_pictures, storage_of(request), files, html)
    body = await asyncio.to_thread(clean_html, html, pictures)
    headers = {
        "Content-Security-Policy": FRAME_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
    }
    return HTMLResponse(body, headers=headers)


def _as_html(text: str | None) -> str:
    """Return plain words as markup that keeps their lines; '' for none."""
    if not text:
        return ""
    lines = Markup("<br>").join(text.splitlines())
    return str(Markup('<div style="white-space:pre-wrap">{}</div>').format(lines))


def _pictures(storage: Storage, files: list[StoredFile], html: str) -> dict[str, str]:
    """Return the mail's own small pictures as data URLs by their Content-ID."""
    wanted = {found.lower() for found in _CID.findall(html)}
    pictures: dict[str, str] = {}
    left = MAX_PICTURES
    for one in files:
        name = (one.content_id or "").strip("<>").lower()
        if name not in wanted or one.content_type not in PICTURES or one.size > MAX_PICTURE:
            continue
        if (left := left - one.size) < 0:
            break
        try:
            data = base64.b64encode(storage.read(one.storage_key)).decode()
        except FileNotFoundError:
            continue
        pictures[name] = f"data:{one.content_type};base64,{data}"
    return pictures


def clean_html(html: str, pictures: dict[str, str]) -> str:
    """Return a mail's HTML as a document that can do nothing: tags by list, no addresses afar.

    Pictures from afar would tell the sender who reads; the mail's own become data URLs.
    """

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "src":
            found = _CID.fullmatch(value.strip())
            return pictures.get(found[1].lower()) if found and tag == "img" else None
        if name == "style" and ("url" in value.lower() or "@" in value or "\\" in value):
            return None
        return value

    safe = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title"},
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "tel", "data", "cid"},
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer",
    )
    page = Markup(
        '<!doctype html><html><head><meta charset="utf-8"><title>{}</title>'
        "<style>body{{font:15px/1.5 system-ui,sans-serif;margin:12px;color:#1f2937;background:#fff;"
        "overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}</style></head><body>{}</body></html>"
    )
    return str(page.format(escape("Mail"), Markup(safe)))  # noqa: S704 - cleaned just above


ROUTES = [
    Route("/files/{id}", file),
    Route("/app/messages/{id}/html", message_html),
]

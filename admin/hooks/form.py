"""The public request form of a source: honeypot, rate limit, files, thanks."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from limits import parse as parse_limit
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.hooks.credentials import app_of
from admin.pages.forms import Form, read_form
from admin.pages.rendering import language_of, render, see_other
from admin.throttle import limiter_of
from core.errors import DomainError, Invalid, NotFound
from core.files import service as files
from core.inbox import service as inbox
from core.kit.i18n import N_, _, set_language, supported
from core.kit.ids import new_id, new_token
from core.people.addresses import phone_number
from core.settings import service as settings
from core.sources import queries
from core.sources.models import Source, SourceKind

LIMIT = parse_limit("10 per 10 minutes")
FILE_LIMIT = 10_000_000
MAX_TEXT = 20_000
_ADDRESS = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]+\.[^@\s<>.]{2,}")


class TooMany(DomainError):
    """One visitor sent too many."""

    code = "too_many"
    message = N_("You have sent several messages in a short time. Wait ten minutes and send again.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor filled in."""

    name: str
    email: str
    phone: str
    message: str


async def _source(request: Request) -> tuple[Source, str]:
    async with app_of(request).sessions.reading() as session:
        source = await queries.source_at(session, SourceKind.FORM, request.path_params["slug"])
        company = await settings.load_company(session)
    if source is None:
        raise NotFound
    return source, company.name


def _speak(request: Request, source: Source) -> str:
    asked = supported(request.query_params.get("lang"))
    accepted = request.headers.get("accept-language")
    language = asked or (language_of(request) if accepted else source.language or "fi")
    set_language(language)
    return language


def _page(
    request: Request, source: Source, company: str, status: int = 200, **more: Any
) -> Response:
    given = {"source": source, "company": company, "once": new_token(), **more}
    return render(request, "form/request.html", status, language=_speak(request, source), **given)


async def show(request: Request) -> Response:
    """The empty form in the visitor's language."""
    source, company = await _source(request)
    return _page(request, source, company)


async def send(request: Request) -> Response:
    """Store what was sent and thank; a refusal keeps everything that was typed."""
    source, company = await _source(request)
    language = _speak(request, source)
    form = await read_form(request)
    try:
        asked = _checked(form, source.config.get("region") or "FI")
        if form.text("website"):  # only programs fill in what nobody sees
            return see_other(f"/form/{source.address}/thanks", lang=language)
        visitor = request.client.host if request.client else "?"
        if not await limiter_of(request).hit(LIMIT, str(source.id), visitor):
            raise TooMany
        await _store(request, source, language, asked, form)
    except DomainError as error:
        status = 429 if isinstance(error, TooMany) else 422
        field = error.field if isinstance(error, Invalid) else ""
        return _page(
            request, source, company, status, refusal=error.sentence(), wrong_field=field,
            typed=form.typed, once=form.typed.get("once") or new_token(),
        )  # fmt: skip
    return see_other(f"/form/{source.address}/thanks", lang=language)


def _checked(form: Form, region: str) -> Asked:
    message = form.needed("message", _("Write what you need, in your own words."), limit=MAX_TEXT)
    email = form.text("email", limit=254).lower()
    if email and not _ADDRESS.fullmatch(email):
        raise Invalid(_("This does not look like a mail address. Check it, please."), field="email")
    typed = form.text("phone", limit=40)
    phone = phone_number(typed, region) if typed else None
    if typed and phone is None:
        raise Invalid(_("This does not look like a phone number. Check it, please."), field="phone")
    if not email and not phone:
        raise Invalid(
            _("Give a mail address or a phone number so that we can answer."), field="email"
        )
    return Asked(form.text("name", limit=120), email, phone or "", message)


async def _store(request: Request, source: Source, language: str, asked: Asked, form: Form) -> None:
    item_id = new_id()
    once = form.text("once", limit=80) or new_token()
    async with app_of(request).sessions.begin() as session:
        stored = [await _store_file(session, upload, item_id) for upload in form.files]
        payload = {
            "name": asked.name, "email": asked.email, "phone": asked.phone,
            "message": asked.message, "language": language, "files": stored,
        }  # fmt: skip
        await inbox.receive_many(session, [inbox.Arrival(
            source.id, "form", once, payload, order_key=f"form:{asked.email or asked.phone}",
            id=item_id,
        )])  # fmt: skip


async def _store_file(session: Any, upload: UploadFile, item_id: UUID) -> dict[str, str]:
    data = await upload.read(FILE_LIMIT + 1)
    file = await files.store_file(
        session, name=upload.filename or "", data=data, content_type=upload.content_type or "",
        subject_kind="inbox_item", subject_id=item_id, limit=FILE_LIMIT,
    )  # fmt: skip
    return {"id": str(file.id), "name": file.name, "content_type": file.content_type}


async def thanks(request: Request) -> Response:
    """What happens next, in the visitor's language."""
    source, company = await _source(request)
    language = _speak(request, source)
    return render(request, "form/thanks.html", source=source, company=company, language=language)


ROUTES = [
    Route("/form/{slug}", show, methods=["GET"]),
    Route("/form/{slug}", send, methods=["POST"]),
    Route("/form/{slug}/thanks", thanks, methods=["GET"]),
]

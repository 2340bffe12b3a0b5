"""Which parts of the product the company uses: one tick each."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.navigation import sections_for
from admin.notices import done_in
from admin.pages.forms import read_form
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import require
from core.access.modules import PARTS
from core.errors import DomainError
from core.kit.i18n import _
from core.settings import keys, policies
from core.settings.queries import choices
from core.settings.service import set_value

PATH = "/settings/parts"


async def page(request: Request, refusal: DomainError | None = None) -> Response:
    """GET /settings/parts"""
    async with reading(request) as (session, actor):
        require(policies.can_change_settings(actor))
        off, version = (await choices(session))[keys.MODULES_OFF.name]
        parts = [
            (part.value, _(facts.label), _(facts.about), part.value not in str(off).split(),
             _(PARTS[facts.needs].label) if facts.needs else "")
            for part, facts in PARTS.items()
        ]  # fmt: skip
        return await show(
            request, session, "sqladmin/parts_in_use.html", 422 if refusal else 200, parts=parts,
            version=version, sections=sections_for(actor, request.app.state.views),
            done=done_in(request), **refusal_of(refusal),
        )  # fmt: skip


async def save(request: Request) -> Response:
    """POST /settings/parts"""
    form = await read_form(request)
    used = set(form.lists.get("part", ()))
    off = " ".join(part.value for part in PARTS if part.value not in used)
    try:
        async with writing(request) as (session, actor):
            await set_value(session, actor, keys.MODULES_OFF, off, version=form.number("version"))
    except DomainError as refusal:
        return await page(request, refusal)
    return see_other(PATH, done="saved")


ROUTES = [Route(PATH, page), Route(PATH, save, methods=["POST"])]

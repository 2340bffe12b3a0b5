"""The company's own words for messages: write, look at, save, go back."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.fields import LANGUAGES
from admin.navigation import sections_for
from admin.notices import done_in
from admin.pages import wording
from admin.pages.forms import Form, read_form
from admin.pages.rendering import see_other
from admin.pages.serving import reading, refusal_of, show, writing
from core.access.actor import require
from core.errors import DomainError, NotFound
from core.kit.i18n import _, language, supported
from core.notify import policies, rendering, rewording
from core.notify.rewording import Slot

PATH = "/settings/templates"


async def page(request: Request) -> Response:
    """GET /settings/templates?language="""
    chosen = supported(request.query_params.get("language")) or language()
    async with reading(request) as (session, actor):
        slots = await rewording.slots(session, actor, language=chosen)
        groups: dict[str, list[tuple[str, str, bool]]] = {}
        for slot in slots:
            href = f"{PATH}/{slot.wording.name}/{slot.channel}/{chosen}"
            own = slot.row is not None
            line = (href, wording.channel(slot.channel)[0], own)
            groups.setdefault(_(slot.wording.label), []).append(line)
        return await show(
            request, session, "sqladmin/templates.html", groups=groups, chosen=chosen,
            languages=LANGUAGES, sections=sections_for(actor, request.app.state.views),
            done=done_in(request),
        )  # fmt: skip


async def edit(request: Request) -> Response:
    """GET /settings/templates/{event}/{channel}/{language}"""
    return await _edit(request)


async def _edit(
    request: Request, form: Form | None = None, refusal: DomainError | None = None,
    *, try_out: bool = False,
) -> Response:  # fmt: skip
    async with reading(request) as (session, actor):
        slot = await _slot(request, session, actor)
        subject, body = _begin(slot)
        shown = slot.shown
        if form is not None:
            subject, body = form.typed.get("subject", ""), form.typed.get("body", "")
        if try_out:
            shown = rewording.preview(*_names(request), subject=subject, body=body)
        return await show(
            request, session, "sqladmin/template.html", 422 if refusal else 200, slot=slot,
            title=_(slot.wording.label), channel=wording.channel(slot.channel)[0],
            tongue=dict(LANGUAGES)[slot.language], subject=subject, body=body, shown=shown,
            has_subject=slot.channel == "mail", back=f"{PATH}?language={slot.language}",
            sections=sections_for(actor, request.app.state.views), done=done_in(request),
            **refusal_of(refusal),
        )  # fmt: skip


def _begin(slot: Slot) -> tuple[str, str]:
    """Return the words to edit: the company's own, or the built-in ones with their blanks."""
    if slot.row is not None:
        return slot.row.subject, slot.row.body
    blanks = {
        name: f"{{{{ {name} }}}}" if value and isinstance(value, str) else value
        for name, value in slot.wording.sample.items()
    }
    built_in = rendering.render(slot.wording.name, slot.channel, slot.language, blanks)
    return built_in.subject, built_in.body


def _names(request: Request) -> tuple[str, str, str]:
    found = request.path_params
    return found["event"], found["channel"], found["language"]


async def _slot(request: Request, session: Any, actor: Any) -> Slot:
    event, channel, tongue = _names(request)
    require(policies.can_write_templates(actor))
    if supported(tongue) != tongue:
        raise NotFound
    for slot in await rewording.slots(session, actor, language=tongue):
        if (slot.wording.name, slot.channel) == (event, channel):
            return slot
    raise NotFound


async def save(request: Request) -> Response:
    """POST the same: `do` says whether to try out, to save, or to go back to the built-in words."""
    form = await read_form(request)
    event, channel, tongue = _names(request)
    do = form.typed.get("do")
    try:
        if do == "try":
            return await _edit(request, form, try_out=True)
        async with writing(request) as (session, actor):
            if do == "reset":
                await rewording.reset_template(
                    session, actor, event=event, channel=channel, language=tongue
                )
            else:
                await rewording.set_template(
                    session, actor, event=event, channel=channel, language=tongue,
                    subject=form.text("subject", limit=300), body=form.text("body", limit=10_000),
                    version=form.number("version"),
                )  # fmt: skip
    except NotFound:
        raise
    except DomainError as refusal:
        return await _edit(request, form, refusal)
    return see_other(request.url.path, done="saved")


_ONE = PATH + "/{event}/{channel}/{language}"
ROUTES = [
    Route(PATH, page, methods=["GET"]),
    Route(_ONE, edit, methods=["GET"]),
    Route(_ONE, save, methods=["POST"]),
]

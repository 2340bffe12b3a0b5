"""The set-up checklist: what a company still has to do before the first customer is answered."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.pages.serving import reading, show
from core.access.actor import Actor, require
from core.access.permissions import Permission
from core.contact_requests.queries import any_answered
from core.kit.i18n import N_, _
from core.settings.queries import load_company
from core.sources.models import Source, SourceKind, SourceStatus
from core.sources.queries import all_sources
from core.staff.queries import active_members
from core.work.queries import first_stage


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, why, where; `state` says how far it is when that is not all."""

    title: str
    why: str
    button: str
    href: str
    done: bool
    state: str = ""


def may_set_up(actor: Actor) -> bool:
    """Tell whether the checklist is the actor's business."""
    return actor.may(Permission.MANAGE_SETTINGS)


async def steps(session: AsyncSession, actor: Actor) -> list[Step]:
    """Return the steps in order, done or not."""
    require(may_set_up(actor))
    company = await load_company(session)
    sources = await all_sources(session)
    members = await active_members(session)
    mailbox, mail_state = _tried(sources, SourceKind.MAILBOX)
    bot, bot_state = _tried(sources, SourceKind.TELEGRAM)
    return [
        Step(_("Name your company"), _("Customers see it in every answer."), _("Open the settings"),
             "/settings/company", bool(company.name)),
        Step(_("Connect a mailbox"), _("Mail to it becomes contact requests."),
             _("Connect a mailbox"), "/settings/source/list", mailbox, mail_state),
        Step(_("Connect Telegram"), _("Your people log hours and take requests on their phones."),
             _("Connect a bot"), "/settings/source/list", bot, bot_state),
        Step(_("Invite your people"), _("Everybody signs in with a password of their own."),
             _("Invite"), "/settings/staff-member/list", len(members) > 1),
        Step(_("Look through the stages of work"), _("Tasks move through them from new to done."),
             _("Open the workflows"), "/app/workflows",
             await first_stage(session) is not None),
        Step(_("Answer the first request"), _("Write a mail to yourself and answer it here."),
             _("Open the inbox"), "/app/inbox?box=all", await any_answered(session)),
    ]  # fmt: skip


_STATES = {
    SourceStatus.NEW: N_("Waits for its first connection."),
    SourceStatus.FAILING: N_("It does not work yet: {detail}"),
    SourceStatus.OFF: N_("It is switched off."),
}


def _tried(sources: object, kind: SourceKind) -> tuple[bool, str]:
    """Tell whether a source of a kind works (its last live connection went well), else how it is."""
    found = (
        [one for one in sources if one.kind == kind] if isinstance(sources, list | tuple) else []
    )
    if any(one.status == SourceStatus.OK for one in found):
        return True, ""
    return False, _how(found[0]) if found else ""


def _how(source: Source) -> str:
    words = _STATES.get(SourceStatus(source.status))
    return _(words).format(detail=source.status_detail) if words else ""


async def setup(request: Request) -> Response:
    """GET /app/setup"""
    async with reading(request) as (session, actor):
        return await show(request, session, "setup.html", steps=await steps(session, actor))


ROUTES = [Route("/app/setup", setup)]

"""What runs by itself, when it last did, and how it went."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.navigation import sections_for
from admin.pages.serving import reading, show
from core.access.actor import require
from core.access.permissions import Permission
from core.kit.i18n import N_, _, ngettext

WORDS: Mapping[str, str] = {
    "seal-events": N_("Seal what happened"),
    "rescue-inbox": N_("Take up again what got stuck on its way in"),
    "forget-inbox-payloads": N_("Forget what arrived long ago and was handled"),
    "forget-raw-mail": N_("Erase original mails that are older or more than is kept"),
    "watch-outbox": N_("Take up again what got stuck on its way out"),
    "forget-outbox-payloads": N_("Forget the text of what left long ago"),
    "clean-up-sign-in": N_("Clear away expired links and sessions"),
    "follow-up-requests": N_("Remind of requests nobody has answered"),
    "forgotten-timers": N_("Ask about timers that were forgotten"),
    "missing-hours": N_("Ask for hours that are missing on a working day"),
    "mornings": N_("Tell people the jobs of their day"),
    "weeks-to-send": N_("Ask people to send their week, and approvers to decide"),
    "expired-time-banks": N_("Close time banks whose last day has passed"),
    "notice-bundles": N_("Send notices that were put together or kept over quiet hours"),
    "forget-old-notices": N_("Clear away old notices"),
    "bulk-changes": N_("Carry out changes of many rows"),
    "search-index": N_("Keep the search up to date"),
    "reminders": N_("Remind people of what they asked to be reminded of"),
    "due-tasks": N_("Tell of tasks that are due"),
    "due-activities": N_("Tell of activities that are due"),
    "deferred-tasks": N_("Bring back tasks that were put aside"),
    "recurring-work": N_("Hand out recurring work"),
    "reconcile-mailboxes": N_("Check that no mail was missed"),
}


async def page(request: Request) -> Response:
    """GET /settings/jobs"""
    async with reading(request) as (session, actor):
        require(actor.may(Permission.MANAGE_SETTINGS))
        return await show(
            request, session, "sqladmin/jobs.html", lines=_lines(request),
            sections=sections_for(actor, request.app.state.views),
        )  # fmt: skip


def _lines(request: Request) -> list[dict[str, Any]]:
    timetable = request.app.state.timetable
    return [
        {"what": _(WORDS.get(name, name)), "when": when(run.job.timetable.seconds),
         "last": run.last_at, "count": run.last_count, "error": run.error}
        for name, run in (timetable.runs if timetable is not None else {}).items()
    ]  # fmt: skip


def when(seconds: int) -> str:
    """Return how often something runs, in words."""
    days, hours, minutes = (seconds / size for size in (86_400, 3_600, 60))
    if days.is_integer():
        return ngettext("once a day", "every {count} days", int(days)).format(count=int(days))
    if hours.is_integer():
        return ngettext("every hour", "every {count} hours", int(hours)).format(count=int(hours))
    if minutes.is_integer():
        return ngettext("every minute", "every {count} minutes", int(minutes)).format(
            count=int(minutes)
        )
    return ngettext("every second", "every {count} seconds", seconds).format(count=seconds)


ROUTES = [Route("/settings/jobs", page, methods=["GET"])]

"""Follow-up: looking again at a moment somebody chose, and at what nobody answered."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.contact_requests import queries
from core.contact_requests.assigning import load
from core.contact_requests.closing import state_when_opened
from core.contact_requests.errors import RequestAlreadyClosed
from core.contact_requests.events import FollowUpDue, FollowUpSet
from core.contact_requests.models import ContactRequest, RequestState
from core.errors import Invalid
from core.events.bus import record
from core.kit.clock import now
from core.kit.i18n import _
from core.settings.queries import load_company

MAX_REMINDERS = 5


async def follow_up(
    session: AsyncSession, actor: Actor, number: str, *, at: datetime
) -> ContactRequest:
    """Put a request aside until a moment; a reply of the customer brings it back earlier."""
    request = await load(session, actor, number)
    if not request.is_open:
        raise RequestAlreadyClosed(number=request.number)
    if at <= now():
        raise Invalid(_("Choose a moment that is still to come."), field="at")
    request.state, request.follow_up_at, request.follow_up_count = RequestState.FOLLOW_UP, at, 0
    await record(session, actor, FollowUpSet(request.id, request.number, at))
    return request


async def handle_due(session: AsyncSession, request_id: UUID) -> bool:
    """Handle one due follow-up; False when it is due no more (another worker was faster).

    A request put aside comes back. One whose customer waits is reminded of again after twice the
    time, at most `MAX_REMINDERS` times.
    """
    actor = system("follow-up")
    request = await queries.get_request_by_id(session, actor, request_id, lock=True)
    moment = now()
    if not request.is_open or request.follow_up_at is None or request.follow_up_at > moment:
        return False
    unanswered = request.state != RequestState.FOLLOW_UP and request.waiting_since is not None
    set_aside = request.state == RequestState.FOLLOW_UP
    request.follow_up_count += 1
    request.follow_up_at = None
    if set_aside:
        request.state = state_when_opened(request)
        request.last_activity_at, request.unread = moment, True
    if unanswered and request.follow_up_count < MAX_REMINDERS:
        hours = (await load_company(session)).follow_up_hours
        request.follow_up_at = moment + timedelta(hours=hours * 2**request.follow_up_count)
    if unanswered or set_aside:
        await record(session, actor, FollowUpDue(
            request.id, request.number, unanswered, request.follow_up_count
        ))  # fmt: skip
    return True

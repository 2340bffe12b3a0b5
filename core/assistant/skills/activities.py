"""Activities from chat: done by the button of their notice, and not done after all."""

from uuid import UUID

from core.assistant import faces
from core.assistant.turns import Reply, Turn, press_of
from core.errors import NotFound
from core.kit.i18n import _
from core.outbound.cards import Button, Card, press
from core.work import activity_queries, service
from core.work.models import Activity, ActivityType, Task


def _known(activity_id: UUID | None) -> UUID:
    if activity_id is None:
        raise NotFound
    return activity_id


async def _card(turn: Turn, task: Task, activity: Activity) -> Card:
    """Return an activity as a card: what, on which task, and the way back."""
    kind = await turn.session.get(ActivityType, activity.type_id) if activity.type_id else None
    what = ": ".join(part for part in (kind.name if kind else "", activity.text) if part)
    sign, verb, words = faces.DONE, "unact", _("Undo")
    if activity.done_at is None:
        sign, verb, words = faces.STOPPED, "acted", _("Done")
    told = _("Task {number}: {title}").format(number=task.number, title=task.title)
    return Card(f"{sign} {what}\n{told}", ((Button(words, press(verb, activity.id)),),))


@press_of("acted")
async def acted(turn: Turn, activity_id: UUID | None, _argument: str) -> Reply:
    """Mark an activity done; twice is harmless."""
    task, activity = await activity_queries.get_activity(
        turn.session, turn.actor, _known(activity_id)
    )
    if activity.done_at is None:
        activity = await service.finish_activity(turn.session, turn.actor, activity.id)
    return Reply(await _card(turn, task, activity), edits=True)


@press_of("unact")
async def unact(turn: Turn, activity_id: UUID | None, _argument: str) -> Reply:
    """Say that an activity is not done after all."""
    task, activity = await activity_queries.get_activity(
        turn.session, turn.actor, _known(activity_id)
    )
    if activity.done_at is not None:
        activity = await service.reopen_activity(turn.session, turn.actor, activity.id)
    return Reply(await _card(turn, task, activity), edits=True)

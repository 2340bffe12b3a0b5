"""A message that joins the thread of a request."""

from datetime import timedelta
from typing import Any

from core.contact_requests.events import CustomerReplied, RequestReopened
from core.contact_requests.models import RequestState
from core.contact_requests.opening import PREVIEW
from core.intake.gathering import Case, Item
from core.intake.outcomes import Outcome, Result
from core.intake.threading import Match
from core.intake.work import Work
from core.kit import clock
from core.kit.text import shorten

PUT_AWAY = (RequestState.CLOSED, RequestState.DUPLICATE)
ASIDE = (RequestState.FOLLOW_UP, RequestState.PENDING)


def join(work: Work, item: Item, match: Match) -> Outcome:
    """Add a message to its request: the customer waits again; a closed one is opened.

    What is spam stays spam.
    """
    thread, case = match.thread, match.thread.case
    assert case is not None
    known = work.batch.book.ensure(item.contact)
    message_id = work.add_message(item, thread, known, match)
    work.touch(thread)
    if case.state == RequestState.SPAM:
        return work.outcome(item, Result.ATTACHED, thread, message_id=message_id, reason="spam")
    reopened = case.state in PUT_AWAY
    _wait_again(work, item, case)
    actor = work.asker(item, known)
    if case.row is None:
        if reopened:
            work.rows.events.append((actor, RequestReopened(case.id, case.number, True)))
        replied = CustomerReplied(case.id, case.number, message_id, reopened)
        work.rows.events.append((actor, replied))
    result = Result.REOPENED if reopened else Result.JOINED
    return work.outcome(item, result, thread, message_id=message_id, reason=match.by)


def _wait_again(work: Work, item: Item, case: Case) -> None:
    moment = clock.now()
    if case.row is not None:  # opened by this very batch: it waits already
        case.row["last_activity_at"] = moment
        return
    if case.state in PUT_AWAY or case.state in ASIDE:
        case.state = RequestState.IN_WORK if case.assignee_id else RequestState.NEW
    case.waiting_since = case.waiting_since or moment
    changes: dict[str, Any] = {
        "state": case.state, "last_activity_at": moment, "waiting_since": case.waiting_since,
        "follow_up_at": moment + timedelta(hours=work.batch.company.follow_up_hours),
        "follow_up_count": 0, "unread": True, "closed_at": None, "duplicate_of_id": None,
        "preview": shorten(item.message.text, PREVIEW),
    }  # fmt: skip
    work.rows.changed[case.id] = changes

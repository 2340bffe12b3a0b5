"""A message that opens a request, or that a rule ignores."""

import logging
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.events import RequestOpened
from core.contact_requests.models import RequestState
from core.contact_requests.opening import row_of
from core.conversations.threads import bare_subject
from core.conversations.tokens import new_token
from core.errors import DomainError
from core.intake import queries, routing, threading, turning_away
from core.intake.events import MessageIgnored
from core.intake.evidence import SUGGESTED
from core.intake.gathering import ROBOT, Case, Item, Thread
from core.intake.outcomes import Outcome, Result
from core.intake.routing import Decision, Facts
from core.intake.spreading import Choice
from core.intake.threading import Match
from core.intake.work import Opened, Work
from core.kit import clock, ids
from core.kit.text import one_line
from core.people.matching import Known

log = logging.getLogger(__name__)


def facts_of(work: Work, item: Item, known: Known) -> Facts:
    """Return what the routing rules look at."""
    message = item.message
    return Facts(
        source_id=message.source_id,
        recipients=message.mail.recipients if message.mail else (),
        sender_address=item.asker, sender_name=message.sender.name, subject=message.subject,
        text=message.text, language=work.language(item, known), customer_id=known.customer_id,
        moment=clock.local(message.received_at, work.batch.company.zone),
    )  # fmt: skip


def open_or_ignore(work: Work, item: Item, match: Match | None) -> Outcome:
    """Open a request in a new conversation, or in one that has none yet."""
    if turning_away.is_turned_away(work, item):
        return turning_away.turn_away(work, item)
    known = work.batch.book.who(item.contact)
    decision = routing.route(work.batch.rules, facts_of(work, item, known))
    if decision.state == "ignored":
        ignored = MessageIgnored(item.message.source_id, item.message.item_id, "rule")
        work.rows.events.append((ROBOT, ignored))
        return work.outcome(item, Result.IGNORED, reason="rule")
    is_spam = decision.state == RequestState.SPAM
    if not is_spam:
        known = work.batch.book.ensure(item.contact)
    thread = match.thread if match else _new_thread(work, item, known)
    message_id = work.add_message(item, thread, known, match)
    work.touch(thread)
    row = _row(work, item, known, thread, decision)
    thread.case = Case(row["id"], "", row["state"], row["assignee_id"], row["opened_at"], row)
    work.opened.append(Opened(
        item, thread, thread.case, message_id, known, decision.workflow_id, decision.stage_id,
        decision.answer,
    ))  # fmt: skip
    if decision.spread and not is_spam:
        work.choices.append(Choice(decision.spread, row))
    return work.outcome(item, Result.OPENED, thread, message_id=message_id)


def is_listed(work: Work, item: Item) -> bool:
    """Tell whether a rule lets this mail of a mailing list open a request."""
    known = work.batch.book.who(item.contact)
    decision = routing.route(work.batch.rules, facts_of(work, item, known))
    return decision.lists and decision.state != "ignored"


def _new_thread(work: Work, item: Item, known: Known) -> Thread:
    message, moment = item.message, clock.now()
    thread = Thread(
        ids.new_id(), new_token(), message.channel, message.source_id, item.asker,
        known.person_id, work.language(item, known), moment, item.evidence.subject_key,
        bare_subject(message.subject)[:500], is_new=True,
    )  # fmt: skip
    work.rows.conversations.append({
        "id": thread.id, "created_at": moment, "channel": thread.channel,
        "source_id": thread.source_id, "subject": thread.subject,
        "subject_key": thread.subject_key, "partner_address": thread.partner,
        "person_id": thread.person_id, "customer_id": known.customer_id,
        "language": thread.language, "token": thread.token, "last_message_at": moment,
    })  # fmt: skip
    batch = work.batch
    batch.threads[thread.id] = thread
    batch.tokens[thread.token] = thread.id
    batch.chats[message.channel, message.source_id, item.asker] = thread.id
    batch.opened_lately.setdefault(item.asker, []).append(thread.id)
    return thread


def _row(
    work: Work, item: Item, known: Known, thread: Thread, decision: Decision
) -> dict[str, Any]:
    message = item.message
    customer = known.customer_id or known.guessed_customer_id
    state = RequestState.SPAM if decision.state == RequestState.SPAM else RequestState.NEW
    if state == RequestState.NEW and customer != known.customer_id:
        state = RequestState.VERIFY
    if state == RequestState.NEW and decision.assignee_id:
        state = RequestState.IN_WORK
    text = message.text or ", ".join(one.name for one in message.attachments)
    return row_of(
        thread.id, number="", channel=message.channel,
        subject=bare_subject(message.subject) or message.subject,
        text=text, company=work.batch.company, moment=clock.now(), state=state,
        source_id=message.source_id, person_id=known.person_id, customer_id=customer,
        asker_name=one_line(message.sender.name or known.name)[:200], asker_address=item.asker,
        language=thread.language, team_id=decision.team_id, assignee_id=decision.assignee_id,
        tags=decision.tags, priority=decision.priority,
        routing_trace=[*decision.trace, *_remarks(work, item, known, thread)],
    )  # fmt: skip


def _remarks(work: Work, item: Item, known: Known, thread: Thread) -> list[dict[str, Any]]:
    """What people should know beside the rules: guesses, claims, the same subject before."""
    remarks: list[dict[str, Any]] = []
    if item.contact.address in work.batch.staff_addresses:
        remarks.append({"remark": "claims_staff"})
    if known.guessed_customer_id:
        remarks.append({"remark": "guessed_customer", "company": item.contact.company})
    for why, similar in threading.suggestions(work.batch, item):
        if similar is not thread and similar.case is not None:
            remarks.append({
                "remark": why, "request_id": str(similar.case.id), "score": SUGGESTED[why]
            })  # fmt: skip
    if item.evidence.subject_key:
        work.batch.subjects[item.asker, item.evidence.subject_key] = thread.id
    return remarks


async def drop_gone(session: AsyncSession, work: Work) -> None:
    """A rule may name a team or person that is gone: then nobody, so that all handlers see it."""
    rows = [case.row for case in work.cases if case.row]
    teams, staff = await queries.existing(
        session,
        team_ids={row["team_id"] for row in rows if row["team_id"]},
        staff_ids={row["assignee_id"] for row in rows if row["assignee_id"]},
    )
    for row in rows:
        for field, known in (("team_id", teams), ("assignee_id", staff)):
            if row[field] and row[field] not in known:
                row["routing_trace"].append({"remark": "gone", "field": field})
                row[field] = None
        if row["assignee_id"] and row["state"] == RequestState.NEW:
            row["state"] = RequestState.IN_WORK
        if not row["assignee_id"] and row["state"] == RequestState.IN_WORK:
            row["state"] = RequestState.NEW


def note_opened(work: Work) -> None:
    """Write the rows and facts of the new requests, numbered and assigned by now."""
    for one in work.opened:
        row = one.case.row
        assert row is not None
        work.rows.requests.append(row)
        if row["state"] != RequestState.SPAM:
            fact = RequestOpened(
                row["id"], row["number"], row["channel"], row["team_id"], row["assignee_id"]
            )
            work.rows.events.append((work.asker(one.item, one.known), fact))


async def make_tasks(session: AsyncSession, work: Work) -> None:
    """Make a task of each request that a rule sends into a workflow."""
    for one in work.opened:
        row = one.case.row
        if one.workflow_id is None or row is None or row["state"] == RequestState.SPAM:
            continue
        await _task_of(session, one, row)


async def _task_of(session: AsyncSession, one: Opened, row: dict[str, Any]) -> None:
    """A workflow that is gone meanwhile must not stop the mail."""
    from core.work.tasks import create_task  # only where a rule asks for it

    try:
        async with session.begin_nested():
            await create_task(
                session, ROBOT, title=row["subject"], workflow_id=one.workflow_id,
                stage_id=one.stage_id, contact_request_id=row["id"],
                customer_id=row["customer_id"], person_id=row["person_id"],
                doer_id=row["assignee_id"], team_id=row["team_id"],
            )  # fmt: skip
    except DomainError as refusal:
        log.warning("no task was made of request %s: %s", row["number"], refusal.code)

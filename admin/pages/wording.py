"""States, channels and facts in words people know; nothing of ours is shown raw."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages import discussion_words, work_words
from core.contact_requests.models import RequestState
from core.events.models import EventRecord
from core.kit import formatting
from core.kit.i18n import N_, _
from core.kit.ids import parse_id
from core.outbound.models import OutboundState
from core.staff.queries import active_teams, names_of
from core.timesheets.models import WeekState

REQUEST_STATES: Mapping[str, tuple[str, str]] = {
    RequestState.NEW: (N_("New"), "wait"),
    RequestState.PENDING: (N_("Needs details"), "wait"),
    RequestState.VERIFY: (N_("Needs checking"), "wait"),
    RequestState.FOLLOW_UP: (N_("Follow up"), "plain"),
    RequestState.DUPLICATE: (N_("Duplicate"), "quiet"),
    RequestState.IN_WORK: (N_("In work"), "plain"),
    RequestState.CLOSED: (N_("Closed"), "quiet"),
    RequestState.SPAM: (N_("Spam"), "quiet"),
}
OUTBOUND_STATES: Mapping[str, tuple[str, str]] = {
    OutboundState.QUEUED: (N_("Waits to be sent"), "plain"),
    OutboundState.SENDING: (N_("Being sent"), "plain"),
    OutboundState.SENT: (N_("Sent"), "good"),
    OutboundState.SANDBOX: (N_("Sandbox: not sent"), "wait"),
    OutboundState.DEAD: (N_("Could not be sent"), "late"),
    OutboundState.UNKNOWN: (N_("Perhaps sent"), "late"),
    OutboundState.CANCELLED: (N_("Cancelled"), "quiet"),
}
WEEK_STATES: Mapping[str, tuple[str, str]] = {
    WeekState.OPEN: (N_("Not sent"), "plain"),
    WeekState.SUBMITTED: (N_("Waits for approval"), "wait"),
    WeekState.APPROVED: (N_("Approved"), "good"),
    WeekState.REJECTED: (N_("Sent back"), "late"),
}
CHANNELS: Mapping[str, tuple[str, str]] = {
    "mail": (N_("Mail"), "mail"),
    "smtp": (N_("Mail"), "mail"),
    "mailbox": (N_("Mail"), "mail"),
    "telegram": (N_("Telegram"), "telegram"),
    "sms": (N_("Text message"), "sms"),
    "form": (N_("Web form"), "form"),
    "webchat": (N_("Web chat"), "chat"),
    "manual": (N_("Written down"), "manual"),
    "panel": (N_("Panel"), "manual"),
    "cli": (N_("Command line"), "manual"),
    "job": (N_("Background work"), "manual"),
}
_OTHER_KIND = N_("Notice")
OUTBOUND_KINDS: Mapping[str, str] = {
    "reply": N_("Answer to a customer"),
    "answer": N_("Answer to a customer"),
    "acknowledgement": N_("Acknowledgement"),
    "stage_entered": N_("Message about how a task goes on"),
    "reminder": N_("Reminder"),
    "reminder_due": N_("Reminder"),
    "task_due": N_("Reminder"),
    "hours_missing": N_("Reminder"),
    "hours_missing_manager": N_("Who lacks hours"),
    "timer_forgotten": N_("Reminder"),
    "week_to_submit": N_("Reminder"),
    "weeks_waiting": N_("Reminder"),
    "request_unanswered": N_("Reminder"),
    "invitation": N_("Invitation"),
    "reset": N_("New password"),
    "sign_in": N_("Sign-in link"),
    "assistant": N_("Assistant"),
}
"""What leaves; everything else is a notice to staff."""


def request_state(state: str) -> tuple[str, str]:
    """Return (words, tone) of a contact request's state."""
    words, tone = REQUEST_STATES.get(state, (N_("Unknown"), "quiet"))
    return _(words), tone


def week_state(state: str) -> tuple[str, str]:
    """Return (words, tone) of where a week of hours stands."""
    words, tone = WEEK_STATES.get(state, (N_("Unknown"), "quiet"))
    return _(words), tone


def outbound_state(state: str) -> tuple[str, str]:
    """Return (words, tone) of an outgoing message's state."""
    words, tone = OUTBOUND_STATES.get(state, (N_("Unknown"), "quiet"))
    return _(words), tone


def channel(name: str) -> tuple[str, str]:
    """Return (words, icon) of a channel."""
    words, icon = CHANNELS.get(name, (N_("Other"), "chat"))
    return _(words), icon


def outbound_kind(kind: str) -> str:
    """Return what an outgoing message is."""
    return _(OUTBOUND_KINDS.get(kind, _OTHER_KIND))


DONE: Mapping[str, str] = {
    "saved": N_("Saved."),
    "password_changed": N_("The password is changed."),
    "key_ended": N_("The key works no more."),
    "session_ended": N_("That browser is signed out."),
    "unlinked": N_("The account is no longer linked."),
    "task_created": N_("The task is created."),
    "task_stage": N_("The task was moved."),
    "task_done": N_("The task is done."),
    "task_reopen": N_("The task is open again."),
    "task_archive": N_("The task was put away."),
    "task_archived": N_("The task was put away."),
    "task_remind": N_("You will be reminded."),
    "task_forget": N_("The reminder was taken back."),
    "answer_undone": N_("The answer was taken back. Its text is in the field below."),
    "answered": N_("The answer is on its way."),
    "answer_later": N_("The answer waits for its moment. You can take it back until then."),
    "taken": N_("The request is yours."),
    "assigned": N_("The request was given on."),
    "closed": N_("The request is closed."),
    "reopened": N_("The request is open again."),
    "spam": N_("The request was marked as spam."),
    "released": N_("The request is with the team again."),
    "duplicate": N_("The request was marked as a duplicate."),
    "merged": N_("The requests are merged. Replies come to the other one from now on."),
    "kept_apart": N_("It is suggested no more."),
    "split": N_("The messages are a request of their own now."),
    "messages_moved": N_("The messages are with the other request now."),
    "move_undone": N_("It is as it was before, with what came since."),
    "pinned": N_("Pinned: such a mail must go here."),
    "unpinned": N_("The pin is off."),
    "follow_up": N_("The request comes back on the day you chose."),
    "noted": N_("The note is added."),
    "commented": N_("The comment is added."),
    "request_created": N_("The request is written down."),
    "entry_saved": N_("The hours are logged."),
    "entry_removed": N_("The hours were removed."),
    "entry_reversed": N_("The locked hours were reversed."),
    "hours_saved": N_("The hours are saved."),
    "absence_saved": N_("The absence is written down."),
    "absence_removed": N_("The absence was removed."),
    "absence_restored": N_("The absence is back."),
    "entry_restored": N_("The hours are back."),
    "timer_started": N_("The clock is running."),
    "timer_stopped": N_("The clock is stopped and the hours are logged."),
    "week_submitted": N_("The week is sent for approval."),
    "week_recalled": N_("The week is yours again."),
    "week_asked": N_("The approvers are asked to open the week."),
    "week_approved": N_("The week is approved."),
    "weeks_approved": N_("The weeks are approved."),
    "week_returned": N_("The week was sent back."),
    "week_reopened": N_("The week is open again."),
    "bank_opened": N_("The time bank is open."),
    "hours_bought": N_("The hours are in the time bank."),
    "bank_adjusted": N_("The balance is corrected."),
    "endorsement_sent": N_("The link is on its way to the customer."),
    "endorsement_made": N_("The link is ready. Copy it below and give it to the customer."),
    "endorsement_ended": N_("The link was withdrawn. It leads nowhere any more."),
    "dispute_settled": N_("The row is marked as settled."),
    "customer_created": N_("The customer is added."),
    "archived": N_("It was put away."),
    "restored": N_("It is back."),
    "project_created": N_("The project is added."),
    "project_closed": N_("The project is closed."),
    "project_reopened": N_("The project is open again."),
    "sent_again": N_("The message is on its way again."),
    "cancelled": N_("The message was cancelled."),
    "read": N_("The notices are marked as read."),
    "run_again": N_("It is tried again now. What can be read becomes a request."),
    "put_away": N_("It is kept, and waits no more."),
}
"""What is said after a form was carried out; a page is opened with `?done=` one of these."""


def done(code: str | None) -> str | None:
    """Return the sentence of a `?done=` code, or None."""
    return _(DONE[code]) if code and code in DONE else None


_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("HeadlessChrome", "Chrome"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser(agent: str) -> str:
    """Return a User-Agent in words (`Chrome, Android`)."""
    parts = (_BROWSERS, _SYSTEMS)
    found = [next((name for sign, name in known if sign in agent), "") for known in parts]
    return ", ".join(name for name in found if name) or _("Unknown browser")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a history: when, who, and what in a sentence."""

    at: datetime
    who: str
    sentence: str


Names = Mapping[UUID, str]
Teller = Callable[[dict[str, Any], Names], str | None]


def _name(names: Names, value: Any) -> str:
    return names.get(parse_id(str(value)) or UUID(int=0), _("somebody"))


def _assigned(told: dict[str, Any], names: Names) -> str:
    person = told.get("doer_id") or told.get("staff_id") or told.get("assignee_id")
    team = told.get("team_id")
    if person:
        return _("Given to: {name}").format(name=_name(names, person))
    if team:
        return _("Given to team: {name}").format(name=_name(names, team))
    return _("Given to nobody")


def _moved(told: dict[str, Any], _names: Names) -> str:
    return _("Moved: {before} → {after}").format(
        before=told.get("from_stage", ""), after=told.get("to_stage", "")
    )


def _signed(told: dict[str, Any], _names: Names) -> str:
    sentence = _("Signed in {stage} as {role}").format(
        stage=told.get("stage", ""), role=told.get("role", "")
    )
    return f"{sentence}: {told['comment']}" if told.get("comment") else sentence


def _unsigned(told: dict[str, Any], _names: Names) -> str:
    return _("Took the signature in {stage} as {role} back").format(
        stage=told.get("stage", ""), role=told.get("role", "")
    )


def _not_told(told: dict[str, Any], _names: Names) -> str:
    return _("The message of {stage} was not sent: the customer has no address").format(
        stage=told.get("stage", "")
    )


FIELDS: Mapping[str, str] = {
    **work_words.FIELDS,
    "asker": N_("who asks"),
    "title": N_("title"),
    "description": N_("description"),
    "subject": N_("subject"),
    "customer_id": N_("customer"),
    "person_id": N_("person"),
    "project_id": N_("project"),
    "doer_id": N_("doer"),
    "responsible_id": N_("responsible"),
    "team_id": N_("team"),
    "due_on": N_("due date"),
    "due_time": N_("time of day"),
    "archived_at": N_("put away"),
    "name": N_("name"),
    "aliases": N_("other names"),
    "note": N_("note"),
    "tags": N_("tags"),
    "priority": N_("priority"),
}


def _changed(told: dict[str, Any], _names: Names) -> str | None:
    changes = told.get("changes") or told.get("changed") or {}
    fields = [_(FIELDS[name]) for name in changes if name in FIELDS]
    if not fields:
        return None
    if alone := work_words.deferred(changes) or work_words.progress(changes):
        return alone
    due = changes.get("due_on")
    if due and list(changes) == ["due_on"] and due[1]:
        return _("Due: {day}").format(day=formatting.day(date.fromisoformat(str(due[1]))))
    return _("Changed: {fields}").format(fields=", ".join(fields))


def _plainly(sentence: str) -> Teller:
    return lambda _told, _names: _(sentence)


def _with_other(sentence: str) -> Teller:
    return lambda told, _names: _(sentence).format(number=told.get("other_number", ""))


def _reopened(told: dict[str, Any], _names: Names) -> str:
    return _("The customer’s answer opened it again") if told.get("by_customer") else _("Reopened")


def _followed(told: dict[str, Any], _names: Names) -> str:
    try:
        at = datetime.fromisoformat(str(told.get("at")))
    except ValueError:
        return _("Put aside")
    return _("Put aside until {day}").format(day=formatting.day(at.date()))


def _due(told: dict[str, Any], _names: Names) -> str:
    return _("Nobody has answered yet") if told.get("unanswered") else _("It came back")


TELLERS: dict[str, Teller] = {
    **work_words.TELLERS,
    **discussion_words.TELLERS,
    "TaskCreated": _plainly(N_("Created")),
    "TaskAssigned": _assigned,
    "TaskChanged": _changed,
    "TaskMoved": _moved,
    "TaskSigned": _signed,
    "SignatureWithdrawn": _unsigned,
    "EntryMessageNotSent": _not_told,
    "TaskCompleted": _plainly(N_("Done")),
    "TaskReopened": _plainly(N_("Reopened")),
    "TaskDue": _plainly(N_("The doer was reminded")),
    "RequestAssigned": _assigned,
    "RequestTaken": _plainly(N_("Took the request")),
    "RequestReleased": _plainly(N_("Gave it back to the team")),
    "AnswerUndone": _plainly(N_("Took an answer back before it left")),
    "RequestClosed": _plainly(N_("Closed the request")),
    "RequestReopened": _reopened,
    "RequestMarkedSpam": _plainly(N_("Marked as spam")),
    "RequestMarkedDuplicate": _plainly(N_("Marked as a duplicate")),
    "RequestMerged": _with_other(N_("Merged into {number}")),
    "RequestMergedHere": _with_other(N_("Merged here: {number}")),
    "RequestSplit": _with_other(N_("Split messages off as {number}")),
    "MessagesMoved": _with_other(N_("Moved messages to {number}")),
    "MessagesMovedHere": _with_other(N_("Moved messages here from {number}")),
    "MoveUndone": _with_other(N_("Took the move of messages between this and {number} back")),
    "MailPinned": _plainly(N_("Pinned the mail to where it is")),
    "MailUnpinned": _plainly(N_("Took the pin off")),
    "FollowUpSet": _followed,
    "FollowUpDue": _due,
    "RequestChanged": _changed,
    "RequestVerified": _plainly(N_("Checked who asks")),
    "CustomerAdded": _plainly(N_("Added")),
    "CustomerChanged": _changed,
    "CustomerArchived": _plainly(N_("Put it away")),
    "CustomerRestored": _plainly(N_("Taken back")),
    "ProjectCreated": _plainly(N_("Created")),
    "ProjectChanged": _changed,
    "ProjectClosedDown": _plainly(N_("Closed")),
    "ProjectReopened": _plainly(N_("Reopened")),
    "ProjectArchived": _plainly(N_("Put it away")),
}
"""How each fact of a history is said; one that is not here is not shown to everybody."""


async def happened(
    session: AsyncSession, events: Sequence[EventRecord]
) -> list[tuple[EventRecord, Fact]]:
    """Return the facts of a history in words, at most two queries for the names in them."""
    ids = named_in(events)
    names = dict(await names_of(session, ids))
    if ids - names.keys():
        names |= {team.id: team.name for team in await active_teams(session)}
    return tell(events, names)


def named_in(events: Iterable[EventRecord]) -> set[UUID]:
    """Return the ids of people and teams whose names the words of a history need."""
    return {
        found
        for event in events if event.name in TELLERS
        for name in ("doer_id", "staff_id", "assignee_id", "team_id")
        if (found := parse_id(str((event.payload or {}).get(name, ""))))
    }  # fmt: skip


def tell(
    events: Iterable[EventRecord], names: Mapping[UUID, str]
) -> list[tuple[EventRecord, Fact]]:
    """Return the facts of a history in words."""
    facts = []
    for event in events:
        payload = event.payload or {}
        if (teller := TELLERS.get(event.name)) and (sentence := teller(payload, names)):
            who = "Apuri" if event.actor_kind == "system" else event.actor_name
            facts.append((event, Fact(event.created_at, who, sentence)))
    return facts

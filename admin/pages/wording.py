"""States, channels and facts in words people know; nothing of ours is shown raw."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages import discussion_words, field_words, work_words
from admin.pages.done_words import done as done
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
    if alone := field_words.alone(changes):
        return alone
    fields = [_(FIELDS[name]) for name in changes if name in FIELDS] + field_words.labels(changes)
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

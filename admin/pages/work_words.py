"""What happens in work, in words for a history: activities, checklists, links, deferring."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from core.kit import formatting
from core.kit.i18n import N_, _, pgettext
from core.work.models import TaskLinkKind

Told = dict[str, Any]
Names = Mapping[UUID, str]

LINKS: Mapping[tuple[str, bool], str] = {
    (TaskLinkKind.RELATED, True): N_("Belongs together with"),
    (TaskLinkKind.RELATED, False): N_("Belongs together with"),
    (TaskLinkKind.BLOCKS, True): N_("Must be done before"),
    (TaskLinkKind.BLOCKS, False): N_("Waits for"),
    (TaskLinkKind.PART_OF, True): N_("Is a part of"),
    (TaskLinkKind.PART_OF, False): N_("Has as a part"),
    (TaskLinkKind.DUPLICATES, True): N_("Is the same as"),
    (TaskLinkKind.DUPLICATES, False): N_("Is the same as"),
}
"""How a task stands to another, from either end."""
PRIORITIES: Mapping[int, str] = {1: N_("Urgent"), 0: N_("Normal"), -1: N_("Can wait")}


def link_words(kind: str, is_from: bool) -> str:
    """Return how a task stands to the one at the other end of a link."""
    return _(LINKS[kind, is_from]) if (kind, is_from) in LINKS else kind


def priority_words(priority: int) -> str:
    """Return a priority as a word."""
    return _(PRIORITIES.get(priority, PRIORITIES[0]))


def activity_words(type_name: str | None, text: str) -> str:
    """Return an activity in a line: its type, what is to be done, or both."""
    return ": ".join(part for part in (type_name, text) if part) or pgettext("activity", "Activity")


def _what(told: Told) -> str:
    return activity_words(told.get("type"), str(told.get("text") or ""))


def _about(sentence: str) -> Any:
    return lambda told, _names: _(sentence).format(what=_what(told))


def _line(sentence: str) -> Any:
    return lambda told, _names: _(sentence).format(text=formatting.quoted(str(told.get("text"))))


def _ticked(told: Told, _names: Names) -> str:
    text = formatting.quoted(str(told.get("text")))
    sentence = _("Ticked {text}") if told.get("done") else _("Took the tick off {text}")
    return sentence.format(text=text)


def _renamed(told: Told, _names: Names) -> str:
    return _("Checklist: {before} is now {after}").format(
        before=formatting.quoted(str(told.get("before"))),
        after=formatting.quoted(str(told.get("text"))),
    )


def _linked(told: Told, _names: Names) -> str:
    words = link_words(str(told.get("kind")), bool(told.get("is_from")))
    return f"{words}: {told.get('other_number', '')}"


def _unlinked(told: Told, _names: Names) -> str:
    return _("Link taken away: {number}").format(number=told.get("other_number", ""))


def deferred(changes: Mapping[str, Any]) -> str | None:
    """Return a change of nothing but the day until which a task is put aside."""
    if list(changes) != ["deferred_until"]:
        return None
    until = changes["deferred_until"][1]
    if not until:
        return _("Taken back from aside")
    day = formatting.day(date.fromisoformat(str(until)))
    return _("Put aside until {day}").format(day=day)


def progress(changes: Mapping[str, Any]) -> str | None:
    """Return a change of nothing but the percentage done."""
    if list(changes) != ["percent"]:
        return None
    return _("Done so far: {percent} %").format(percent=changes["percent"][1])


# What was directed and done stands in a timeline as the activity itself.
TELLERS: dict[str, Any] = {
    "ActivityChanged": _about(N_("Changed: {what}")),
    "ActivityReopened": _about(N_("Not done after all: {what}")),
    "ActivityRemoved": _about(N_("Taken away: {what}")),
    "ChecklistItemAdded": _line(N_("Added to the checklist: {text}")),
    "ChecklistItemTicked": _ticked,
    "ChecklistItemRenamed": _renamed,
    "ChecklistItemRemoved": _line(N_("Taken off the checklist: {text}")),
    "TaskLinked": _linked,
    "TaskUnlinked": _unlinked,
    "TaskCameBack": lambda _told, _names: _("Came back"),
}
FIELDS: Mapping[str, str] = {
    "starts_at": N_("beginning"),
    "ends_at": N_("end"),
    "deferred_until": N_("put aside until"),
    "planned_minutes": N_("planned hours"),
    "percent": N_("percentage done"),
    "status_id": N_("status"),
    "group_id": N_("project group"),
    "starts_on": N_("first day"),
    "ends_on": N_("last day"),
    "budget_minutes": N_("budget"),
    "members": N_("attached people"),
    "members_only": N_("who logs hours"),
    "language": N_("language"),
    "email": N_("mail address"),
    "phone": N_("phone"),
    "organisation_id": N_("company"),
}
DONE: Mapping[str, str] = {
    "task_created": N_("The task is created."),
    "task_stage": N_("The task was moved."),
    "task_done": N_("The task is done."),
    "task_reopen": N_("The task is open again."),
    "task_archive": N_("The task was put away."),
    "task_archived": N_("The task was put away."),
    "task_remind": N_("You will be reminded."),
    "task_forget": N_("The reminder was taken back."),
    "task_defer": N_("The task is put aside. It comes back on the day you chose."),
    "task_undefer": N_("The task is back."),
    "task_percent": N_("Saved."),
    "task_item": N_("The line is on the checklist."),
    "task_tick": N_("Saved."),
    "task_direct": N_("The activity is written down. Whoever is to do it is told."),
    "task_acted": N_("Saved."),
    "task_link": N_("The tasks are linked."),
    "task_unlink": N_("The link is taken away."),
    "activity_done": N_("The activity is done."),
    "recurring_made": N_("The recurring work is planned."),
    "recurring_pause": N_("Nothing is handed out until you let it go on."),
    "recurring_resume": N_("It goes on from today."),
    "recurring_archive": N_("The recurring work was put away. Its tasks stay."),
}
"""What is said after a form about work was carried out."""

"""Who did what and when; sealed, so only to look at."""

import json
from typing import Any

from markupsafe import Markup

from admin.base import ConfigView, Filter
from admin.pages import wording
from admin.views.event_words import told
from core.access.permissions import Permission
from core.events.models import EventRecord
from core.kit.i18n import N_, _

SUBJECTS = {
    "contact_request": N_("Contact request"), "task": N_("Task"), "time_entry": N_("Hours"),
    "travel": N_("Travel"), "expense": N_("Expense"), "staff": N_("Person"),
    "source": N_("Message source"), "setting": N_("Setting"), "customer": N_("Customer"),
    "person": N_("Person"), "organisation": N_("Company"), "conversation": N_("Conversation"),
    "team": N_("Team"), "role": N_("Role"), "workflow": N_("Workflow"), "stage": N_("Stage"),
    "rule": N_("Routing rule"), "project": N_("Project"), "outbound": N_("Outgoing message"),
    "reminder": N_("Reminder"), "timer": N_("Timer"),
    "absence": N_("Absence"),
}  # fmt: skip


def _subject(fact: EventRecord, _name: str) -> str:
    return _(SUBJECTS.get(fact.subject_kind, N_("Other")))


def _who(fact: EventRecord, _name: str) -> str:
    return f"{fact.actor_name} ({fact.reason})" if fact.reason else fact.actor_name


def _payload(fact: EventRecord, _name: str) -> Any:
    if fact.erased_at is not None:
        return _("Erased")
    text = json.dumps(fact.payload, ensure_ascii=False, indent=2)
    return Markup('<pre class="prewrap">{}</pre>').format(text)


def _sealed(fact: EventRecord, _name: str) -> str:
    if fact.position is None:
        return _("Not yet")
    return _("Yes, as number {position}").format(position=fact.position)


def _by_subject(query: Any, value: str) -> Any:
    return query.where(EventRecord.subject_kind == value) if value else query


class EventView(ConfigView, model=EventRecord):
    """The audit."""

    right = Permission.SEE_AUDIT
    name, name_plural = N_("Event"), N_("Events")
    about = N_("Who did what and when. Each event is sealed, so that a change would be noticed.")
    none_yet = N_("Everything that is changed leaves a line here.")
    icon = "hours"
    column_list = ("created_at", "name", "subject_kind", "actor_name", "channel")
    column_details_list = (
        "created_at", "name", "subject_kind", "actor_name", "channel", "payload", "position",
    )  # fmt: skip
    column_labels = {
        "created_at": N_("When"), "name": N_("What happened"), "subject_kind": N_("About"),
        "actor_name": N_("Who"), "channel": N_("By way of"), "payload": N_("Details"),
        "position": N_("Sealed"),
    }  # fmt: skip
    column_formatters = {
        "name": lambda fact, _name: told(fact.name), "subject_kind": _subject,
        "channel": lambda fact, _name: wording.channel(fact.channel)[0],
    }  # fmt: skip
    column_formatters_detail = {
        **column_formatters, "actor_name": _who, "payload": _payload, "position": _sealed,
    }  # fmt: skip
    column_searchable_list = ("name", "actor_name")
    column_default_sort = ("id", True)
    list_loads = (
        EventRecord.created_at, EventRecord.name, EventRecord.subject_kind, EventRecord.actor_name,
        EventRecord.channel,
    )  # fmt: skip
    filters = (
        Filter("about", N_("About"),
               lambda: [("", _("All")), *((kind, _(words)) for kind, words in SUBJECTS.items())],
               _by_subject),
    )  # fmt: skip

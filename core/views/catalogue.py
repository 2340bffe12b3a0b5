"""Every list of the product, by kind: the one place that knows them all."""

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from core.access.actor import Actor, require
from core.access.modules import Part
from core.access.permissions import Permission
from core.contact_requests import columns as request_columns
from core.contact_requests import policies as request_policies
from core.contact_requests import queries as requests
from core.contact_requests.models import ContactRequest
from core.conversations import columns as message_columns
from core.conversations.models import Message
from core.kit.i18n import N_
from core.notify import outbox_sight as outbox
from core.outbound import columns as outbound_columns
from core.outbound import policies as outbound_policies
from core.outbound.models import OutboundMessage
from core.people import columns as people_columns
from core.people import policies as people_policies
from core.people import queries as people
from core.people.models import Customer, Person
from core.search.matching import found_by
from core.staff import columns as staff_columns
from core.staff.models import StaffMember
from core.timesheets import columns as hours_columns
from core.timesheets import queries as hours
from core.timesheets.models import TimeEntry
from core.views import built_in
from core.views.comparing import holds
from core.views.errors import NoSuchList
from core.views.modules import ListModule
from core.work import columns as work_columns
from core.work import policies as work_policies
from core.work import queries as work
from core.work.models import Project, Task

Clause = sa.ColumnElement[bool]


def _indexed(kind: str, identity: Any) -> Callable[[str], Clause]:
    """Find by the words of the search index, numbers in any spelling among them."""
    return lambda words: found_by(kind, identity, words)


def _texts(*texts: Any) -> Callable[[str], Clause]:
    """Find by words in any of some texts."""
    return lambda words: sa.or_(*(holds(text, words) for text in texts))


def _staff(actor: Actor) -> bool:
    return actor.kind != "customer"


def _messages(actor: Actor) -> sa.Select[Any]:
    """Select the messages of the requests that an actor may see."""
    request = requests.visible_to(actor).with_only_columns(ContactRequest.id)
    mine = request.where(ContactRequest.conversation_id == Message.conversation_id)
    return sa.select(Message).where(mine.correlate(Message).exists())


def _colleagues(actor: Actor) -> sa.Select[Any]:
    query = sa.select(StaffMember)
    return query if actor.may(Permission.MANAGE_STAFF) else query.where(sa.false())


_CAN_TAKE = sa.and_(ContactRequest.assignee_id.is_(None), requests.IS_OPEN)
_OF_MESSAGE = (
    sa.select(ContactRequest.number)
    .where(ContactRequest.conversation_id == Message.conversation_id)
    .correlate(Message)
    .scalar_subquery()
)

_EVERY = (
    ListModule(
        "task", N_("Tasks"), "/app/tasks", "work", work_columns.TASKS, Task.id, Task.number,
        "/app/tasks/{ref}", work.visible_to, _staff, built_in.TASKS,
        _indexed("task", Task.id), custom=Task.custom, linked="team",
        marks={"quiet": Task.closed_at.is_not(None), "version": Task.version},
        new_path="/app/tasks/new", new_label=N_("New task"), part=Part.WORK,
        may_create=lambda actor: actor.may(Permission.HANDLE_TASKS), apart=work.apart,
    ),
    ListModule(
        "project", N_("Projects"), "/app/projects", "project", work_columns.PROJECTS, Project.id,
        Project.id, "/app/projects/{ref}",
        lambda actor: work.projects_visible_to(actor).where(Project.archived_at.is_(None)),
        _staff, built_in.PROJECTS, _indexed("project", Project.id), custom=Project.custom,
        marks={"version": Project.version}, linked="open",
        new_path="/app/projects/new", new_label=N_("New project"), part=Part.PROJECTS,
        may_create=work_policies.can_edit_projects,
    ),
    ListModule(
        "contact_request", N_("Inbox"), "/app/inbox", "inbox", request_columns.COLUMNS,
        ContactRequest.id, ContactRequest.number, "/app/requests/{ref}", requests.visible_to,
        _staff, built_in.REQUESTS,
        _indexed("contact_request", ContactRequest.id),
        custom=ContactRequest.custom,
        opens=("mine", "team", "all"),
        marks={"unread": sa.and_(ContactRequest.unread, requests.IS_OPEN), "can_take": _CAN_TAKE,
               "version": ContactRequest.version},
        new_path="/app/requests/new", new_label=N_("New request"),
        may_create=request_policies.may_handle,
    ),
    ListModule(
        "customer", N_("Customers"), "/app/customers", "customers", people_columns.CUSTOMERS,
        Customer.id, Customer.id, "/app/customers/{ref}", people.visible_to,
        people_policies.can_see, built_in.CUSTOMERS, _indexed("customer", Customer.id), custom=Customer.custom,
        marks={"version": Customer.version},
        new_path="/app/customers/new", new_label=N_("New customer"),
        may_create=people_policies.can_edit,
    ),
    ListModule(
        "person", N_("Persons"), "/app/persons", "person", people_columns.PERSONS, Person.id,
        Person.id, "/app/persons/{ref}", people.persons_visible_to, people_policies.can_see,
        built_in.PERSONS, _indexed("person", Person.id), custom=Person.custom,
        new_path="/app/persons/new", new_label=N_("New person"),
        may_create=people_policies.can_edit,
    ),
    ListModule(
        "time_entry", N_("Hours"), "/app/hours/entries", "hours", hours_columns.COLUMNS,
        TimeEntry.id, TimeEntry.id, "/app/hours/{ref}",
        lambda actor: hours.visible_to(actor).where(*hours.COUNTS),
        _staff, built_in.HOURS, _texts(TimeEntry.note), custom=TimeEntry.custom,
        title="day", links={"who": ("staff", "is"), "customer_id": ("customer", "is"),
               "project_id": ("project", "is"), "first": ("day", "from"),
               "last": ("day", "until"), "billable": ("billable", "is")},
        new_path="/app/hours/new", new_label=N_("Log hours"), part=Part.HOURS,
        may_create=lambda actor: actor.may(Permission.LOG_HOURS),
    ),
    ListModule(
        "message", N_("Messages"), "/app/messages", "mail", message_columns.COLUMNS, Message.id,
        _OF_MESSAGE, "/app/requests/{ref}", _messages, _staff, built_in.MESSAGES,
        _indexed("message", Message.id),
    ),
    ListModule(
        "outbound_message", N_("Outbox"), "/app/outbox", "outbox", outbound_columns.COLUMNS,
        OutboundMessage.id, OutboundMessage.id, "/app/outbox/{ref}", outbox.visible_to,
        outbound_policies.can_see_outbox, built_in.OUTBOX,
        _texts(OutboundMessage.address, OutboundMessage.subject),
    ),
    ListModule(
        "staff_member", N_("People"), "/app/staff", "person", staff_columns.COLUMNS,
        StaffMember.id, StaffMember.id, "/settings/staff-member/edit/{ref}", _colleagues,
        lambda actor: actor.may(Permission.MANAGE_STAFF), built_in.STAFF,
        _texts(StaffMember.name, StaffMember.email), is_opened_aside=False,
        new_path="/settings/staff-member/create", new_label=N_("Invite a person"),
        may_create=lambda actor: actor.may(Permission.MANAGE_STAFF),
    ),
)  # fmt: skip
LISTS: dict[str, ListModule] = {one.kind: one for one in _EVERY}


def lists_for(actor: Actor) -> Iterable[ListModule]:
    """Return the lists that an actor has."""
    return [one for one in _EVERY if _is_used(actor, one) and one.may_see(actor)]


def get_list(actor: Actor, kind: str) -> ListModule:
    """Return a list by its kind; raises NoSuchList, or NotAllowed when it is not the actor's."""
    module = LISTS.get(kind)
    if module is None or not _is_used(actor, module):
        raise NoSuchList
    require(module.may_see(actor))
    return module


def _is_used(actor: Actor, module: ListModule) -> bool:
    return not module.part or actor.has(module.part)

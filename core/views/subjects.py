"""The kinds of things that comments, files, notes, search and lists are about."""

from typing import Any

from core.access.actor import Actor
from core.access.modules import Part
from core.access.subjects import Subject
from core.contact_requests import queries as requests
from core.contact_requests.models import ContactRequest
from core.kit.i18n import N_
from core.people import queries as people
from core.people.models import Customer, Person
from core.timesheets import queries as hours
from core.timesheets.models import TimeEntry
from core.work import queries as work
from core.work.models import Project, Task


def _tasks(actor: Actor) -> Any:
    return work.visible_to(actor).with_only_columns(Task.id, Task.title, Task.number)


def _requests(actor: Actor) -> Any:
    return requests.visible_to(actor).with_only_columns(
        ContactRequest.id, ContactRequest.subject, ContactRequest.number
    )


def _projects(actor: Actor) -> Any:
    return work.projects_visible_to(actor).with_only_columns(Project.id, Project.name, Project.id)


def _customers(actor: Actor) -> Any:
    return people.visible_to(actor).with_only_columns(Customer.id, Customer.name, Customer.id)


def _persons(actor: Actor) -> Any:
    return people.persons_visible_to(actor).with_only_columns(Person.id, Person.name, Person.id)


def _entries(actor: Actor) -> Any:
    return hours.visible_to(actor).with_only_columns(TimeEntry.id, TimeEntry.note, TimeEntry.id)


SUBJECTS = {
    one.kind: one
    for one in (
        Subject("task", N_("Task"), "work", "/app/tasks/{ref}", Task.id, _tasks,
                Part.WORK),
        Subject("contact_request", N_("Contact request"), "inbox", "/app/requests/{ref}",
                ContactRequest.id, _requests),
        Subject("project", N_("Project"), "project", "/app/projects/{ref}", Project.id, _projects,
                Part.PROJECTS),
        Subject("customer", N_("Customer"), "customers", "/app/customers/{ref}",
                Customer.id, _customers),
        Subject("person", N_("Person"), "person", "/app/persons/{ref}", Person.id, _persons),
        Subject("time_entry", N_("Time entry"), "hours", "/app/hours/{ref}",
                TimeEntry.id, _entries, Part.HOURS),
    )
}  # fmt: skip

"""What lists of contact requests may show."""

import sqlalchemy as sa

from core.columns import Choice, Column, Kind, name_of
from core.columns.choices import CHANNELS, LANGUAGES, PRIORITIES
from core.contact_requests.models import ContactRequest, RequestState
from core.contact_requests.queries import IS_OPEN
from core.kit.i18n import N_
from core.people.models import Customer, Person
from core.sources.models import Source
from core.staff.models import StaffMember, Team

STATES = (
    Choice(RequestState.NEW, N_("New"), "wait"),
    Choice(RequestState.PENDING, N_("Needs details"), "wait"),
    Choice(RequestState.VERIFY, N_("Needs checking"), "wait"),
    Choice(RequestState.FOLLOW_UP, N_("Follow up")),
    Choice(RequestState.IN_WORK, N_("In work")),
    Choice(RequestState.CLOSED, N_("Closed"), "quiet"),
    Choice(RequestState.DUPLICATE, N_("Duplicate"), "quiet"),
    Choice(RequestState.SPAM, N_("Spam"), "quiet"),
)
_ASKER = sa.func.coalesce(
    name_of(Customer, ContactRequest.customer_id),
    sa.func.nullif(ContactRequest.asker_name, ""),
    ContactRequest.asker_address,
)

COLUMNS = (
    Column("number", N_("Number"), Kind.TEXT, ContactRequest.number, width="narrow"),
    Column("asker", N_("Sender"), Kind.TEXT, _ASKER, filters=False),
    Column("asker_name", N_("Name of who wrote"), Kind.TEXT, ContactRequest.asker_name),
    Column("asker_address", N_("Address of who wrote"), Kind.TEXT, ContactRequest.asker_address),
    Column("subject", N_("Subject"), Kind.TEXT, ContactRequest.subject, width="wide"),
    Column("preview", N_("First words"), Kind.TEXT, ContactRequest.preview, width="wide",
           on_phone=False),
    Column("state", N_("State"), Kind.CHOICE, ContactRequest.state, choices=STATES, partial=True),
    Column("is_open", N_("Is open"), Kind.YES_NO, IS_OPEN, partial=True),
    Column("channel", N_("Channel"), Kind.CHOICE, ContactRequest.channel, choices=CHANNELS),
    Column("source", N_("Source"), Kind.REFERENCE, ContactRequest.source_id,
           name_of(Source, ContactRequest.source_id), refers="source"),
    Column("customer", N_("Customer"), Kind.REFERENCE, ContactRequest.customer_id,
           name_of(Customer, ContactRequest.customer_id), refers="customer",
           path="/app/customers/{id}"),
    Column("person", N_("Person"), Kind.REFERENCE, ContactRequest.person_id,
           name_of(Person, ContactRequest.person_id), refers="person", path="/app/persons/{id}"),
    Column("team", N_("Team"), Kind.REFERENCE, ContactRequest.team_id,
           name_of(Team, ContactRequest.team_id), refers="team"),
    Column("assignee", N_("Handled by"), Kind.REFERENCE, ContactRequest.assignee_id,
           name_of(StaffMember, ContactRequest.assignee_id), refers="staff"),
    Column("priority", N_("Priority"), Kind.CHOICE, ContactRequest.priority, choices=PRIORITIES,
           stored=int),
    Column("language", N_("Language"), Kind.CHOICE, ContactRequest.language, choices=LANGUAGES),
    Column("tags", N_("Tags"), Kind.TAGS, ContactRequest.tags, key="tags"),
    Column("activity", N_("Last message"), Kind.MOMENT, ContactRequest.last_activity_at,
           sort=ContactRequest.last_activity_at),
    Column("waiting", N_("Waiting since"), Kind.MOMENT, ContactRequest.waiting_since,
           sort=ContactRequest.waiting_since, nullable=True),
    Column("opened", N_("Came in"), Kind.MOMENT, ContactRequest.opened_at,
           sort=ContactRequest.id),
    Column("answered", N_("First answered"), Kind.MOMENT, ContactRequest.first_answered_at),
    Column("follow_up", N_("Follow up on"), Kind.MOMENT, ContactRequest.follow_up_at,
           sort=ContactRequest.follow_up_at, nullable=True, ahead=True),
    Column("closed", N_("Closed"), Kind.MOMENT, ContactRequest.closed_at),
)  # fmt: skip

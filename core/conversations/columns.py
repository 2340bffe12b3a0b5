"""What lists of messages may show."""

import sqlalchemy as sa

from core.columns import Choice, Column, Kind, name_of
from core.columns.choices import CHANNELS
from core.conversations.models import Message
from core.kit.i18n import N_
from core.people.models import Person
from core.staff.models import StaffMember

DIRECTIONS = (Choice("in", N_("Came in")), Choice("out", N_("Went out"), "quiet"))
KINDS = (
    Choice("human", N_("Written by a person")),
    Choice("auto_reply", N_("Automatic answer"), "quiet"),
    Choice("vacation", N_("Away message"), "quiet"),
    Choice("bounce", N_("Came back undelivered"), "late"),
    Choice("list", N_("Mailing list"), "quiet"),
    Choice("own", N_("Our own"), "quiet"),
    Choice("note", N_("Internal note"), "quiet"),
)

COLUMNS = (
    Column("sent", N_("Moment"), Kind.MOMENT, Message.sent_at, sort=Message.id, width="narrow"),
    Column("direction", N_("Direction"), Kind.CHOICE, Message.direction, choices=DIRECTIONS),
    Column("author", N_("Sender"), Kind.TEXT,
           sa.func.coalesce(sa.func.nullif(Message.author_name, ""), Message.from_address)),
    Column("address", N_("Address"), Kind.TEXT, Message.from_address),
    Column("subject", N_("Subject"), Kind.TEXT, Message.subject, width="wide"),
    Column("text", N_("Text"), Kind.TEXT, Message.text, width="wide", on_phone=False),
    Column("channel", N_("Channel"), Kind.CHOICE, Message.channel, choices=CHANNELS),
    Column("kind", N_("Kind"), Kind.CHOICE, Message.kind, choices=KINDS),
    Column("staff", N_("Employee"), Kind.REFERENCE, Message.staff_id,
           name_of(StaffMember, Message.staff_id), refers="staff"),
    Column("person", N_("Person"), Kind.REFERENCE, Message.person_id,
           name_of(Person, Message.person_id), refers="person", path="/app/persons/{id}"),
    Column("attachments", N_("Attachments"), Kind.NUMBER, Message.attachment_count),
)  # fmt: skip

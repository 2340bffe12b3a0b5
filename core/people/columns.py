"""What lists of customers and persons may show."""

from typing import Any

import sqlalchemy as sa

from core.columns import Column, Kind, name_of
from core.columns.choices import LANGUAGES
from core.kit.i18n import N_
from core.people.models import Customer, EmailAddress, Organisation, Person, PhoneNumber
from core.staff.models import StaffMember


def _first(value: Any, whose: Any) -> Any:
    """Select one of the ways of reaching somebody."""
    return sa.select(sa.func.min(value)).where(whose).scalar_subquery()


CUSTOMERS = (
    Column("name", N_("Name"), Kind.TEXT, Customer.name, sort=Customer.folded_name,
           folded=Customer.search_words, width="wide"),
    Column("aliases", N_("Other names"), Kind.TAGS, Customer.aliases, filters=False,
           on_phone=False),
    Column("responsible", N_("Responsible"), Kind.REFERENCE, Customer.responsible_id,
           name_of(StaffMember, Customer.responsible_id), refers="staff"),
    Column("organisation", N_("Organisation"), Kind.REFERENCE, Customer.organisation_id,
           name_of(Organisation, Customer.organisation_id), refers="organisation"),
    Column("city", N_("City"), Kind.TEXT,
           name_of(Organisation, Customer.organisation_id, "city"), filters=False),
    Column("note", N_("Note"), Kind.TEXT, Customer.note, width="wide", on_phone=False),
    Column("tags", N_("Tags"), Kind.TAGS, Customer.tags, key="tags"),
    Column("put_away", N_("Is put away"), Kind.YES_NO, Customer.archived_at.is_not(None),
           partial=True),
    Column("created", N_("Created"), Kind.MOMENT, Customer.created_at, sort=Customer.id),
)  # fmt: skip

PERSONS = (
    Column("name", N_("Name"), Kind.TEXT, Person.name, sort=Person.name, width="wide"),
    Column("organisation", N_("Organisation"), Kind.REFERENCE, Person.organisation_id,
           name_of(Organisation, Person.organisation_id), refers="organisation"),
    Column("mail", N_("Mail address"), Kind.TEXT,
           _first(EmailAddress.address, EmailAddress.person_id == Person.id), filters=False),
    Column("phone", N_("Phone"), Kind.TEXT,
           _first(PhoneNumber.number, PhoneNumber.person_id == Person.id), filters=False),
    Column("language", N_("Language"), Kind.CHOICE, Person.language, choices=LANGUAGES),
    Column("put_away", N_("Is put away"), Kind.YES_NO, Person.archived_at.is_not(None),
           partial=True),
    Column("created", N_("Created"), Kind.MOMENT, Person.created_at, sort=Person.id),
)  # fmt: skip

COLUMNS = {"customer": CUSTOMERS, "person": PERSONS}

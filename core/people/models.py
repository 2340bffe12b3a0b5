"""Organisations, persons, customers and how to reach them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from core.db.base import Archivable, Record, Versioned, json, link, words
from core.kit.text import fold


class Organisation(Versioned, Archivable, Record):
    """A company, association or authority."""

    __tablename__ = "organisations"
    name: Mapped[str] = words("identity")
    business_id: Mapped[str | None] = words("identity", default=None)
    street: Mapped[str] = words("contact", default="")
    postal_code: Mapped[str] = words("contact", default="")
    city: Mapped[str] = words("contact", default="")

    def __str__(self) -> str:
        return self.name


class Person(Versioned, Archivable, Record):
    """A human being outside our staff.

    `language` is what they chose (`language_chosen`) or, until then, last wrote in. `custom` holds
    the company's own fields by key.
    """

    __tablename__ = "persons"
    __table_args__ = (sa.Index("ix_persons_name", "name", "id", "archived_at"),)
    name: Mapped[str] = words("identity")
    organisation_id: Mapped[UUID | None] = link("organisations.id", default=None)
    language: Mapped[str | None] = words(default=None)
    language_chosen: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    custom: Mapped[dict[str, Any]] = json("content", default=dict, server_default="{}")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    def __str__(self) -> str:
        return self.name


class Customer(Versioned, Archivable, Record):
    """An organisation or a person in the role of buyer.

    `name` is what staff call it, `folded_name` the same for comparing, `aliases` other spoken
    names; `search_words` is all of them folded, each word behind a space. `custom` holds the
    company's own fields by key.
    """

    __tablename__ = "customers"
    __table_args__ = (sa.Index("ix_customers_name", "folded_name", "id", "archived_at"),)
    name: Mapped[str] = words("identity")
    folded_name: Mapped[str] = words("identity")
    aliases: Mapped[list[str]] = json("identity", default=list)
    search_words: Mapped[str] = words("identity", default="")
    organisation_id: Mapped[UUID | None] = link("organisations.id", unique=True, default=None)
    person_id: Mapped[UUID | None] = link("persons.id", unique=True, default=None)
    note: Mapped[str] = words("content", default="")
    tags: Mapped[list[str]] = json(default=list, server_default="[]")
    responsible_id: Mapped[UUID | None] = link("staff_members.id", default=None)
    custom: Mapped[dict[str, Any]] = json("content", default=dict, server_default="{}")

    @validates("name", "aliases")
    def _keep_folded(self, key: str, value: Any) -> Any:
        names = [value, *(self.aliases or [])] if key == "name" else [self.name or "", *value]
        self.folded_name = fold(names[0])
        self.search_words = " " + fold(" ".join(names))
        return value

    def __str__(self) -> str:
        return self.name


class EmailAddress(Record):
    """A mail address (lower case) of a person or an organisation; bounces mark it."""

    __tablename__ = "email_addresses"
    address: Mapped[str] = words("contact", unique=True)
    person_id: Mapped[UUID | None] = link("persons.id", ondelete="CASCADE", default=None)
    organisation_id: Mapped[UUID | None] = link(
        "organisations.id", ondelete="CASCADE", default=None
    )
    bounced_at: Mapped[datetime | None]
    bounce_reason: Mapped[str] = words(default="")


class PhoneNumber(Record):
    """A phone number in E.164 of a person or an organisation."""

    __tablename__ = "phone_numbers"
    __table_args__ = (sa.Index("ix_phone_numbers_number", "number"),)
    number: Mapped[str] = words("contact")
    person_id: Mapped[UUID | None] = link("persons.id", ondelete="CASCADE", default=None)
    organisation_id: Mapped[UUID | None] = link(
        "organisations.id", ondelete="CASCADE", default=None
    )
    label: Mapped[str] = words(default="")
    stopped_at: Mapped[datetime | None]  # the owner of the number answered STOP


class PersonAccount(Record):
    """A channel's user who is not staff: who this Telegram account is."""

    __tablename__ = "person_accounts"
    __table_args__ = (sa.UniqueConstraint("channel", "external_id"),)
    channel: Mapped[str] = words()
    external_id: Mapped[str] = words("contact")
    person_id: Mapped[UUID] = link("persons.id", ondelete="CASCADE")
    data: Mapped[dict[str, Any] | None] = json("contact")

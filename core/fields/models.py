"""The company's own fields, and an index of the values that lists filter by."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Archivable, Record, Versioned, json, words


class FieldKind(StrEnum):
    """What a field holds, and how its value stands in the record's `custom` JSON."""

    TEXT = "text"  # text
    NUMBER = "number"  # decimal as text, "12.5"
    MONEY = "money"  # {"minor": 1250, "currency": "EUR"}
    DATE = "date"  # "2026-11-23"
    CHOICE = "choice"  # a choice's key
    CHOICES = "choices"  # a list of keys
    PERSON = "person"  # an id as text
    CUSTOMER = "customer"  # an id as text
    YES_NO = "yes_no"  # true or false


class Module(StrEnum):
    """What may bear own fields, be listed and be searched; also the `subject_kind` of each."""

    CUSTOMER = "customer"
    PERSON = "person"
    REQUEST = "contact_request"
    TASK = "task"
    PROJECT = "project"
    TIME_ENTRY = "time_entry"


class CustomField(Versioned, Archivable, Record):
    """One field of a module. `key` never changes; `choices` are {"key", "label"} in order."""

    __tablename__ = "custom_fields"
    __table_args__ = (sa.UniqueConstraint("module", "key"),)
    module: Mapped[str] = words()
    key: Mapped[str] = words()
    label: Mapped[str] = words()
    kind: Mapped[str] = words(default=FieldKind.TEXT)
    hint: Mapped[str] = words(default="")
    choices: Mapped[list[dict[str, Any]]] = json(default=list)
    position: Mapped[int] = mapped_column(default=100)
    is_required: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        return self.label


class FieldValue(Record):
    """One value of a record as filters and sorting find it: own fields and tags.

    `key` is `custom.<key>` or `tags`; `text` is folded, at most 200 characters; a choice of several
    has a row for each. `number`: thousandths of a number, minor units of money, a date's ordinal.
    Kept by `indexing.keep_values` in the transaction that changes the record.
    """

    __tablename__ = "field_values"
    __table_args__ = (
        sa.Index("ix_field_values_text", "module", "key", "text", "subject_id"),
        sa.Index("ix_field_values_number", "module", "key", "number", "subject_id"),
        sa.Index("ix_field_values_subject", "subject_id"),
    )
    module: Mapped[str] = words()
    key: Mapped[str] = words()
    subject_id: Mapped[UUID]
    text: Mapped[str | None] = words("content", default=None)
    number: Mapped[int | None] = mapped_column(sa.BigInteger)

"""Record base, column types and the columns every table has."""

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

from core.kit import clock, ids

Personal = Literal["none", "contact", "content", "identity"]
"""What personal data a column may hold: none; contact details; what people wrote; who they are."""

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """Aware UTC moments on both databases; refuses a naive one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        """On SQLite straight to the text it keeps, which a batch of mails asks for often."""
        return _moment_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _moment_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment without a zone cannot be stored")
    plain = value if value.tzinfo is UTC else value.astimezone(UTC)
    return plain.replace(tzinfo=None).isoformat(" ", "microseconds")


class Record(DeclarativeBase):
    """A row with a UUIDv7 key and its time of birth."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime(), UUID: sa.Uuid()}  # noqa: RUF012

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


def table_of(record: type[Record]) -> Any:
    """Return the table of a model: statements of its columns give rows without the ORM's work."""
    return sa.inspect(record).local_table


class Versioned:
    """Two editors never overwrite each other silently: every change raises `version` by one."""

    version: Mapped[int] = mapped_column(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Archivable:
    """Put away instead of deleted."""

    archived_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


def words(personal: Personal = "none", **options: Any) -> MappedColumn[Any]:
    """A text column that says what personal data it may hold."""
    return mapped_column(sa.Text, info={"personal": personal}, **options)


def blob(personal: Personal = "none", **options: Any) -> MappedColumn[Any]:
    """A bytes column that says what personal data it may hold."""
    return mapped_column(sa.LargeBinary, info={"personal": personal}, **options)


def json(personal: Personal = "none", **options: Any) -> MappedColumn[Any]:
    """A JSON column that says what personal data it may hold; None is SQL NULL."""
    return mapped_column(sa.JSON(none_as_null=True), info={"personal": personal}, **options)


def link(target: str, *, ondelete: str = "RESTRICT", **options: Any) -> MappedColumn[Any]:
    """A foreign key to `table.id`, indexed unless told otherwise."""
    options.setdefault("index", True)
    return mapped_column(sa.ForeignKey(target, ondelete=ondelete), **options)

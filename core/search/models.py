"""The index of everything that can be searched: one row of words per thing, message or remark.

On SQLite `search_fts` (FTS5, external content) mirrors `words` by triggers (a
rebuilt table needs them anew); on PostgreSQL `words` is
a tsvector with a GIN index. Both hold exactly the words that `core.search.words` cut, nothing that a
database's own parser made of them, so that both find the same (ADR 0012).
"""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from core.db.base import Record, UtcDateTime, words

NAMED = ("customer", "person", "project")
"""Kinds of things that are known by their names: found by how the name begins, in its order."""
IS_NAMED = sa.text("subject_kind IN ('customer', 'person', 'project')")

entries = sa.Table(
    "search_entries",
    Record.metadata,
    # Integer keys of its own, which FTS5 needs; see `core.search.keys` for what they mean.
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True,
              autoincrement=False),
    sa.Column("subject_kind", sa.Text, nullable=False, info={"personal": "none"}),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("part", sa.Text, nullable=False, server_default="", info={"personal": "none"}),
    sa.Column("title_words",
              sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
              nullable=False, info={"personal": "content"}),
    sa.Column("words", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"),
              nullable=False, info={"personal": "content"}),
    sa.Column("at", UtcDateTime(), nullable=False),
    sa.UniqueConstraint("subject_kind", "subject_id", "part"),
    sa.Index("ix_search_entries_names", "title_words", "id",
             sqlite_where=IS_NAMED, postgresql_where=IS_NAMED),
    sa.Index("ix_search_entries_parts", "part",
             sqlite_where=sa.text("part <> ''"), postgresql_where=sa.text("part <> ''")),
    info={"derived": True},
)  # fmt: skip
"""`part` is a comment's or note's id where the row is about words said on the subject, else empty.
`title_words` is the folded title, `words` every distinct word (on SQLite between blanks)."""

MATCHES = sa.table("search_fts", sa.column("rowid", sa.Integer), sa.column("search_fts", sa.Text))
"""SQLite's full-text index."""


class SearchProgress(Record):
    """How far the index is: by group of things what was filled in, and which fact was last read.

    `name` is a group (then everything newer than `last_id` is in) or `events` (then `position`).
    """

    __tablename__ = "search_progress"
    __table_args__ = {"info": {"derived": True}}  # noqa: RUF012
    name: sa.orm.Mapped[str] = words(unique=True)
    position: sa.orm.Mapped[int] = sa.orm.mapped_column(sa.BigInteger, default=0)
    last_id: sa.orm.Mapped[UUID | None] = sa.orm.mapped_column(sa.Uuid)
    is_done: sa.orm.Mapped[bool] = sa.orm.mapped_column(default=False)

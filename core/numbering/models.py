"""Counters behind the numbers people see."""

from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Record, words


class Counter(Record):
    """The last number given in a series and year (`R`, 2026)."""

    __tablename__ = "counters"
    series: Mapped[str] = words(unique=True)
    last: Mapped[int] = mapped_column(default=0)

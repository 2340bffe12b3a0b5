"""Searching: what holds all the words that were typed, the best and newest of each kind first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.search import fts5, tsvectors
from core.search.asking import Asked, asked_for
from core.search.candidates import Candidate, ranges_of
from core.search.keys import GROUPS, group_of
from core.search.words import reference

LIMIT = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found. Who may see it is the caller's to ask (`core.access.subjects`).

    `group` is its kind, or `message` or `remark`; `rank` 0 is the best. `key` goes down with age.
    """

    group: str
    kind: str
    id: UUID
    part: str
    at: datetime
    rank: int
    key: int


async def find(
    session: AsyncSession,
    words: str | Asked,
    *,
    kinds: Sequence[str] = GROUPS,
    limit: int = LIMIT,
    before: Mapping[str, int] | None = None,
    thorough: bool = False,
) -> list[Hit]:
    """Return about `limit` hits of each kind, by kind, the best first; whatever is typed is safe.

    `before` holds the last key of each kind of the page before. Of words that are everywhere only
    the newest rows are looked at; `thorough` looks further and takes its time.
    """
    asked = asked_for(words) if isinstance(words, str) else words
    ranges = ranges_of([kind for kind in GROUPS if kind in kinds], before or {})
    if not asked or not ranges:
        return []
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    newest = fts5.newest if is_sqlite else tsvectors.newest
    found = await newest(session, asked, ranges, limit, thorough=thorough)
    hits = {one.key: _hit(one, asked) for one in found}
    return sorted(hits.values(), key=lambda hit: (GROUPS.index(hit.group), hit.rank, -hit.key))


def _hit(row: Candidate, asked: Asked) -> Hit:
    return Hit(group_of(row.key), row.kind, row.id, row.part, row.at, _rank(row, asked), row.key)


def _rank(row: Candidate, asked: Asked) -> int:
    """0: the very title or number; 1: begins with it; 2: all words in the title; 3: some; 4: none."""
    if row.title_words == asked.title:
        return 0
    title = row.title_words.split()
    number = reference(title[:3]) if _is_number(title[:3]) else []
    if any(term.typed in number for term in asked.terms):
        return 0
    if row.title_words.startswith(asked.title):
        return 1
    words = [*title, *number]
    fitting = sum(any(term.fits(word) for word in words) for term in asked.terms)
    if fitting == len(asked.terms):
        return 2
    return 3 if fitting else 4


def _is_number(words: Sequence[str]) -> bool:
    """Are these the letter, year and number of something of ours, such as t 2026 0042?"""
    return (
        len(words) == 3 and len(words[0]) <= 3 and words[0].isalpha()
        and len(words[1]) == 4 and all(one.isascii() and one.isdecimal() for one in words[1:])
    )  # fmt: skip

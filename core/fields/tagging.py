"""Tags in use, as people wrote them: suggested where tags are typed."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.subjects import subjects_of
from core.fields.indexing import TAGS
from core.fields.models import FieldValue, Module
from core.kit.text import fold

MOST = 300
"""So many different tags are looked through for those that begin as asked."""


async def tags_in_use(
    session: AsyncSession, actor: Actor, module: Module | str, text: str = "", limit: int = 12
) -> list[str]:
    """Return tags that begin with a text, of records that the actor may see; one statement.

    The index of values is walked from tag to tag, so that many records of few tags cost little.
    """
    subject = subjects_of(session).get(str(module))
    if subject is None or not hasattr(subject.id.class_, "tags"):
        return []
    model, walk = subject.id.class_, _walk(str(module), fold(text))
    holder = (
        sa.select(FieldValue.subject_id)
        .where(*_of(str(module)), FieldValue.text == walk.c.text)
        .where(subject.visible(actor).where(subject.id == FieldValue.subject_id).exists())
        .limit(1)
        .scalar_subquery()
    )
    found = (
        sa.select(walk.c.text, model.tags)
        .join(model, model.id == holder)
        .where(walk.c.text.startswith(fold(text), autoescape=True))
        .limit(limit)
    )
    spelled: dict[str, str] = {}
    for word, tags in await session.execute(found):
        spelled[word] = next((tag for tag in tags if fold(tag) == word), word)
    return sorted(spelled.values(), key=fold)


def _of(module: str) -> tuple[Any, ...]:
    return FieldValue.module == module, FieldValue.key == TAGS


def _walk(module: str, first: str) -> Any:
    """Each different tag once, in the order of the index."""
    begin = sa.select(sa.func.min(FieldValue.text).label("text")).where(
        *_of(module), FieldValue.text >= first
    )
    walk = begin.cte("walk", recursive=True)
    following = (
        sa.select(sa.func.min(FieldValue.text))
        .where(*_of(module), FieldValue.text > walk.c.text)
        .correlate(walk)
        .scalar_subquery()
    )
    step = sa.select(following).where(walk.c.text.is_not(None))
    walk = walk.union_all(step)
    return sa.select(walk.c.text).where(walk.c.text.is_not(None)).limit(MOST).subquery()

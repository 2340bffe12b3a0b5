"""Erasing a person everywhere, in one transaction; what bookkeeping keeps stays without a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests import privacy as contact_requests
from core.conversations import privacy as conversations
from core.discussion import privacy as discussion
from core.errors import Invalid
from core.files.storage import Storage
from core.inbox import privacy as inbox
from core.kit.i18n import _
from core.kit.text import one_line
from core.notify import privacy as notify
from core.outbound import privacy as outbound
from core.people import privacy as people
from core.privacy.exporting import export_person
from core.privacy.scope import Scope, adopt, scope_of
from core.privacy.sweeping import Found, find, sweep, without
from core.privacy.unread import items_naming
from core.search import service as search
from core.timesheets import privacy as timesheets
from core.timesheets.models import TimeEntry
from core.views import indexing
from core.work import privacy as work

INDEXED = {
    "comments": "remark", "notes": "remark", "tasks": "task", "projects": "project",
    "messages": "message", "contact_requests": "contact_request", "customers": "customer",
    "persons": "person",
}  # fmt: skip
"""The group of the index that a table's words stand in."""

__all__ = ["Erasure", "Found", "erase_person", "export_person", "foretell", "look"]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing a person takes away, in numbers, and what of bookkeeping stays."""

    name: str
    addresses: int = 0
    requests: int = 0
    messages: int = 0
    mails: int = 0
    tasks: int = 0
    hours_kept: int = 0


async def foretell(session: AsyncSession, actor: Actor, person_id: UUID) -> Erasure:
    """Return what erasing a person would take away; nothing is changed."""
    return await _counted(session, await scope_of(session, actor, person_id))


async def _counted(session: AsyncSession, scope: Scope) -> Erasure:
    kept = 0
    if scope.customer_id:
        kept = int(await session.scalar(
            sa.select(sa.func.count()).where(TimeEntry.customer_id == scope.customer_id)
        ) or 0)  # fmt: skip
    return Erasure(
        scope.name, len(scope.reached_by), len(scope.requests), len(scope.messages),
        len(scope.items), len(scope.tasks), kept,
    )  # fmt: skip


async def look(session: AsyncSession, actor: Actor, person_id: UUID) -> Found:
    """Look for a person everywhere, for `erase_person`: in a session that keeps no writer waiting."""
    scope = await scope_of(session, actor, person_id)
    found = await find(session, scope.signs)
    found.items = await items_naming(session, scope.addresses)
    return found


async def erase_person(
    session: AsyncSession,
    actor: Actor,
    person_id: UUID,
    *,
    reason: str,
    found: Found | None = None,
) -> Erasure:
    """Erase a person from every domain, with files, original mails, facts' words and the index.

    `reason` is kept with the fact that it was done: who asked for it, not whose data they were.
    `found` is what `look` found just before; without it that is done here. Raises NotFound,
    NotAllowed, Invalid without a reason.
    """
    scope = await scope_of(session, actor, person_id, lock=True)
    why = str(without(one_line(reason)[:300], [*scope.signs, scope.name]))
    if not why:
        raise Invalid(_("Say why: for instance that the person asked for it."), field="reason")
    told = await _counted(session, scope)
    found = found or await look(session, actor, person_id)
    scope.items += found.items
    await adopt(session, scope)
    _after_commit(session, await _everywhere(session, actor, scope, why))
    await _index_again(session, scope, await sweep(session, scope.signs, found))
    return told


async def _index_again(session: AsyncSession, scope: Scope, swept: dict[str, set[UUID]]) -> None:
    """What is searched forgets their words as well."""
    touched: indexing.Touched = {
        "message": set(scope.messages), "task": set(scope.tasks),
        "contact_request": set(scope.requests), "person": {scope.person_id},
        "customer": {scope.customer_id} if scope.customer_id else set(),
        "renamed": {scope.customer_id} if scope.customer_id else set(),
    }  # fmt: skip
    for table, ids in swept.items():
        if group := INDEXED.get(table):
            touched.setdefault(group, set()).update(ids)
    await indexing.refresh(session, touched)


async def _everywhere(
    session: AsyncSession, actor: Actor, scope: Scope, reason: str
) -> Sequence[str]:
    """Run every domain's part; return the storage keys that nothing uses any more."""
    person_id, unused = scope.person_id, set[str]()
    for kind, ids in scope.subjects.items():
        await notify.erase_about(session, kind, ids)
    for kind in ("person", "customer", "contact_request", "task"):
        unused.update(await discussion.erase_about(session, kind, scope.subjects[kind]))
    unused.update(await conversations.erase_person(session, person_id))
    unused.update(await inbox.erase_items(session, scope.items))
    await contact_requests.erase_person(session, person_id)
    await work.erase_person(session, person_id)
    if scope.customer_id:
        await timesheets.erase_customer(session, scope.customer_id)
    await outbound.erase_addresses(session, scope.reached_by)
    for kind, ids in scope.subjects.items():
        await search.forget(session, kind, ids)
    await people.erase_person(session, actor, person_id, reason=reason)
    return sorted(unused)


def _after_commit(session: AsyncSession, keys: Sequence[str]) -> None:
    """Remove files only once no row can name them again."""
    storage: Storage = session.info["storage"]
    waiting = session.info.setdefault("after_commit", [])
    waiting += [lambda key=key: storage.remove(key) for key in keys]

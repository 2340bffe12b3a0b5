"""Everything held about a person, as one archive they can be given (GDPR articles 15 and 20)."""

import asyncio
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.contact_requests import privacy as contact_requests
from core.conversations import privacy as conversations
from core.discussion import privacy as discussion
from core.files.models import StoredFile
from core.files.storage import Storage
from core.inbox.models import InboxItem
from core.inbox.packing import PreparedRaw, unpacked
from core.inbox.raw import packed_raws
from core.outbound import privacy as outbound
from core.people import privacy as people
from core.privacy.scope import Scope, scope_of
from core.privacy.unread import items_naming
from core.timesheets import privacy as timesheets
from core.work import privacy as work

LARGEST = 500_000_000  # bytes of files in one archive; what does not fit is named in it


@dataclass(frozen=True, slots=True)
class Export:
    """`data` is JSON by domain; `files` and `mails` are told by the name they get."""

    data: dict[str, Any]
    files: dict[str, StoredFile]
    mails: dict[str, PreparedRaw]


async def export_person(session: AsyncSession, actor: Actor, person_id: UUID) -> Export:
    """Return everything held about a person; raises NotFound, NotAllowed."""
    scope = await scope_of(session, actor, person_id)
    data: dict[str, Any] = {
        **await people.export_person(session, actor, person_id),
        "requests": await contact_requests.export_person(session, person_id),
        "messages": await conversations.export_person(session, person_id),
        "outgoing": await outbound.export_addresses(session, scope.reached_by),
        "tasks": await work.export_person(session, person_id),
        "said_by_staff": [
            one
            for kind, ids in scope.subjects.items()
            for one in await discussion.export_about(session, kind, ids)
        ],
    }
    if scope.customer_id:
        data["hours"] = await timesheets.export_customer(session, scope.customer_id)
    return Export(data, await _files(session, scope), await _mails(session, scope))


async def _files(session: AsyncSession, scope: Scope) -> dict[str, StoredFile]:
    """Return the files of their things, each under a name of its own."""
    whose = [
        sa.and_(StoredFile.subject_kind == kind, StoredFile.subject_id.in_(ids))
        for kind, ids in scope.subjects.items()
    ]
    rows = await session.scalars(
        sa.select(StoredFile).where(sa.or_(*whose)).order_by(StoredFile.id)
    )
    return {f"files/{number:04}-{one.name}": one for number, one in enumerate(rows, 1)}


async def _mails(session: AsyncSession, scope: Scope) -> dict[str, PreparedRaw]:
    """Return the original mails that are still kept."""
    items = {*scope.items, *await items_naming(session, scope.addresses)}
    raw_ids = await session.scalars(
        sa.select(InboxItem.raw_id)
        .where(InboxItem.id.in_(items), InboxItem.raw_id.is_not(None))
        .distinct()
    )
    packed = await packed_raws(session, [one for one in raw_ids if one])
    return {f"mails/{number:04}.eml": one for number, one in enumerate(packed.values(), 1)}


async def archive(storage: Storage, export: Export) -> bytes:
    """Return the archive: `data.json`, files and mails. CPU and disk: goes on in a thread."""
    return await asyncio.to_thread(_packed, storage, export)


def _packed(storage: Storage, export: Export) -> bytes:
    made, missing, size = io.BytesIO(), [], 0
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, file in export.files.items():
            size += file.size
            try:
                data = storage.read(file.storage_key) if size <= LARGEST else None
            except FileNotFoundError:
                data = None
            if data is None:
                missing.append(name)
            else:
                packed.writestr(name, data)
        for name, raw in export.mails.items():
            size += raw.size
            mail = unpacked(storage, raw) if size <= LARGEST else None
            if mail is None:
                missing.append(name)
            else:
                packed.writestr(name, mail)
        told = {**export.data, "not_in_this_archive": missing}
        packed.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=2, default=str))
    return made.getvalue()

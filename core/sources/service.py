"""Connecting, changing and putting away sources."""

import json
import re
from typing import Any, TypedDict, Unpack
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid, check_version
from core.events.bus import record
from core.kit.clock import now
from core.kit.crypto import CannotDecrypt, Keyring
from core.kit.i18n import _, supported
from core.kit.ids import new_token
from core.kit.text import one_line
from core.sources import events, policies, queries
from core.sources.errors import AddressTaken, SecretsUnreadable
from core.sources.kinds import SHAPES, checked_config, checked_secrets
from core.sources.models import Source, SourceKind, SourceStatus
from core.sources.reporting import report_failure, report_ok

__all__ = [
    "SourceChanges", "archive_source", "change_source", "create_source", "ensure_source",
    "renew_secret", "report_failure", "report_ok", "restore_source", "secrets_of", "set_secrets",
]  # fmt: skip

_MIRRORS = {SourceKind.TELEGRAM: "bot_username", SourceKind.FORM: "slug"}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class SourceChanges(TypedDict, total=False):
    """What may be changed about a source."""

    name: str
    address: str
    language: str | None
    active: bool
    config: dict[str, Any]


async def create_source(
    session: AsyncSession, actor: Actor, *, kind: SourceKind,
    secrets: dict[str, str | None] | None = None, **values: Unpack[SourceChanges],
) -> Source:  # fmt: skip
    """Connect a source; raises Invalid or AddressTaken."""
    require(policies.can_manage_sources(actor))
    source = Source(kind=kind, config={}, address="", language=None, active=True)
    values.setdefault("name", "")
    values.setdefault("config", {})
    values.setdefault("address", "")
    await _apply(session, source, values)
    session.add(source)
    await session.flush()
    if kind is SourceKind.TELEGRAM:
        secrets = {"webhook_secret": new_token(), **(secrets or {})}
    if secrets:
        _seal(session, source, secrets)
    await record(session, actor, events.SourceCreated(source.id, source.name, kind))
    return source


async def change_source(
    session: AsyncSession, actor: Actor, source_id: UUID, *, version: int | None = None,
    **changes: Unpack[SourceChanges],
) -> Source:  # fmt: skip
    """Change a source; what is not named stays. Raises Invalid, AddressTaken or Changed."""
    source = await queries.get_source(session, source_id, lock=True)
    require(policies.can_manage_sources(actor))
    check_version(source.version, version)
    before = {name: getattr(source, name) for name in SourceChanges.__annotations__}
    await _apply(session, source, changes)
    changed = {
        name: (old, getattr(source, name))
        for name, old in before.items()
        if old != getattr(source, name)
    }
    if changed:
        _forget_secrets(session, source, before["config"])
        if not source.active:
            _set_status(source, SourceStatus.OFF)
        elif source.status == SourceStatus.OFF or "config" in changed:
            _set_status(source, SourceStatus.NEW)
        await record(session, actor, events.SourceChanged(source.id, source.name, changed))
    return source


_SENT_TO = {
    "imap_host": ("password", "refresh_token"),
    "smtp_host": ("password", "smtp_password", "refresh_token"),
    "sign_in": ("client_secret", "refresh_token"), "client_id": ("client_secret", "refresh_token"),
    "account_sid": ("auth_token",),
}  # fmt: skip
"""What is sent where: a new receiver must not get what was typed for the old one."""


def _forget_secrets(session: AsyncSession, source: Source, before: dict[str, Any]) -> None:
    """Drop the credentials whose receiver was changed; they are typed again with it."""
    moved = {
        secret
        for name, secrets in _SENT_TO.items()
        if before.get(name) and before[name] != source.config.get(name)
        for secret in secrets
    }
    if moved and source.secrets is not None:
        _seal(session, source, dict.fromkeys(moved))


async def archive_source(
    session: AsyncSession, actor: Actor, source_id: UUID, *, version: int | None = None
) -> Source:
    """Put a source away; its messages stay. Twice is harmless."""
    source = await queries.get_source(session, source_id, lock=True)
    require(policies.can_manage_sources(actor))
    check_version(source.version, version)
    if not source.is_archived:
        source.archived_at = now()
        _set_status(source, SourceStatus.OFF)
        await record(session, actor, events.SourceArchived(source.id, source.name))
    return source


async def restore_source(session: AsyncSession, actor: Actor, source_id: UUID) -> Source:
    """Take an archived source into use again; raises AddressTaken."""
    source = await queries.get_source(session, source_id, lock=True)
    require(policies.can_manage_sources(actor))
    if source.is_archived:
        await _refuse_taken(session, source, source.address)
        source.archived_at = None
        _set_status(source, SourceStatus.NEW)
        await record(session, actor, events.SourceRestored(source.id, source.name))
    return source


async def set_secrets(
    session: AsyncSession, actor: Actor, source: Source, secrets: dict[str, str | None]
) -> None:
    """Replace the named credentials; None or empty removes one, what is not named stays."""
    require(policies.can_manage_sources(actor))
    names = _seal(session, source, secrets)
    if names:
        _set_status(source, SourceStatus.NEW if source.active else SourceStatus.OFF)
        await session.flush()
        await record(session, actor, events.SecretsChanged(source.id, source.name, names))


async def secrets_of(session: AsyncSession, source: Source) -> dict[str, str]:
    """Return the credentials in clear; raises SecretsUnreadable after a change of the key."""
    return _open(session, source)


async def ensure_source(session: AsyncSession, actor: Actor, kind: SourceKind) -> Source:
    """Return the one source of a kind that needs no set-up (web chat, local SMTP, manual)."""
    found = await queries.source_for(session, kind)
    if found is None:
        found = await create_source(session, actor, kind=kind, name=_(SHAPES[kind].title))
    return found


async def renew_secret(
    session: AsyncSession, source: Source, name: str, old: str, new: str
) -> bool:
    """Replace a credential that its issuer renews with each use; False when it is another already.

    No edit of a person's, so it is beside the version: readers are not restarted for it.
    """
    known = await session.execute(
        sa.select(Source.secrets).where(Source.id == source.id).with_for_update()
    )
    sealed = known.scalar()
    keyring: Keyring = session.info["keyring"]
    stored = json.loads(keyring.decrypt(sealed)) if sealed else {}
    if stored.get(name) != old:
        return False
    await session.execute(
        sa.update(Source)
        .where(Source.id == source.id)
        .values(secrets=keyring.encrypt(json.dumps({**stored, name: new})))
        .execution_options(synchronize_session=False)
    )
    return True


async def _apply(session: AsyncSession, source: Source, changes: SourceChanges) -> None:
    kind = SourceKind(source.kind)
    if "name" in changes:
        source.name = one_line(changes["name"])[:200]
        if not source.name:
            raise Invalid(_("Give the source a name."), field="name")
    if "address" in changes:
        address = _address(kind, changes["address"])
        await _refuse_taken(session, source, address)
        source.address = address
    if "language" in changes:
        source.language = supported(changes["language"])
    if "active" in changes:
        source.active = changes["active"]
    if "config" in changes:
        source.config = checked_config(kind, {**source.config, **changes["config"]})
    if kind in _MIRRORS:
        source.config = {**source.config, _MIRRORS[kind]: source.address}


def _address(kind: SourceKind, given: str) -> str:
    address = one_line(given)
    if kind is SourceKind.FORM and not _SLUG.fullmatch(address):
        raise Invalid(
            _("The form’s address may have small letters, digits and hyphens."), field="address"
        )
    if kind is SourceKind.MAILBOX and address.count("@") != 1:
        raise Invalid(_("Give the mailbox’s whole mail address."), field="address")
    if kind is SourceKind.TELEGRAM:
        return address.removeprefix("@")
    if kind is SourceKind.SMS:
        return address.replace(" ", "")
    return address.lower() if kind is SourceKind.MAILBOX else address


async def _refuse_taken(session: AsyncSession, source: Source, address: str) -> None:
    if not address:
        return
    other = await queries.source_at(session, source.kind, address)
    if other is not None and other.id != source.id:
        raise AddressTaken(address=address)


def _set_status(source: Source, status: SourceStatus) -> None:
    """What was changed is neither known to work nor known to fail, in receiving and in sending."""
    if source.status != status:
        source.status, source.status_since, source.status_detail = status, now(), ""
    if source.sending_status != status:
        source.sending_status, source.sending_since, source.sending_detail = status, now(), ""


def _open(session: AsyncSession, source: Source) -> dict[str, str]:
    if source.secrets is None:
        return {}
    keyring: Keyring = session.info["keyring"]
    try:
        stored: dict[str, str] = json.loads(keyring.decrypt(source.secrets))
    except CannotDecrypt:
        raise SecretsUnreadable(name=source.name) from None
    return stored


def _seal(session: AsyncSession, source: Source, given: dict[str, str | None]) -> tuple[str, ...]:
    wanted = checked_secrets(SourceKind(source.kind), given)
    if not wanted:
        return ()
    try:
        secrets = _open(session, source)
    except SecretsUnreadable:
        secrets = {}
    for name, value in wanted.items():
        if value:
            secrets[name] = value
        else:
            secrets.pop(name, None)
    keyring: Keyring = session.info["keyring"]
    source.secrets = keyring.encrypt(json.dumps(secrets)) if secrets else None
    return tuple(sorted(wanted))

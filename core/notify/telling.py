"""Telling staff: a notice on the home page, and a message by the channel they chose.

Many notices within a short time are not many messages: from the sixth on they wait and are told
together (`bundles`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.config import LOOPBACK, Settings
from core.db.upsert import insert_new
from core.kit import clock, ids
from core.kit.i18n import _, use_language
from core.kit.text import shorten, storable
from core.notify import recipients, rendering
from core.notify.models import Notice
from core.notify.recipients import Recipient
from core.outbound.cards import Button, Card
from core.outbound.service import Queued, queue_many
from core.sources.models import SourceKind
from core.sources.queries import source_for
from core.staff.letters import message_id_to
from core.staff.models import StaffMember

Rows = tuple[tuple[Button, ...], ...]
MANY = 5
WINDOW = timedelta(minutes=10)
NIGHT = timedelta(hours=12)
SMS_LENGTH = 300
FLOOD = "many changes at once"
"""In a session's info while a whole list is changed: what is told of it is told together."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell one member. `values` fill the template of `kind` in their language.

    `path` is the page that opens it. `urgent` ignores quiet hours and bundling.
    """

    staff_id: UUID
    kind: str
    once_key: str
    values: Callable[[Recipient], Mapping[str, Any]]
    buttons: Callable[[], Rows] = field(default=tuple)
    path: str = ""
    subject_kind: str = ""
    subject_id: UUID | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class _Told:
    """A telling in its recipient's words."""

    telling: Telling
    recipient: Recipient
    notice_id: UUID
    card: Card
    subject: str


async def tell_many(session: AsyncSession, tellings: Sequence[Telling]) -> int:
    """Tell things to people with a fixed number of statements; return how many were new."""
    people = await recipients.load(session, {one.staff_id for one in tellings})
    reached = [one for one in tellings if one.staff_id in people]
    if not reached:
        return 0
    overrides = await rendering.load_overrides(session, {one.kind for one in reached})
    told = [_in_words(one, people[one.staff_id], overrides) for one in reached]
    return await _deliver(session, told)


async def tell(
    session: AsyncSession,
    staff: StaffMember,
    *,
    kind: str,
    card: Card,
    mail_subject: str,
    once_key: str,
    subject_kind: str = "",
    subject_id: UUID | None = None,
    path: str = "",
    urgent: bool = False,
) -> bool:
    """Tell one member a finished card (in their language); False when they knew it already."""
    people = await recipients.load(session, [staff.id])
    if staff.id not in people:
        return False
    telling = Telling(
        staff.id, kind, once_key, lambda _person: {}, path=path, subject_kind=subject_kind,
        subject_id=subject_id, urgent=urgent,
    )  # fmt: skip
    told = _Told(telling, people[staff.id], ids.new_id(), card, mail_subject)
    return await _deliver(session, [told]) == 1


def _in_words(telling: Telling, recipient: Recipient, overrides: rendering.Overrides) -> _Told:
    channel, _address = recipient.route()
    with use_language(recipient.language):
        said = rendering.render(
            telling.kind, channel, recipient.language, telling.values(recipient), overrides
        )
        card = Card(storable(said.body), telling.buttons())
    return _Told(telling, recipient, ids.new_id(), card, said.subject)


async def _deliver(session: AsyncSession, told: Sequence[_Told]) -> int:
    moment = clock.now()
    counts = await _lately(session, {one.recipient.id: one.recipient for one in told}, moment)
    rows, direct = [], []
    is_flood = bool(session.info.get(FLOOD))
    for one in told:
        counts[one.recipient.id] = count = counts.get(one.recipient.id, 0) + 1
        waits = (count > MANY or is_flood) and not one.telling.urgent
        rows.append(_notice(one, moment, waits))
        if not waits:
            direct.append(one)
    new = set(await insert_new(session, Notice, rows, key=["once_key"]))
    fresh = [one for one in direct if one.notice_id in new]
    bot = None
    if any(one.recipient.route()[0] == "telegram" for one in fresh):
        source = await source_for(session, SourceKind.TELEGRAM)
        bot = source.id if source else None
    await queue_many(session, [_message(session, one, bot, moment) for one in fresh])
    return len(new)


async def _lately(
    session: AsyncSession, people: Mapping[UUID, Recipient], moment: datetime
) -> dict[UUID, int]:
    """How many notices each had within the window; in quiet hours, since they began."""
    rows = await session.execute(
        sa.select(
            Notice.staff_id,
            sa.func.count(sa.case((Notice.created_at > moment - WINDOW, 1))),
            sa.func.count(),
        )
        .where(Notice.staff_id.in_(people), Notice.created_at > moment - NIGHT)
        .group_by(Notice.staff_id)
    )
    return {
        staff_id: int(night if people[staff_id].is_quiet(moment) else window)
        for staff_id, window, night in rows
    }


def _notice(one: _Told, moment: datetime, waits: bool) -> dict[str, Any]:
    due = max(moment + WINDOW, one.recipient.awake_at(moment + WINDOW))
    return {
        "id": one.notice_id, "created_at": moment,
        "once_key": f"{one.telling.once_key}-{one.recipient.id}", "staff_id": one.recipient.id,
        "kind": one.telling.kind, "text": one.card.text, "path": one.telling.path,
        "subject_kind": one.telling.subject_kind, "subject_id": one.telling.subject_id,
        "read_at": None, "card": one.card.as_json() if waits else None,
        "bundle_due_at": due if waits else None,
    }  # fmt: skip


def _message(session: AsyncSession, one: _Told, bot: UUID | None, moment: datetime) -> Queued:
    person, telling = one.recipient, one.telling
    channel, address = person.route()
    return Queued(
        f"notice-{one.notice_id}", channel, telling.kind, address,
        payload_of(one.card, channel, person, one.subject, telling.path, session),
        subject=one.subject, subject_kind=telling.subject_kind, subject_id=telling.subject_id,
        source_id=bot if channel == "telegram" else None,
        due_at=moment if telling.urgent else person.awake_at(moment),
    )  # fmt: skip


def payload_of(
    card: Card, channel: str, person: Recipient, subject: str, path: str, session: AsyncSession
) -> dict[str, Any]:
    """Return a card as a channel's payload, with the button or link that opens its page.

    A mail bears a signed id, so that the person may answer it with words to the assistant.
    """
    settings: Settings = session.info["settings"]
    if channel == "mail":
        text = f"{card.text}\n\n{settings.public_url + path if path else ''}".strip() + "\n"
        ours = message_id_to(session.info["keyring"], person.id, person.email, settings.mail_domain)
        return {"to": person.email, "subject": subject, "text": text, "file_ids": [],
                "auto_submitted": "auto-generated", "message_id": ours}  # fmt: skip
    if channel == "sms":
        return {"text": shorten(card.text.lstrip("!?✓ "), SMS_LENGTH)}
    with use_language(person.language):
        opening = opening_button(settings, channel, path)
    rows = card.rows
    if opening is not None:
        rows = (*rows[:-1], (*rows[-1], opening)) if rows else ((opening,),)
    shown = Card(card.text, rows, card.edit_ref, card.toast, card.photo_file_id)
    return {"card": shown.as_json(), "language": person.language}


def opening_button(settings: Settings, channel: str, path: str) -> Button | None:
    """Return the button that opens a page, or None where a channel cannot lead there.

    Telegram refuses a button that leads to this machine only.
    """
    url = settings.public_url + path
    if not path or (channel != "webchat" and urlsplit(url).hostname in LOOPBACK):
        return None
    return Button(_("Open"), url=path if channel == "webchat" else url)

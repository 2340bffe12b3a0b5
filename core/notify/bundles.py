"""Several notices told as one, when they came too quickly to be told one by one."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit import clock
from core.kit.i18n import _, use_language
from core.kit.text import shorten
from core.notify import recipients, rendering
from core.notify.models import Notice
from core.notify.queries import visible_to
from core.notify.recipients import Recipient
from core.notify.telling import Rows, payload_of
from core.notify.withholding import TASK_KINDS
from core.outbound.cards import Button, Card, card_from_json, press
from core.outbound.service import queue_message
from core.sources.models import SourceKind
from core.sources.queries import source_for
from core.staff.queries import actor_for

SHOWN = 10


async def due_people(session: AsyncSession) -> list[UUID]:
    """Return who has a bundle that is due."""
    found = await session.scalars(
        sa.select(Notice.staff_id).where(Notice.bundle_due_at <= clock.now()).distinct()
    )
    return list(found)


async def tell_bundle(session: AsyncSession, staff_id: UUID) -> int:
    """Tell one member everything that waits for them; what they have read is left out."""
    claimed = await session.execute(
        sa.update(Notice)
        .where(Notice.staff_id == staff_id, Notice.bundle_due_at.is_not(None))
        .values(bundle_due_at=None)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    ids = [row.id for row in claimed]
    person = (await recipients.load(session, [staff_id])).get(staff_id)
    if person is None:
        return 0
    notices = (
        await session.scalars(
            visible_to(await actor_for(session, staff_id))
            .where(Notice.id.in_(ids), Notice.read_at.is_(None))
            .order_by(Notice.id)
            .execution_options(populate_existing=True)
        )
    ).all()
    if not notices:
        return 0
    channel, address = person.route()
    card, subject, path = await _bundled(session, person, channel, notices)
    source = await source_for(session, SourceKind.TELEGRAM) if channel == "telegram" else None
    await queue_message(
        session, once_key=f"bundle-{notices[-1].id}", channel=channel, kind="bundle",
        address=address, payload=payload_of(card, channel, person, subject, path, session),
        subject=subject, source_id=source.id if source else None,
        due_at=person.awake_at(clock.now()),
    )  # fmt: skip
    return len(notices)


async def _bundled(
    session: AsyncSession, person: Recipient, channel: str, notices: Sequence[Notice]
) -> tuple[Card, str, str]:
    """Return card, mail subject and page: of the one notice as it was, or of a list of them."""
    lines = "\n".join(shorten(one.text.lstrip("!? "), 90) for one in notices[:SHOWN])
    lines += "\n…" if len(notices) > SHOWN else ""
    overrides = await rendering.load_overrides(session, ["bundle"])
    values = {"count": len(notices), "lines": lines}
    said = rendering.render("bundle", channel, person.language, values, overrides)
    if len(notices) == 1 and notices[0].card:
        return card_from_json(notices[0].card), said.subject, notices[0].path
    paths = {one.path for one in notices}
    rows: Rows = ()
    if any(one.kind in TASK_KINDS for one in notices):
        with use_language(person.language):
            rows = ((Button(_("My tasks"), press("mytasks")),),)
    return Card(said.body, rows), said.subject, paths.pop() if len(paths) == 1 else "/app"

"""Several notices told as one, when they came too quickly to be told one by one."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.config import Settings
from core.kit import clock
from core.kit.text import shorten
from core.notify import recipients, rendering
from core.notify.models import Notice
from core.notify.telling import payload_of
from core.outbound.cards import Card, card_from_json
from core.outbound.service import queue_message
from core.sources.models import SourceKind
from core.sources.queries import source_for

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
    notices = (
        await session.scalars(
            sa.select(Notice)
            .where(Notice.id.in_(ids), Notice.read_at.is_(None))
            .order_by(Notice.id)
            .execution_options(populate_existing=True)
        )
    ).all()
    person = (await recipients.load(session, [staff_id])).get(staff_id)
    if person is None or not notices:
        return 0
    channel, address = person.route()
    last, count = notices[-1], len(notices)
    lines = "\n".join(shorten(one.text.lstrip("!? "), 90) for one in notices[:SHOWN])
    lines += "\n…" if count > SHOWN else ""
    overrides = await rendering.load_overrides(session, ["bundle"])
    values = {"count": count, "lines": lines}
    said = rendering.render("bundle", channel, person.language, values, overrides)
    card, path = Card(said.body), "/app"
    if count == 1 and last.card:
        card, path = card_from_json(last.card), last.path
    settings: Settings = session.info["settings"]
    source = await source_for(session, SourceKind.TELEGRAM) if channel == "telegram" else None
    await queue_message(
        session, once_key=f"bundle-{last.id}", channel=channel, kind="bundle", address=address,
        payload=payload_of(card, channel, person, said.subject, path, settings),
        subject=said.subject, source_id=source.id if source else None,
        due_at=person.awake_at(clock.now()),
    )  # fmt: skip
    return count

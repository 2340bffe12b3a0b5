"""Machines' mail: attached to its thread or recorded, without any effect but a bounce's mark."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.events import AnswerBounced
from core.conversations.models import Message
from core.intake import opening, threading
from core.intake.events import MessageIgnored
from core.intake.gathering import ROBOT, Item
from core.intake.outcomes import Outcome, Result
from core.intake.work import Work
from core.people.matching import Known
from core.people.reaching import mark_bounced


def attach(work: Work, item: Item) -> Outcome:
    """Attach a machine's mail to the thread it belongs to; one without a thread is recorded.

    Only a mailing list's mail may open a request, where a rule says so.
    """
    is_bounce = item.kind == "bounce"
    match = (threading.bounced_message if is_bounce else threading.find)(work.batch, item)
    if is_bounce:
        # Anybody can write a bounce: only where our message went to, or is signed for, is marked.
        proven = match.thread.partner if match is not None and match.signed else ""
        work.bounces.append((item, _bounced_id(work, item), proven))
    if match is None and item.kind == "list" and opening.is_listed(work, item):
        return opening.open_or_ignore(work, item, None)
    if match is None:
        ignored = MessageIgnored(item.message.source_id, item.message.item_id, item.kind)
        work.rows.events.append((ROBOT, ignored))
        return work.outcome(item, Result.IGNORED, reason=item.kind)
    message_id = work.add_message(item, match.thread, Known(None), match)
    if is_bounce and match.thread.case is not None and match.thread.case.row is None:
        case, mail = match.thread.case, item.message.mail
        permanent = mail is not None and mail.bounce_permanent
        work.rows.events.append((ROBOT, AnswerBounced(case.id, case.number, message_id, permanent)))
    return work.outcome(
        item, Result.ATTACHED, match.thread, message_id=message_id, reason=item.kind
    )


def _bounced_id(work: Work, item: Item) -> UUID | None:
    """Return our message that bounced, when we know it by its Message-ID."""
    clue = item.evidence.bounced
    seen = work.batch.seen.get(clue.hash) if clue and clue.hash else None
    return seen.message_id if seen else None


async def mark_bounces(session: AsyncSession, work: Work) -> None:
    """Mark the addresses that refused, and our messages that came back."""
    if not work.bounces:
        return
    ours = await _written_to(session, work)
    ours |= {partner for _item, _bounced, partner in work.bounces if partner}
    for permanent in (True, False):
        refused = {
            address.lower()
            for item, _bounced, _partner in work.bounces
            if item.message.mail and item.message.mail.bounce_permanent is permanent
            for address in item.message.mail.bounced_addresses
        }
        await mark_bounced(session, ROBOT, refused & ours, reason="bounced", permanent=permanent)


async def _written_to(session: AsyncSession, work: Work) -> set[str]:
    """Return to whom the messages went that came back, and flag them."""
    ids = [bounced for _item, bounced, _partner in work.bounces if bounced]
    if not ids:
        return set()
    rows = (await session.scalars(sa.select(Message).where(Message.id.in_(ids)))).all()
    for row in rows:
        if "bounced" not in row.flags:
            row.flags = [*row.flags, "bounced"]
    return {address.lower() for row in rows for address in row.to_addresses}

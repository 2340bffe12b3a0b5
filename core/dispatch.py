"""The one door: whoever is proven to be staff speaks to the assistant, everybody else to intake.

The adapters decide who is proven (ARCHITECTURE 3) by setting `sender.staff_id`; here it is looked
up once more that the person still works here. The edge has opened the transaction and marks the
inbox item as handled in it.
"""

import logging
from collections.abc import Sequence
from contextlib import nullcontext

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.db.session import Sessions
from core.errors import DomainError, NotFound
from core.inbox.incoming import IncomingMessage
from core.intake.intake import take_in
from core.intake.outcomes import Outcome
from core.kit.i18n import set_language
from core.staff.queries import actor_for

log = logging.getLogger(__name__)
ASSISTANT_CHANNELS = frozenset(("telegram", "webchat", "sms", "mail", "api"))


async def prepare(sessions: Sessions, *incoming: IncomingMessage) -> None:
    """Make ready, before the transaction, what understanding these messages needs."""
    if any(one.sender.staff_id and one.channel in ASSISTANT_CHANNELS for one in incoming):
        from core.assistant.directory import warm

        await warm(sessions)


class Refused(Exception):
    """A rule refused a message: its transaction must not commit, the next one says so."""

    def __init__(self, actor: Actor, refusal: DomainError) -> None:
        super().__init__(refusal)
        self.actor, self.refusal = actor, refusal


async def dispatch(
    session: AsyncSession, incoming: IncomingMessage, *, alone: bool = False
) -> None:
    """Hand one message to the assistant or to intake, within the edge's transaction.

    A message that is `alone` in its transaction needs no savepoint: raises Refused, and the edge
    calls `refuse` in another transaction.
    """
    if incoming.sender.staff_id is not None and incoming.channel in ASSISTANT_CHANNELS:
        try:
            actor = await actor_for(session, incoming.sender.staff_id, incoming.channel)
        except NotFound:  # no longer works here, and no customer either: nothing is booked
            log.info("a message of a former member was ignored")
            return
        await _assist(session, actor, incoming, alone=alone)
        return
    if incoming.pressed is None:  # a stranger has no buttons of ours
        await take_in(session, [incoming])


async def dispatch_mails(
    session: AsyncSession, incoming: Sequence[IncomingMessage]
) -> list[Outcome | None]:
    """Hand a batch of mails over in order, in one transaction; None for those of proven staff.

    A batch that fails is to be repeated one by one.
    """
    strangers = [one for one in incoming if one.sender.staff_id is None]
    outcomes = iter(await take_in(session, strangers))
    handed: list[Outcome | None] = []
    for one in incoming:
        if one.sender.staff_id is None:
            handed.append(next(outcomes))
        else:
            await dispatch(session, one)
            handed.append(None)
    return handed


async def refuse(session: AsyncSession, incoming: IncomingMessage, refused: Refused) -> None:
    """Answer a refused message."""
    from core.assistant.cards import deliver_reply
    from core.assistant.service import refusal_card

    set_language(refused.actor.language)
    reply = refusal_card(refused.actor, refused.refusal, incoming)
    await deliver_reply(session, refused.actor, incoming, reply)


async def _assist(
    session: AsyncSession, actor: Actor, incoming: IncomingMessage, *, alone: bool
) -> None:
    """Let the assistant answer; a refusal undoes what the message began, and is the answer."""
    # Understanding needs word lists that the mail worker should not load.
    from core.assistant.cards import deliver_reply
    from core.assistant.service import handle, refusal_card

    set_language(actor.language)
    try:
        async with nullcontext() if alone else session.begin_nested():
            reply = await handle(session, actor, incoming)
            await session.flush()  # a question's draft before the card that points at it
    except DomainError as refusal:
        if alone:
            raise Refused(actor, refusal) from refusal
        reply = refusal_card(actor, refusal, incoming)
    await deliver_reply(session, actor, incoming, reply)

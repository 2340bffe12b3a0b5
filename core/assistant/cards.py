"""Remembering cards, finding them again, and handing replies to the channel."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.assistant import transcript
from core.assistant.mail_limits import goes_in_circles
from core.assistant.models import Card as RememberedCard
from core.assistant.models import Draft
from core.assistant.turns import Reply, Subject
from core.config import Settings
from core.db.adding import add_rows
from core.inbox.incoming import IncomingMessage
from core.kit import clock
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.outbound.cards import Card
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.service import queue_message
from core.staff.letters import message_id_to

log = logging.getLogger(__name__)
KIND = "assistant"


async def remember_card(
    session: AsyncSession, actor: Actor, incoming: IncomingMessage, reply: Reply, *,
    shown_ref: str | None = None, outbound_id: UUID | None = None,
) -> RememberedCard:  # fmt: skip
    """Remember what a card shows and where it stands; an edited card keeps its row."""
    card = await session.get(RememberedCard, reply.card_id) if reply.edits else None
    if card is None:
        card = RememberedCard(
            id=reply.card_id, staff_id=actor.staff_id, channel=incoming.channel,
            incoming_ref=incoming.ref, subjects=[],
        )  # fmt: skip
        session.add(card)
    await _remember_reply(session, card, reply)
    card.album = card.album or incoming.extra.get("album")
    card.shown_ref = shown_ref or card.shown_ref
    card.outbound_id = card.outbound_id or outbound_id
    return card


async def _remember_reply(session: AsyncSession, card: RememberedCard, reply: Reply) -> None:
    if reply.subjects is not None:
        card.subjects = _as_json(reply.subjects)
    card.draft_id = reply.draft_id
    await _keep_question(session, reply)


async def _keep_question(session: AsyncSession, reply: Reply) -> None:
    """Keep how a question was shown, so that another channel can show it again."""
    draft = await session.get(Draft, reply.draft_id) if reply.draft_id else None
    if draft is not None and draft.done_at is None and reply.card and reply.card.rows:
        draft.reading = {**draft.reading, "shown": reply.card.as_json()}


def _as_json(subjects: Iterable[Subject]) -> list[list[str]]:
    return [[kind, str(identity)] for kind, identity in subjects]


def subjects_of(card: RememberedCard) -> list[Subject]:
    """Return what a card shows."""
    return [(kind, UUID(identity)) for kind, identity in card.subjects]


async def card_by_ref(
    session: AsyncSession, actor: Actor, channel: str, ref: str | None
) -> RememberedCard | None:
    """Return the actor's card that stands under a channel's message id, the newest one."""
    if not ref:
        return None
    return await _newest(
        session, actor, channel,
        sa.or_(RememberedCard.shown_ref == ref, OutboundMessage.provider_id == ref),
    )  # fmt: skip


async def card_of_message(
    session: AsyncSession, actor: Actor, channel: str, ref: str | None
) -> RememberedCard | None:
    """Return the card that answered the actor's own message, the newest one."""
    if not ref:
        return None
    return await _newest(session, actor, channel, RememberedCard.incoming_ref == ref)


async def card_of_album(
    session: AsyncSession, actor: Actor, channel: str, album: str
) -> RememberedCard | None:
    """Return the card that answered another picture of an album."""
    if not album:
        return None
    return await _newest(session, actor, channel, RememberedCard.album == album)


async def in_place_of(session: AsyncSession, card: RememberedCard, reply: Reply) -> Reply:
    """Show a reply on the message of an earlier card; on one that has not left yet, silently."""
    assert reply.card is not None
    ref = await shown_ref(session, card)
    if ref is not None:
        shown = replace(reply.card, edit_ref=ref)
        return replace(reply, card=shown, card_id=card.id, edits=True)
    waiting = await session.get(OutboundMessage, card.outbound_id) if card.outbound_id else None
    if waiting is not None and waiting.state == OutboundState.QUEUED:
        waiting.payload = {**waiting.payload, "card": reply.card.as_json()}
        await _remember_reply(session, card, reply)
    return Reply()


async def own_card(
    session: AsyncSession, actor: Actor, card_id: UUID | None
) -> RememberedCard | None:
    """Return the actor's card by its id."""
    card = await session.get(RememberedCard, card_id) if card_id else None
    return card if card is not None and card.staff_id == actor.id else None


async def shown_ref(session: AsyncSession, card: RememberedCard) -> str | None:
    """Return the channel's id of the message a card stands on, once it was sent."""
    if card.shown_ref or card.outbound_id is None:
        return card.shown_ref
    return await session.scalar(
        sa.select(OutboundMessage.provider_id).where(OutboundMessage.id == card.outbound_id)
    )


async def _newest(
    session: AsyncSession, actor: Actor, channel: str, where: Any
) -> RememberedCard | None:
    return await session.scalar(
        sa.select(RememberedCard)
        .outerjoin(OutboundMessage, OutboundMessage.id == RememberedCard.outbound_id)
        .where(RememberedCard.staff_id == actor.id, RememberedCard.channel == channel, where)
        .order_by(RememberedCard.id.desc())
        .limit(1)
    )


async def deliver_reply(
    session: AsyncSession, actor: Actor, incoming: IncomingMessage, reply: Reply
) -> None:
    """Hand a reply to its channel and remember its card; silence only ends a button's waiting."""
    card = reply.card or Card("")
    pressed = incoming.pressed
    if not card.text and not (pressed and pressed.callback_id):
        return
    if incoming.channel == "webchat":
        if card.text:
            remembered = await remember_card(session, actor, incoming, reply)
            shown = _with_toast(card)  # a page has no toasts: it is said on the card
            line = await transcript.show_card(session, actor.staff_id, shown, card_id=reply.card_id)
            remembered.shown_ref = str(line.id)
        return
    payload = _payload(session, actor, incoming, card)
    if incoming.channel == "mail" and await goes_in_circles(session, actor, payload):
        log.warning("an answer by mail was not sent: it would go in circles")
        return
    outbound_id = await queue_message(
        session, once_key=f"reply-{incoming.item_id}", channel=incoming.channel, kind=KIND,
        address=incoming.chat_ref or incoming.sender.address, payload=payload,
        source_id=incoming.source_id,
    )  # fmt: skip
    if outbound_id is None or not card.text:
        return
    if reply.edits:
        await remember_card(
            session, actor, incoming, reply, shown_ref=card.edit_ref, outbound_id=outbound_id
        )
    else:
        await _remember_new(session, actor, incoming, reply, outbound_id)


async def _remember_new(
    session: AsyncSession, actor: Actor, incoming: IncomingMessage, reply: Reply, outbound_id: UUID
) -> None:
    """Remember a card that was not shown before, with one plain INSERT."""
    await add_rows(session, RememberedCard, {
        "id": reply.card_id, "created_at": clock.now(), "staff_id": actor.staff_id,
        "channel": incoming.channel, "incoming_ref": incoming.ref, "outbound_id": outbound_id,
        "draft_id": reply.draft_id, "subjects": _as_json(reply.subjects or ()),
        "album": incoming.extra.get("album"),
    })  # fmt: skip
    await _keep_question(session, reply)


def _with_toast(card: Card) -> Card:
    if not card.toast or card.toast in card.text:
        return card
    return replace(card, text=f"{card.text}\n{card.toast}")


def _payload(
    session: AsyncSession, actor: Actor, incoming: IncomingMessage, card: Card
) -> dict[str, Any]:
    if incoming.channel == "sms":
        return {"text": card.text}
    if incoming.channel == "mail":
        return _letter(session, actor, incoming, card)
    callback = incoming.pressed.callback_id if incoming.pressed else None
    return {"card": card.as_json(), "callback_id": callback}


def _letter(
    session: AsyncSession, actor: Actor, incoming: IncomingMessage, card: Card
) -> dict[str, Any]:
    """Return the answer to a mail: in its thread, answerable itself, choices as lines of text."""
    settings: Settings = session.info["settings"]
    address = incoming.sender.address
    asked = incoming.mail.message_id if incoming.mail else None
    thread = [*incoming.mail.references, asked] if incoming.mail else []
    subject = incoming.subject.strip() or _("Your message")
    choices = [one.label for row in card.rows for one in row if one.data.startswith("pick:")]
    lines = [card.text, *(f"• {choice}" for choice in choices)]
    return {
        "to": [address],
        "subject": subject if subject[:3].lower() == "re:" else f"Re: {subject}",
        "text": "\n".join(lines) + f"\n\n{settings.public_url}/app/chat\n",
        "in_reply_to": asked, "references": [one for one in thread if one],
        "message_id": message_id_to(
            session.info["keyring"], actor.staff_id, address, settings.mail_domain
        ),
        "auto_submitted": "auto-replied",
    }  # fmt: skip


def edited_ref(incoming: IncomingMessage) -> str | None:
    """Return the message on which a button was pressed, when it can be edited."""
    pressed = incoming.pressed
    if pressed is None or not pressed.message_ref:
        return None
    if incoming.channel == "webchat" and parse_id(pressed.message_ref) is None:
        return None
    return pressed.message_ref

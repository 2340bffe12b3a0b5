"""One message to whoever opened a request: we have it. Never to machines, never without end.

A routing rule may have an answer of its own: then that is said instead.
"""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.models import RequestState
from core.conversations import tokens
from core.conversations.threads import bracketed, hash_of, id_row
from core.intake.receipts import EVENT, Receipt, receipt
from core.intake.work import Opened, Work
from core.kit import clock, ids
from core.kit.loops import breathing
from core.notify import rendering
from core.outbound.cards import Card
from core.outbound.service import Queued
from core.people.addresses import mail_address
from core.sources.models import SourceKind
from core.sources.queries import source_for

CHANNELS = {"mail": "mail", "form": "mail", "telegram": "telegram"}
"""By which channel a request of a door is acknowledged. A text message would cost money."""


async def queue(session: AsyncSession, work: Work) -> set[UUID]:
    """Note an acknowledgement for each new request that gets one; return those requests' ids."""
    told = [one for one in work.opened if _wanted(work, one)]
    if not told:
        return set()
    overrides = await rendering.load_overrides(session, [EVENT])
    through_form = any(one.item.message.channel == "form" for one in told)
    mailbox = await source_for(session, SourceKind.MAILBOX) if through_form else None
    async for one in breathing(told):
        source = mailbox.id if mailbox and one.item.message.channel == "form" else None
        _acknowledge(work, one, overrides, source)
    return {one.case.id for one in told}


def _wanted(work: Work, one: Opened) -> bool:
    company, item = work.batch.company, one.item
    row = one.case.row
    channel = CHANNELS.get(item.message.channel)
    wished = company.auto_acknowledge or bool(one.answer)
    if not wished or channel is None or row is None or item.is_automatic:
        return False
    if row["state"] == RequestState.SPAM or not item.answerable:
        return False
    if channel == "mail" and mail_address(item.asker) is None:
        return False
    if item.message.extra.get("may_answer") is False:  # headers that ask for no answer
        return False
    if channel == "mail" and _says_it_again(work, one):
        return False
    work.acknowledged[item.asker] = work.acknowledged.get(item.asker, 0) + 1
    before = work.batch.opened_before.get(item.asker, 0)
    return before + work.acknowledged[item.asker] <= company.ack_limit_per_day


def _says_it_again(work: Work, one: Opened) -> bool:
    """Tell whether the sender began with this very subject within the hour.

    So does a responder without any mark of one that answers our acknowledgement as if anew.
    """
    key, lately = one.item.evidence.subject_key, work.batch.opened_lately.get(one.item.asker, [])
    before = [work.batch.threads.get(thread) for thread in lately if thread != one.thread.id]
    return bool(key) and any(thread is not None and thread.subject_key == key for thread in before)


def _acknowledge(
    work: Work, one: Opened, overrides: rendering.Overrides, source_id: UUID | None
) -> None:
    item, thread, row = one.item, one.thread, one.case.row
    assert row is not None
    channel = CHANNELS[item.message.channel]
    language = work.language(item, one.known)
    values = {
        "number": row["number"], "subject": row["subject"], "name": row["asker_name"],
        "company": work.batch.company.name,
    }  # fmt: skip
    if text := one.answer.get(language) or next(iter(one.answer.values()), None):
        overrides = {**overrides, (EVENT, channel, language): ("", text)}
    signed = tokens.reference(work.keyring, thread.token)
    signature = work.batch.company.mail_signature or work.batch.company.name
    said = receipt(channel, language, values, overrides, signature=signature, signed=signed)
    message_id = None
    payload: dict[str, Any] = {"card": Card(said.body).as_json()}
    if channel == "mail":
        message_id = tokens.message_id_of(signed, work.settings.mail_domain)
        payload = _mail(work, one, said, message_id)
    queued = Queued(
        f"ack-{row['id']}", channel, "acknowledgement", item.asker, payload,
        subject=said.subject, subject_kind="contact_request", subject_id=row["id"],
        source_id=source_id or thread.source_id,
    )  # fmt: skip
    work.rows.outgoing.append(queued)
    _keep(work, one, said, message_id, queued)


def _mail(work: Work, one: Opened, said: Receipt, message_id: str) -> dict[str, Any]:
    mail = one.item.message.mail
    answered = bracketed(mail.message_id) if mail else None
    references = [bracketed(one) for one in (mail.references if mail else ())][-20:]
    return {
        "to": one.item.asker, "subject": said.subject, "text": said.text, "html": said.html,
        "message_id": message_id, "in_reply_to": answered,
        "references": [*references, *([answered] if answered else [])],
        "auto_submitted": "auto-replied", "file_ids": [],
        "from_name": work.batch.company.name,
    }  # fmt: skip


def _keep(work: Work, one: Opened, said: Receipt, message_id: str | None, queued: Queued) -> None:
    """The thread shows what the customer was told; a bounce of it finds its way back."""
    identity, moment = ids.new_id(), clock.now()
    work.rows.messages.append({
        "id": identity, "created_at": moment, "conversation_id": one.thread.id,
        "direction": "out", "channel": queued.channel, "kind": "acknowledgement",
        "author_name": work.batch.company.name, "from_address": "",
        "to_addresses": [one.item.asker], "staff_id": None, "person_id": None,
        "subject": said.subject, "text": said.body, "full_text": None, "html": None,
        "has_html": False, "attachment_count": 0, "mail_message_id": message_id, "flags": [],
        "sent_at": moment, "inbox_item_id": None, "outbound_id": queued.id, "evidence": None, "findings": None,
    })  # fmt: skip
    if message_id:
        work.rows.ids.append(id_row(hash_of(message_id), one.thread.id, identity))

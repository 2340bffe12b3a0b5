"""How an answer reaches whoever asked: by the door they came through."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.config import Settings
from core.contact_requests import enclosing
from core.contact_requests.errors import FilesNotByThisDoor, NowhereToAnswer
from core.contact_requests.models import ContactRequest
from core.conversations import letters, tokens
from core.conversations import queries as conversations
from core.conversations.models import Conversation, Message
from core.files.models import StoredFile
from core.kit import formatting
from core.kit.crypto import Keyring
from core.kit.i18n import _, use_language
from core.outbound.service import queue_message
from core.people.addresses import mail_address, phone_number
from core.people.queries import chosen_language
from core.settings.queries import Company
from core.sources.models import Source, SourceKind
from core.sources.queries import source_for

_SOURCE_KINDS = {"mail": SourceKind.MAILBOX, "sms": SourceKind.SMS,
                 "telegram": SourceKind.TELEGRAM}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """Where an answer goes: mail, sms or telegram, to an address, through a source (or none)."""

    channel: str
    address: str
    source: Source | None


async def route_of(
    session: AsyncSession,
    request: ContactRequest,
    conversation: Conversation,
    last: Message | None,
    company: Company,
) -> Route:
    """Return the way back to the asker; raises NowhereToAnswer.

    A mail goes to the address the asker wrote from last, never to a stranger in the thread.
    """
    address = conversation.partner_address or request.asker_address
    if last is not None and last.person_id and last.person_id == conversation.person_id:
        address = last.from_address or address
    channel = conversation.channel
    if channel not in _SOURCE_KINDS:
        channel = "mail" if mail_address(address) else "sms"
    if channel == "mail":
        address = mail_address(address) or ""
    elif channel == "sms":
        address = phone_number(address, company.country) or ""
    if not address:
        raise NowhereToAnswer(number=request.number)
    return Route(channel, address, await _source(session, conversation, _SOURCE_KINDS[channel]))


async def _source(
    session: AsyncSession, conversation: Conversation, kind: SourceKind
) -> Source | None:
    if conversation.source_id is not None:
        own = await session.get(Source, conversation.source_id)
        if own is not None and own.kind == kind and own.active and not own.is_archived:
            return own
    return await source_for(session, kind)


def check_files(route: Route, files: list[StoredFile]) -> None:
    """Raise FilesNotByThisDoor for what a channel cannot carry."""
    pictures = all(file.content_type.startswith("image/") for file in files)
    fits = not files or (route.channel == "telegram" and len(files) == 1 and pictures)
    if route.channel != "mail" and not fits:
        raise FilesNotByThisDoor


@dataclass(frozen=True, slots=True)
class MailIds:
    """The thread headers of an outgoing mail."""

    message_id: str
    in_reply_to: str | None
    references: list[str]


async def mail_ids(
    session: AsyncSession, conversation: Conversation, last: Message | None
) -> MailIds:
    """Return a new signed Message-ID and what it answers."""
    keyring: Keyring = session.info["keyring"]
    settings: Settings = session.info["settings"]
    chain = await conversations.mail_chain(session, conversation.id)
    answered = (last.mail_message_id if last else None) or (chain[-1] if chain else None)
    references = [one for one in chain if one != answered] + ([answered] if answered else [])
    new = tokens.message_id_for(keyring, conversation.token, settings.mail_domain)
    return MailIds(new, answered, references)


async def language_of(session: AsyncSession, conversation: Conversation, company: Company) -> str:
    """Return the language to answer in: what the person chose, else that of the conversation."""
    chosen = await chosen_language(session, conversation.person_id)
    return chosen or conversation.language or company.language


def mail_payload(
    session: AsyncSession,
    conversation: Conversation,
    message: Message,
    *,
    ids: MailIds,
    last: Message | None,
    company: Company,
    files: list[StoredFile],
    leaves_at: datetime,
    language: str,
) -> dict[str, Any]:
    """Return the outbox payload of an answer by mail, in the customer's language."""
    keyring: Keyring = session.info["keyring"]
    enclosed, linked = enclosing.parted(files, company.mail_files_megabytes * 1_000_000)
    offered = enclosing.links_text(session, linked, company, language, from_moment=leaves_at)
    letter = letters.compose(
        "\n\n".join(filter(None, (message.text, offered))),
        signature=company.mail_signature,
        marker=tokens.marker_line(keyring, conversation.token, language),
        attribution=_attribution(last, language, company.zone),
        quote=last.text if last else "",
    )
    return {
        "to": message.to_addresses[0], "subject": message.subject, "text": letter.text,
        "html": letter.html, "message_id": ids.message_id, "in_reply_to": ids.in_reply_to,
        "references": ids.references, "auto_submitted": None,
        "file_ids": [str(one.id) for one in enclosed], "date": leaves_at.isoformat(),
        "from_name": " – ".join(filter(None, (message.author_name, company.name))),
    }  # fmt: skip


def _attribution(last: Message | None, language: str, zone: str) -> str:
    if last is None:
        return ""
    with use_language(language):
        return _("On {day}, {name} wrote:").format(
            day=formatting.moment(last.sent_at, zone), name=last.author_name or last.from_address
        )


async def queue_answer(
    session: AsyncSession,
    request: ContactRequest,
    message: Message,
    route: Route,
    payload: dict[str, Any],
    *,
    due_at: datetime,
) -> None:
    """Put an answer into the outbox, once, and remember which row it is."""
    message.outbound_id = await queue_message(
        session, once_key=f"answer-{message.id}", channel=route.channel, kind="reply",
        address=route.address, payload=payload, subject=message.subject,
        subject_kind="contact_request", subject_id=request.id,
        source_id=route.source.id if route.source else None, due_at=due_at,
    )  # fmt: skip

"""Mails with a one-time link in them: their text is not for those who may see the outbox."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.config import Settings
from core.kit.i18n import _, use_language
from core.kit.ids import new_id, new_token
from core.outbound.service import queue_message
from core.settings.queries import load_company
from core.staff.models import LinkPurpose, StaffMember

SECRET_KINDS = frozenset(("invitation", "reset", "sign_in"))
"""Kinds of outgoing mail whose payload holds a way in: a view of the outbox hides it."""


def link_url(session: AsyncSession, purpose: LinkPurpose, token: str) -> str:
    """Return the address of the page of a one-time link."""
    settings: Settings = session.info["settings"]
    return f"{settings.public_url}/link/{purpose.value}/{token}"


async def send_invitation(session: AsyncSession, member: StaffMember, token: str) -> None:
    """Queue the mail that asks somebody to join, in their language."""
    company = await load_company(session)
    with use_language(member.language):
        subject = _("Your access to {company}").format(company=company.name or "Apuri")
        text = _(
            "Hello {name},\n\n"
            "{company} uses Apuri for requests, tasks and hours, and you have been given access. "
            "Choose your password here:\n\n{url}\n\n"
            "The link works once and for seven days."
        ).format(
            name=member.name,
            company=company.name or "Apuri",
            url=link_url(session, LinkPurpose.INVITATION, token),
        )
    await _queue(session, member, "invitation", subject, text)


async def send_reset(session: AsyncSession, member: StaffMember, token: str) -> None:
    """Queue the mail with the link to a new password, in the member's language."""
    with use_language(member.language):
        subject = _("A new password")
        text = _(
            "Hello {name},\n\n"
            "Somebody, probably you, asked for a new password. Choose one here:\n\n{url}\n\n"
            "The link works once and for one hour. If it was not you, do nothing: your password "
            "stays as it is."
        ).format(name=member.name, url=link_url(session, LinkPurpose.RESET, token))
    await _queue(session, member, "reset", subject, text)


async def _queue(
    session: AsyncSession, member: StaffMember, kind: str, subject: str, text: str
) -> UUID | None:
    settings: Settings = session.info["settings"]
    payload = {
        "to": member.email,
        "subject": subject,
        "text": text,
        "message_id": f"<{new_token(18)}@{settings.mail_domain}>",
        "auto_submitted": "auto-generated",
    }
    queued: UUID | None = await queue_message(
        session, once_key=f"{kind}-{new_id()}", channel="mail", kind=kind, address=member.email,
        payload=payload, subject=subject, subject_kind="staff", subject_id=member.id,
    )  # fmt: skip
    return queued

"""Linking a Telegram account to a staff member by a one-time deep link."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.assistant.keyboard import keys
from core.errors import DomainError
from core.inbox.models import InboxItem
from core.kit.i18n import _, use_language
from core.kit.text import one_line
from core.outbound import service as outbound
from core.outbound.cards import Card
from core.staff import service as staff
from core.staff.models import LinkPurpose

Work = Callable[[AsyncSession], Awaitable[None]]


def begin_link(item: InboxItem, user: dict[str, Any], token: str) -> Work:
    """Return the work of `/start TOKEN`: the link is used once, the account is the member's."""
    chat = str(user.get("id", ""))
    name = one_line(f"{user.get('first_name', '')} {user.get('last_name', '')}")

    async def link(session: AsyncSession) -> None:
        member = await staff.use_link(session, LinkPurpose.TELEGRAM, token)
        refusal: DomainError | None = None
        if member is not None:
            try:
                async with session.begin_nested():
                    await staff.link_account(session, member.id, "telegram", chat, name)
            except DomainError as error:
                refusal = error
        with use_language(member.language if member else user.get("language_code")):
            text = _welcome(member.name) if member else _no_link()
            text = f"! {refusal.sentence()}" if refusal else text
            found = keys() if member and not refusal else ()
        await outbound.queue_message(
            session, once_key=f"link-{item.id}", channel="telegram", kind="assistant", address=chat,
            payload={"card": Card(text, keys=found).as_json()}, source_id=item.source_id,
        )  # fmt: skip

    return link


def _welcome(name: str) -> str:
    return _(
        "✓ {name}, this chat is now yours.\nWrite your hours as you would say them, for example: "
        "8-16 Lehto, lunch 30. Write help for more."
    ).format(name=name)


def _no_link() -> str:
    return _(
        "! This link has been used or is too old.\nMake a new one in the panel under your own "
        "settings."
    )


def mark_blocked(status: dict[str, Any]) -> Work | None:
    """Return the work of a person having blocked the bot; None for any other change."""
    chat = str(status.get("chat", {}).get("id", ""))
    if status.get("new_chat_member", {}).get("status") != "kicked":
        return None

    async def mark(session: AsyncSession) -> None:
        await staff.mark_blocked(session, "telegram", chat)

    return mark

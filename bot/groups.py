"""Groups: the bot answers there only when it is addressed, and says where hours are written."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.inbox.models import InboxItem
from core.kit.i18n import _, use_language
from core.outbound import service as outbound
from core.outbound.cards import Button, Card
from core.sources.models import Source

Work = Callable[[AsyncSession], Awaitable[None]]


def answer_in_group(item: InboxItem, message: dict[str, Any]) -> Work:
    """Return the work of a group's message: nothing, unless it names, answers or orders our bot."""

    async def answer(session: AsyncSession) -> None:
        source = await session.get(Source, item.source_id)
        name = str((source.config if source else {}).get("bot_username") or "").lstrip("@")
        if not is_addressed(message, name):
            return
        with use_language((message.get("from") or {}).get("language_code")):
            text = _("I answer only in a private chat.")
            label = _("Write to me")
        rows = ((Button(label, url=f"https://t.me/{name}"),),) if name else ()
        await outbound.queue_message(
            session, once_key=f"group-{item.id}", channel="telegram", kind="assistant",
            address=str(message.get("chat", {}).get("id", "")),
            payload={"card": Card(text, rows).as_json()}, source_id=item.source_id,
        )  # fmt: skip

    return answer


def may_address(message: dict[str, Any]) -> bool:
    """Tell, without knowing our own name, whether a message may be meant for a bot at all."""
    answered = (message.get("reply_to_message") or {}).get("from") or {}
    text = str(message.get("text") or message.get("caption") or "")
    return bool(answered.get("is_bot")) or "@" in text


def is_addressed(message: dict[str, Any], name: str) -> bool:
    """Tell whether a message mentions the bot, answers it, or orders it by a command of its own."""
    if not name:
        return False
    wanted = f"@{name}".lower()
    answered = (message.get("reply_to_message") or {}).get("from") or {}
    if answered.get("is_bot") and f"@{answered.get('username', '')}".lower() == wanted:
        return True
    text = str(message.get("text") or message.get("caption") or "").lower()
    words = text.replace(",", " ").replace(":", " ").split()
    return any(word.rstrip(".!?") == wanted or _orders(word, wanted) for word in words)


def _orders(word: str, wanted: str) -> bool:
    return word.startswith("/") and word.endswith(wanted)

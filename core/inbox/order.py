"""Which arrivals must be handled one after the other."""

from typing import Any


def telegram_chat(update: dict[str, Any]) -> str:
    """Return the order key of a Telegram update: one chat's updates are handled in order."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if isinstance(body := update.get(kind), dict):
            return f"telegram:{body.get('chat', {}).get('id', '')}"
    query = update.get("callback_query")
    user = query.get("from", {}) if isinstance(query, dict) else {}
    return f"telegram:{user.get('id', '')}"

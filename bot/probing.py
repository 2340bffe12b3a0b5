"""Signing in to Telegram once, for `apuri doctor` and the panel's live test."""

from bot.bots import aiogram_api
from core.kit.i18n import _
from core.startup import App


class CannotSignIn(Exception):
    """What Telegram said, as a sentence with a next step."""


async def probe_bot(app: App, secrets: dict[str, str]) -> str:
    """Return the bot's name; raises CannotSignIn."""
    token = secrets.get("token", "")
    if not token:
        raise CannotSignIn(_("No token yet. Ask BotFather for one and type it in the panel."))
    api = await aiogram_api()
    try:
        client = api.BotClient(token, app.settings.telegram_api)
    except api.TokenValidationError:
        raise CannotSignIn(
            _("That is not a bot token. Copy the whole line BotFather shows.")
        ) from None
    try:
        me = await client.me()
    except (api.TelegramUnauthorizedError, api.TelegramNotFound):
        raise CannotSignIn(
            _("Telegram refuses the token. Ask BotFather for a new one and type it in.")
        ) from None
    except (api.TelegramAPIError, OSError, TimeoutError):
        raise CannotSignIn(_("Telegram cannot be reached from this machine.")) from None
    finally:
        await client.close()
    return f"@{me.username}"

"""The assistant in the browser: the same conversation as in Telegram."""

from admin.webchat.pages import ROUTES

__all__ = ["ROUTES"]

"""Choices that columns of several domains share."""

from core.columns.columns import Choice
from core.kit.i18n import N_

CHANNELS = (
    Choice("mail", N_("Mail")),
    Choice("telegram", N_("Telegram")),
    Choice("sms", N_("Text message")),
    Choice("form", N_("Web form")),
    Choice("webchat", N_("Web chat")),
    Choice("manual", N_("Written down")),
    Choice("panel", N_("Panel")),
)
LANGUAGES = (
    Choice("fi", "suomi", is_own=True),
    Choice("sv", "svenska", is_own=True),
    Choice("en", "English", is_own=True),
)
PRIORITIES = (
    Choice("1", N_("Urgent"), "late"),
    Choice("0", N_("Normal"), "quiet"),
    Choice("-1", N_("Low"), "quiet"),
)

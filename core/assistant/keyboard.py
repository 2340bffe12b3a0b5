"""The four keys that are always there, and the commands of a channel's menu, in each language."""

from core.kit.i18n import N_, _, use_language

KEYS = (N_("▶ Start / ■ Stop"), N_("Log"), N_("Today"), N_("More"))
COMMANDS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (("log", "log"), ("timer", "toggle"), ("today", "day"), ("week", "week"),
           ("tasks", "tasks"), ("missing", "missing"), ("help", "help")),
    "fi": (("kirjaa", "log"), ("ajastin", "toggle"), ("tanaan", "day"), ("viikko", "week"),
           ("tehtavat", "tasks"), ("puuttuu", "missing"), ("ohje", "help")),
    "sv": (("logga", "log"), ("timer", "toggle"), ("idag", "day"), ("vecka", "week"),
           ("uppgifter", "tasks"), ("saknas", "missing"), ("hjalp", "help")),
}  # fmt: skip
"""What the menu of a chat offers by language: the command and what it means."""

_ABOUT = {
    "log": N_("Log hours"), "toggle": N_("Start or stop the clock"), "day": N_("Today's hours"),
    "week": N_("This week's hours"), "tasks": N_("My tasks"), "missing": N_("What is missing"),
    "help": N_("What I can do"),
}  # fmt: skip


def keys() -> tuple[str, ...]:
    """Return the labels of the keys in the language being spoken."""
    return tuple(_(label) for label in KEYS)


def menu(language: str) -> list[tuple[str, str]]:
    """Return (command, what it does) of a language's menu."""
    with use_language(language):
        return [(command, _(_ABOUT[meaning])) for command, meaning in COMMANDS[language]]

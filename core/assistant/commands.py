"""Single words and slash commands that mean one thing: what keyboards and menus send."""

from datetime import timedelta

from core.assistant.keyboard import COMMANDS
from core.assistant.turns import Turn
from core.kit.clock import week_of
from core.kit.text import fold
from core.language.reading import Draft, Entry, Query, Reading

_DAY = "today|my day|tanaan|oma paiva|mun paiva|paivani|idag|i dag|min dag"
_WEEK = "week|my week|this week|viikko|oma viikko|mun viikko|viikkoni|tama viikko|vecka|min vecka|veckan"
_BEFORE = "last week|viime viikko|viime viikkoni|forra veckan"
_TASKS = "tasks|my tasks|tehtavat|omat tehtavat|tehtavani|uppgifter|mina uppgifter"
_START = "start|aloita|starta|▶ start|▶ aloita|▶ starta"
_STOP = "stop|lopeta|stoppa|sluta|■ stop|■ lopeta|■ stoppa"
_TOGGLE = "▶ start / ■ stop|▶ aloita / ■ lopeta|▶ starta / ■ stoppa|timer|ajastin"
_LOG = "log|log hours|kirjaa|kirjaa tunnit|logga|rapportera"
_HELP = "help|start help|apua|ohje|ohjeet|hjalp|more|lisaa|mer|?"
WORDS = {
    word: name
    for name, words in (("day", _DAY), ("week", _WEEK), ("before", _BEFORE), ("tasks", _TASKS),
                        ("start", _START), ("stop", _STOP), ("help", _HELP), ("toggle", _TOGGLE),
                        ("log", _LOG))
    for word in words.split("|")
}  # fmt: skip
SLASHED = {
    "/start": "help", "/help": "help", "/today": "day", "/day": "day", "/week": "week",
    "/tasks": "tasks", "/stop": "stop",
} | {f"/{name}": meaning for menu in COMMANDS.values() for name, meaning in menu}  # fmt: skip


def slashed(turn: Turn) -> Reading | None:
    """Return what a slash command means (`/week@our_bot` too), or None."""
    if not turn.text.startswith("/"):
        return None
    name = SLASHED.get(turn.text.split()[0].partition("@")[0].lower())
    return _meaning(name, turn) if name else None


def lone_word(turn: Turn) -> Reading | None:
    """Return what a message of nothing but a command's word means, or None."""
    name = WORDS.get(fold(turn.text).rstrip(".! "))
    return _meaning(name, turn) if name else None


def _meaning(name: str, turn: Turn) -> Reading | None:
    today = turn.today
    if name == "toggle":
        name = "stop" if turn.memory.timer is not None else "start"
    if name == "log":
        return Reading("ask", ask=("customer", "duration"), draft=Draft("log_time", (Entry(),)))
    if name == "day":
        return Reading("query", query=Query("hours", today, today))
    if name == "week":
        return Reading("query", query=Query("hours", *week_of(today)))
    if name == "before":
        return Reading("query", query=Query("hours", *week_of(today - timedelta(days=7))))
    if name == "tasks":
        return Reading("query", query=Query("tasks"))
    if name == "start":
        return Reading("ask", ask=("customer",), draft=Draft("start_timer", (Entry(),)))
    if name == "stop":
        return Reading("stop_timer")
    return Reading("help") if name == "help" else None

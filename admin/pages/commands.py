"""What may be done or opened from the palette: found by its words in any of the three languages."""

from collections.abc import Iterator
from dataclasses import dataclass

from admin.navigation import sections_for
from admin.views import VIEWS
from core.access.actor import Actor
from core.access.modules import is_off
from core.access.permissions import Permission
from core.kit.i18n import LANGUAGES, N_, _, use_language
from core.search.words import prepared

SHOWN = 5
SETTINGS = N_("Settings")


@dataclass(frozen=True, slots=True)
class Command:
    """A page to open or a form to fill in. `right` None: everybody's. `more` are other names."""

    path: str
    label: str
    icon: str
    right: Permission | None = None
    more: str = ""


DO = (
    Command("/app/hours/new", N_("Log hours"), "hours", Permission.LOG_HOURS, N_("work time")),
    Command("/app/tasks/new", N_("New task"), "plus", Permission.HANDLE_TASKS),
    Command("/app/requests/new", N_("New contact request"), "plus", Permission.HANDLE_REQUESTS),
    Command("/app/customers/new", N_("New customer"), "plus", Permission.EDIT_CUSTOMERS),
    Command("/app/projects/new", N_("New project"), "plus", Permission.EDIT_CUSTOMERS),
)
OPEN = (
    Command("/app", N_("Home"), "home"),
    Command("/app/inbox", N_("Inbox"), "inbox", None, N_("Contact requests")),
    Command("/app/tasks", N_("Tasks"), "work", None, N_("Work")),
    Command("/app/tasks/board", N_("Board of tasks"), "work"),
    Command("/app/tasks/calendar", N_("Calendar of tasks"), "calendar"),
    Command("/app/projects", N_("Projects"), "project"),
    Command("/app/hours", N_("My week"), "hours", None, N_("Hours")),
    Command("/app/hours/entries", N_("Time entries"), "hours"),
    Command("/app/hours/approvals", N_("Weeks to approve"), "check", Permission.APPROVE_HOURS),
    Command(
        "/app/hours/export", N_("Export hours"), "download", Permission.EXPORT_HOURS, N_("payroll")
    ),
    Command("/app/absences", N_("Absences"), "calendar", None, N_("holidays")),
    Command("/app/banks", N_("Time banks"), "hours"),
    Command("/app/customers", N_("Customers"), "customers", Permission.SEE_CUSTOMERS),
    Command("/app/persons", N_("Persons"), "person", Permission.SEE_CUSTOMERS),
    Command("/app/messages", N_("Messages"), "mail"),
    Command("/app/outbox", N_("Outbox"), "outbox", Permission.SEE_OUTBOX),
    Command("/app/notes", N_("Notes and scripts"), "clip"),
    Command("/app/chat", N_("Chat with the assistant"), "chat"),
    Command("/app/me", N_("My settings"), "person", None, N_("language theme password")),
    Command("/app/help", N_("Manual"), "book", None, N_("help guide")),
)


def commands_for(actor: Actor) -> list[Command]:
    """Return what an actor may do and open, what is done most first; labels are msgids or words."""
    found = [one for one in (*DO, *OPEN) if one.right is None or actor.may(one.right)]
    return [one for one in found if not is_off(one.path, actor.modules_off)]


def matching(actor: Actor, text: str, limit: int = SHOWN) -> list[Command]:
    """Return the commands whose words begin with each typed word, in the reader's language.

    Without any text: what is done most.
    """
    typed = prepared(text[:100])
    if not typed:
        return [_spoken(one) for one in commands_for(actor) if one in DO][:limit]
    found = [_spoken(one) for one in commands_for(actor) if _fits(typed, _words(one))]
    said = [_sections(actor) for _tag in _languages()]
    for path, (label, shape, _about) in _sections(actor).items():
        words = " ".join(f"{one[path][0]} {one[path][2]}" for one in said if path in one)
        if _fits(typed, prepared(words)):
            found.append(Command(path, label, shape))
    return found[:limit]


def _languages() -> Iterator[str]:
    """Speak each language in turn."""
    for tag in LANGUAGES:
        with use_language(tag):
            yield tag


def _sections(actor: Actor) -> dict[str, tuple[str, str, str]]:
    """Return the console's sections by path: name, icon and what they are for, as spoken now."""
    return {
        one.href: (f"{_(SETTINGS)} › {one.label}", one.icon, one.about)
        for one in sections_for(actor, VIEWS)
        if not is_off(one.href, actor.modules_off)
    }


def _spoken(one: Command) -> Command:
    return Command(one.path, _(one.label), one.icon)


def _words(one: Command) -> list[str]:
    """Return a command's words in every language."""
    said = [f"{_(one.label)} {_(one.more) if one.more else ''}" for _tag in _languages()]
    return prepared(" ".join(said))


def _fits(typed: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in typed)

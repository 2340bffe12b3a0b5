"""The sections of the console that an actor may open."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin.base import ConfigView
from core.access.actor import Actor
from core.access.permissions import Permission
from core.kit.i18n import N_, _

CONSOLE_PATH = "/settings"


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the console's menu, in the reader's language."""

    href: str
    root: str
    label: str
    about: str
    icon: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of the console that is no table."""

    path: str
    label: str
    about: str
    right: Permission
    icon: str


OWN_PAGES = (
    OwnPage("/settings/company", N_("Company"),
            N_("Name, language, time zone, and what customers and staff may do."),
            Permission.MANAGE_SETTINGS, "settings"),
    OwnPage("/settings/rights", N_("Rights"),
            N_("What each role may do, side by side; and looking at the panel as a role."),
            Permission.MANAGE_STAFF, "check"),
    OwnPage("/settings/sign-ins", N_("Sign-ins"),
            N_("Who is signed in where, and who tried in vain."), Permission.MANAGE_STAFF, "person"),
    OwnPage("/settings/parts", N_("Parts in use"),
            N_("What the company does without vanishes everywhere."),
            Permission.MANAGE_SETTINGS, "settings"),
    OwnPage("/app/keys", N_("Keys for programs"),
            N_("Other programs read and write in your name, as far as you allow."),
            Permission.USE_API, "settings"),
    OwnPage("/app/workflows", N_("Workflows"),
            N_("Your own processes and their stages, such as sales, service or repair."),
            Permission.MANAGE_WORKFLOWS, "work"),
    OwnPage("/settings/hours", N_("Rules of hours"),
            N_("Locks, approval, and when people are asked about their hours."),
            Permission.MANAGE_HOURS, "hours"),
    OwnPage("/app/activity-types", N_("Types of activities"),
            N_("What is counted by person and period: calls, meetings, demos."),
            Permission.MANAGE_WORKFLOWS, "check"),
    OwnPage("/app/project-steps", N_("Steps of projects"),
            N_("The steps that your projects go through, in order."),
            Permission.MANAGE_WORKFLOWS, "project"),
    OwnPage("/app/project-groups", N_("Project groups"),
            N_("Who always serves which customer."), Permission.EDIT_CUSTOMERS, "person"),
    OwnPage("/app/fields", N_("Own fields"),
            N_("What you track of customers, tasks and hours beside what everybody does."),
            Permission.MANAGE_SETTINGS, "form"),
    OwnPage("/settings/templates", N_("Message templates"),
            N_("The words of the messages Apuri sends."), Permission.MANAGE_SETTINGS, "send"),
    OwnPage("/app/quarantine", N_("Messages that were set aside"),
            N_("What came in and could not be read. Nothing is lost: have it handled again."),
            Permission.MANAGE_SOURCES, "inbox"),
    OwnPage("/settings/jobs", N_("Timetable"),
            N_("What Apuri does by itself, when it last did, and how it went."),
            Permission.MANAGE_SETTINGS, "calendar"),
)  # fmt: skip


def sections_for(actor: Actor, views: Sequence[type[ConfigView]]) -> list[Section]:
    """Return the menu of the console for an actor, in order."""
    first, last = OWN_PAGES[:1], OWN_PAGES[1:]
    return [
        *(_of_page(page) for page in first if actor.may(page.right)),
        *(_of_view(view) for view in views if actor.may(view.right)),
        *(_of_page(page) for page in last if actor.may(page.right)),
    ]


def _of_page(page: OwnPage) -> Section:
    return Section(page.path, page.path, _(page.label), _(page.about), page.icon)


def _of_view(view: type[ConfigView]) -> Section:
    root = f"{CONSOLE_PATH}/{view.identity}"
    return Section(f"{root}/list", f"{root}/", _(view.name_plural), _(view.about), view.icon)

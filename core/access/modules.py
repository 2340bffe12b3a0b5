"""The parts of the product that a company may do without [N2 S25]; pure.

A module that is off vanishes everywhere: its rights are nobody's, its pages are not there, its
words are not understood. Contact requests, customers and staff are what everything stands on.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.access.permissions import Permission
from core.kit.i18n import N_


class Part(StrEnum):
    """One part, by the name it is stored under."""

    WORK = "work"
    PROJECTS = "projects"
    HOURS = "hours"
    ABSENCES = "absences"
    BANKS = "banks"
    NOTES = "notes"
    API = "api"


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What goes when a part is off. `paths` are where its pages begin."""

    label: str
    about: str
    rights: tuple[Permission, ...] = ()
    paths: tuple[str, ...] = ()
    needs: Part | None = None


PARTS: dict[Part, PartFacts] = {
    Part.WORK: PartFacts(
        N_("Tasks and workflows"), N_("Work that moves through stages, boards, activities."),
        (Permission.SEE_ALL_TASKS, Permission.HANDLE_TASKS, Permission.MANAGE_WORKFLOWS),
        ("/app/tasks", "/app/workflows", "/app/activities", "/app/activity-types", "/app/recurring",
         "/app/board"),
    ),
    Part.PROJECTS: PartFacts(
        N_("Projects"), N_("Larger work of a customer, with people and a budget."),
        (), ("/app/projects", "/app/project-"),
    ),
    Part.HOURS: PartFacts(
        N_("Hours"), N_("Time entries, weeks, approval and payroll."),
        (Permission.LOG_HOURS, Permission.LOG_FOR_OTHERS, Permission.SEE_ALL_HOURS,
         Permission.APPROVE_HOURS, Permission.MANAGE_HOURS, Permission.EXPORT_HOURS),
        ("/app/hours", "/app/endorsements", "/settings/hours"),
    ),
    Part.ABSENCES: PartFacts(
        N_("Absences"), N_("Holidays, sick leave and other days off."), (), ("/app/absences",),
        Part.HOURS,
    ),
    Part.BANKS: PartFacts(
        N_("Time banks"), N_("Hours that customers buy in advance."), (), ("/app/banks",),
        Part.HOURS,
    ),
    Part.NOTES: PartFacts(
        N_("Notes and scripts"), N_("What everybody should know, and what to say when selling."),
        (), ("/app/notes",),
    ),
    Part.API: PartFacts(
        N_("Programs (API)"), N_("Other programs read and write with a key."),
        (Permission.USE_API,), ("/api/", "/app/keys"),
    ),
}  # fmt: skip


def parts_off(stored: object) -> frozenset[str]:
    """Return the parts that are off by the setting (names between spaces), and who needs them."""
    named = stored.split() if isinstance(stored, str) else ()
    known = {part for part in PARTS if part in named}
    return frozenset(
        str(part) for part, facts in PARTS.items() if part in known or facts.needs in known
    )


def rights_of(off: frozenset[str]) -> frozenset[Permission]:
    """Return the rights that nobody has while these parts are off."""
    return frozenset(right for part in off for right in PARTS[Part(part)].rights)


def is_off(path: str, off: frozenset[str]) -> bool:
    """Tell whether a page belongs to a part that is off."""
    return any(path.startswith(start) for part in off for start in PARTS[Part(part)].paths)

"""The steps of setting up: what is done and what is left, from one query or as part of another."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.small_rows import rows
from core.contact_requests.queries import answered
from core.kit.i18n import N_, _
from core.settings.queries import Company
from core.sources.models import Source, SourceKind, SourceStatus
from core.staff.models import StaffMember
from core.work.models import Stage, Workflow

NOBODY = sa.literal(UUID(int=0), sa.Uuid())


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, why, where; `state` says how far it is when that is not all."""

    title: str
    why: str
    button: str
    href: str
    done: bool
    state: str = ""


@dataclass(slots=True)
class Setup:
    """What the database knows of setting up. `sources`: (kind, status, detail) of each."""

    sources: list[tuple[str, str, str]] = field(default_factory=list)
    members: int = 0
    stages: int = 0
    answers: int = 0

    def take(self, kind: str, words: str, more: list[str]) -> None:
        """Put a row of `setup_selects` where it belongs."""
        match kind:
            case "source":
                self.sources.append((words, more[0], more[1]))
            case "members":
                self.members = int(more[0])
            case "stages":
                self.stages = int(more[0])
            case "answers":
                self.answers = int(more[0])

    def steps(self, company: Company) -> list[Step]:
        """Return the steps in order, done or not."""
        mailbox, mail_state = self._tried(SourceKind.MAILBOX)
        bot, bot_state = self._tried(SourceKind.TELEGRAM)
        return [
            Step(_("Name your company"), _("Customers see it in every answer."),
                 _("Open the settings"), "/settings/company", bool(company.name)),
            Step(_("Connect a mailbox"), _("Mail to it becomes contact requests."),
                 _("Connect a mailbox"), "/settings/source/list", mailbox, mail_state),
            Step(_("Connect Telegram"),
                 _("Your people log hours and take requests on their phones."),
                 _("Connect a bot"), "/settings/source/list", bot, bot_state),
            Step(_("Invite your people"), _("Everybody signs in with a password of their own."),
                 _("Invite"), "/settings/staff-member/list", self.members > 1),
            Step(_("Look through the stages of work"),
                 _("Tasks move through them from new to done."),
                 _("Open the workflows"), "/app/workflows", self.stages > 0),
            Step(_("Answer the first request"), _("Write a mail to yourself and answer it here."),
                 _("Open the inbox"), "/app/inbox?box=all", self.answers > 0),
        ]  # fmt: skip

    def _tried(self, kind: SourceKind) -> tuple[bool, str]:
        """Tell whether a source of a kind works (its last live connection went well), or how."""
        found = [(status, detail) for one, status, detail in self.sources if one == kind]
        if any(status == SourceStatus.OK for status, _detail in found):
            return True, ""
        if not found:
            return False, ""
        words = _STATES.get(SourceStatus(found[0][0]))
        return False, _(words).format(detail=found[0][1]) if words else ""


_STATES = {
    SourceStatus.NEW: N_("Waits for its first connection."),
    SourceStatus.FAILING: N_("It does not work yet: {detail}"),
    SourceStatus.OFF: N_("It is switched off."),
}


def _number(kind: str, few: sa.Select[Any]) -> sa.Select[Any]:
    """Select how many rows there are of a selection that has a limit."""
    return rows(kind, NOBODY, "", sa.select(sa.func.count()).select_from(few.subquery())
                .scalar_subquery())  # fmt: skip


def setup_selects() -> Iterable[sa.Select[Any]]:
    """Select what `Setup.take` reads; each counts no further than it must."""
    yield rows("source", Source.id, Source.kind, Source.status, Source.status_detail).where(
        Source.archived_at.is_(None)
    )
    active = sa.select(StaffMember.id).where(StaffMember.deactivated_at.is_(None)).limit(2)
    yield _number("members", active)
    stages = (
        sa.select(Stage.id)
        .join(Workflow, Workflow.id == Stage.workflow_id)
        .where(Stage.archived_at.is_(None), Workflow.archived_at.is_(None))
        .limit(1)
    )
    yield _number("stages", stages)
    yield _number("answers", answered().limit(1))


async def read_setup(session: AsyncSession) -> Setup:
    """Return what the database knows of setting up, one statement."""
    found = Setup()
    for kind, _identity, words, *more in await session.execute(sa.union_all(*setup_selects())):
        found.take(kind, words, more)
    return found

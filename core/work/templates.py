"""Four processes to copy and change: sales, helpdesk, development, service production [N7 N12].

[S8 S18 P17 P22] Their names are words of the company's language at the moment of copying; what is
copied is the company's own from then on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import Invalid
from core.kit import ids
from core.kit.i18n import N_, _, use_language
from core.settings.queries import load_company
from core.staff.models import Role
from core.staff.roles import STARTERS
from core.work.models import Stage, StageColor, StageKind, Workflow

SUPERVISOR = STARTERS[1][0]


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a template. `onward` are keys of the stages it leads to; None: any."""

    name: str
    kind: StageKind
    color: StageColor
    onward: tuple[str, ...] | None = None
    required: tuple[str, ...] = ()
    limit: int | None = None
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A process to copy, its stages by key in order."""

    name: str
    about: str
    steps: Mapping[str, Step]

    @property
    def named(self) -> list[Step]:
        """Return the stages in order with their names in the reader's language."""
        return [replace(one, name=_(one.name)) for one in self.steps.values()]


TEMPLATES: Mapping[str, Template] = {
    "sales": Template(
        N_("Sales"), N_("From a lead to a deal. A won deal knows its customer."),
        {
            "lead": Step(N_("Lead"), StageKind.OPEN, StageColor.GREY),
            "contacted": Step(N_("Contacted"), StageKind.OPEN, StageColor.BLUE,
                              required=("responsible_id",)),
            "quoted": Step(N_("Quote sent"), StageKind.WAITING, StageColor.PURPLE,
                           required=("customer_id", "due_on")),
            "negotiation": Step(N_("Negotiation"), StageKind.OPEN, StageColor.ORANGE),
            "won": Step(N_("Won"), StageKind.DONE, StageColor.GREEN, required=("customer_id",)),
            "lost": Step(N_("Lost"), StageKind.LOST, StageColor.RED),
        },
    ),
    "helpdesk": Template(
        N_("Helpdesk"), N_("Questions and faults of customers, until they are solved."),
        {
            "new": Step(N_("New"), StageKind.OPEN, StageColor.BLUE,
                        ("work", "waiting", "solved")),
            "work": Step(N_("In work"), StageKind.OPEN, StageColor.TEAL, ("waiting", "solved"),
                         ("doer_id",)),
            "waiting": Step(N_("Waiting for the customer"), StageKind.WAITING, StageColor.YELLOW,
                            ("work", "solved")),
            "solved": Step(N_("Solved"), StageKind.DONE, StageColor.GREEN, ("work", "closed")),
            "closed": Step(N_("Checked and closed"), StageKind.DONE, StageColor.GREY, ("work",)),
        },
    ),
    "development": Template(
        N_("Development"), N_("Little at a time, and nothing is done before it was looked at."),
        {
            "backlog": Step(N_("Backlog"), StageKind.OPEN, StageColor.GREY, ("doing", "dropped")),
            "doing": Step(N_("Doing"), StageKind.OPEN, StageColor.BLUE,
                          ("backlog", "review", "dropped"), ("doer_id",), limit=5),
            "review": Step(N_("Review"), StageKind.WAITING, StageColor.PURPLE, ("doing", "done"),
                           limit=5, is_signed=True),
            "done": Step(N_("Done"), StageKind.DONE, StageColor.GREEN, ("doing",)),
            "dropped": Step(N_("Dropped"), StageKind.LOST, StageColor.RED, ("backlog",)),
        },
    ),
    "service": Template(
        N_("Service work"), N_("Jobs at the customer’s, from the order to the invoice."),
        {
            "ordered": Step(N_("Ordered"), StageKind.OPEN, StageColor.GREY,
                            ("scheduled", "parts")),
            "scheduled": Step(N_("Scheduled"), StageKind.OPEN, StageColor.BLUE,
                              ("ordered", "site", "parts", "done"),
                              ("customer_id", "doer_id", "due_on")),
            "site": Step(N_("On site"), StageKind.OPEN, StageColor.ORANGE,
                         ("scheduled", "parts", "done"), ("doer_id",)),
            "parts": Step(N_("Waiting for parts"), StageKind.WAITING, StageColor.YELLOW,
                          ("scheduled", "site", "done")),
            "done": Step(N_("Done"), StageKind.DONE, StageColor.GREEN, ("site", "invoiced")),
            "invoiced": Step(N_("Invoiced"), StageKind.DONE, StageColor.PURPLE, ("done",),
                             ("customer_id",)),
        },
    ),
}  # fmt: skip


async def copied(session: AsyncSession, key: str) -> Workflow:
    """Return a new workflow as a template has it, not yet stored; raises Invalid.

    Who signs is whoever holds the role of supervisors, else the owner.
    """
    template = TEMPLATES.get(key)
    if template is None:
        raise Invalid(_("Choose one of the templates."), field="template")
    language = (await load_company(session)).language
    signers = await _signers(session, language)
    identities = {name: ids.new_id() for name in template.steps}
    with use_language(language):
        workflow = Workflow(name=_(template.name), about=_(template.about), template=key)
        workflow.stages = [
            _stage(step, place, signers, identities, identities[name])
            for place, (name, step) in enumerate(template.steps.items(), 1)
        ]
    return workflow


def _stage(
    step: Step, place: int, signers: list[str], identities: Mapping[str, object], identity: object
) -> Stage:
    onward = None if step.onward is None else [str(identities[name]) for name in step.onward]
    return Stage(
        id=identity, name=_(step.name), kind=step.kind, color=step.color, position=10 * place,
        wip_limit=step.limit, required=list(step.required), moves_to=onward,
        signing_role_ids=list(signers) if step.is_signed else [],
    )  # fmt: skip


async def _signers(session: AsyncSession, language: str) -> list[str]:
    roles = (await session.scalars(sa.select(Role).order_by(Role.is_owner, Role.id))).all()
    with use_language(language):
        named = [one for one in roles if one.name == _(SUPERVISOR)]
    owners = [one for one in roles if one.is_owner]
    return [str(one.id) for one in (named or owners)[:1]]

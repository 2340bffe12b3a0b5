"""Rules of billed time: the company's, a customer's, a project's."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload
from starlette.requests import Request

from admin import fields
from admin.base import Act, ServiceView, present_request
from admin.pages.rendering import actor_of
from admin.pages.rule_words import step_words
from admin.views.archiving import archived_filter
from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import Invalid, NotFound
from core.kit import clock, formatting
from core.kit.i18n import N_, _
from core.kit.ids import parse_id
from core.people.queries import names_of
from core.timesheets import service
from core.timesheets.billing_rules import STEPS
from core.timesheets.models import BillingRule, Rounding
from core.work.queries import project_names

WAYS = {
    Rounding.UP: N_("Up: every started step"),
    Rounding.NEAREST: N_("To the nearest step"),
    Rounding.DOWN: N_("Down: every full step"),
}


def _whose(rule: BillingRule, _name: str = "") -> str:
    """Return whom a rule is for."""
    return str(rule.project or rule.customer or _("The whole company"))


def _asked() -> tuple[UUID | None, UUID | None]:
    """Return the customer or project that the address of a new rule names."""
    asked = present_request.get().query_params
    return parse_id(asked.get("customer", "")), parse_id(asked.get("project", ""))


class BillingRuleView(ServiceView, model=BillingRule):
    """Billing rules. A saved one never changes: saving it again makes a newer one."""

    right = Permission.MANAGE_HOURS
    name, name_plural = N_("Billing rule"), N_("Billing rules")
    about = N_("How worked minutes become billed ones: step, minimum, share of travelling. The "
               "project’s rule goes before the customer’s, the customer’s before the company’s.")  # fmt: skip
    none_yet = N_("Without a rule each worked minute is billed.")
    new_label = N_("New rule for the whole company")
    icon = "hours"
    column_list = ("customer", "valid_from", "step_minutes", "minimum_minutes", "travel_percent")
    column_labels = {
        "customer": N_("For"), "valid_from": N_("From"),
        "step_minutes": N_("Rounding"), "minimum_minutes": N_("At least"),
        "travel_percent": N_("Travelling"),
    }  # fmt: skip
    column_formatters = {
        "customer": _whose,
        "valid_from": lambda one, _name: formatting.day(one.valid_from),
        "step_minutes": lambda one, _name: step_words(one),
        "minimum_minutes": lambda one, _name: (
            formatting.span(one.minimum_minutes) if one.minimum_minutes else "–"),
        "travel_percent": lambda one, _name: f"{one.travel_percent} %",
    }  # fmt: skip
    column_default_sort = [("valid_from", True)]
    filters = (archived_filter(BillingRule),)
    acts = (
        Act("archive", N_("Put away"), service.archive_billing_rule,
            lambda one: not one.is_archived, done="archived",
            confirm=N_("Open hours are billed by the next wider rule then. Put this one away?")),
    )  # fmt: skip

    def list_query(self, request: Request) -> Any:
        """With the projects; the customers are loaded as a column."""
        return super().list_query(request).options(selectinload(BillingRule.project))

    def form_row(self, pk: str) -> Any:
        """With whose it is."""
        return self._stmt_by_identifier(pk).options(
            joinedload(BillingRule.customer), joinedload(BillingRule.project)
        )

    def row_title(self, row: BillingRule) -> str:
        """Return whom the rule is for, and from when."""
        return f"{_whose(row)} · {formatting.day(row.valid_from)}"

    async def fields(self, session: AsyncSession, row: BillingRule | None) -> dict[str, Any]:
        """From when, the step and its direction, the minimum, the share of travelling."""
        from_help = N_("Open hours from this day on are billed anew. Approved, locked and invoiced "
                       "ones stay as they are.")  # fmt: skip
        again = N_("Saving makes a newer rule; what was billed by this one stays in the books.")
        steps = [(str(step), formatting.span(step)) for step in STEPS]
        actor = actor_of(present_request.get())
        return {
            "whose": fields.shown(
                N_("For"), await self._for_whom(session, row), again if row is not None else ""),
            "valid_from": fields.day(N_("From"), from_help, required=True,
                                     default=clock.today(actor.zone if actor else "UTC")),
            "step_minutes": fields.choice(N_("Step"), steps, default="15"),
            "rounding": fields.choice(N_("Rounding"), [(way.value, _(WAYS[way]))
                                                       for way in Rounding]),
            "minimum_minutes": fields.number(
                N_("At least, minutes"), N_("For each entry, but not for travelling. 0: none."),
                high=1440, default=0),
            "travel_percent": fields.number(
                N_("Share of travelling that is billed, %"),
                N_("For entries whose kind of work is travelling."), high=100, default=100),
            "note": fields.text(N_("Note")),
        }  # fmt: skip

    async def _for_whom(self, session: AsyncSession, row: BillingRule | None) -> str:
        if row is not None:
            return _whose(row)
        customer_id, project_id = _asked()
        if project_id is not None:
            return (await project_names(session, [project_id])).get(project_id, "")
        if customer_id is not None:
            return (await names_of(session, [customer_id])).get(customer_id, "")
        return _("The whole company")

    def values(self, row: BillingRule) -> dict[str, Any]:
        """Return what the form shows."""
        return {
            "whose": _whose(row), "valid_from": row.valid_from,
            "step_minutes": str(row.step_minutes), "rounding": str(row.rounding),
            "minimum_minutes": row.minimum_minutes, "travel_percent": row.travel_percent,
            "note": row.note,
        }  # fmt: skip

    async def create(
        self, session: AsyncSession, actor: Actor, data: dict[str, Any]
    ) -> BillingRule:
        """Let a rule hold for whom the address names, else for the whole company."""
        customer_id, project_id = _asked()
        return await self._set(session, actor, data, customer_id, project_id)

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> BillingRule:
        """Let a newer rule take this one's place from the day that is given."""
        rule = await session.get(BillingRule, pk)
        if rule is None:
            raise NotFound
        return await self._set(session, actor, data, rule.customer_id, rule.project_id)

    async def _set(
        self, session: AsyncSession, actor: Actor, data: dict[str, Any],
        customer_id: UUID | None, project_id: UUID | None,
    ) -> BillingRule:  # fmt: skip
        if data["valid_from"] is None:
            raise Invalid(_("Say from which day on."), field="valid_from")
        return await service.set_billing_rule(
            session, actor, valid_from=data["valid_from"], customer_id=customer_id,
            project_id=project_id, step_minutes=int(data["step_minutes"]),
            rounding=data["rounding"], minimum_minutes=data["minimum_minutes"] or 0,
            travel_percent=data["travel_percent"] if data["travel_percent"] is not None else 100,
            note=data["note"] or "",
        )  # fmt: skip

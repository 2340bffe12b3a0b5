"""Routing rules in words: when a message is like this, do that."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqladmin.pagination import Pagination
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from admin import base
from admin.base import Act, ServiceView, version_of
from admin.pages.routing_words import actions_in_words, conditions_in_words
from admin.pages.rule_names import names_in
from admin.views import rule_form
from admin.views.archiving import archived_filter
from core.access.actor import Actor
from core.access.permissions import Permission
from core.intake import service
from core.intake.models import RoutingRule
from core.intake.queries import get_rule
from core.kit.i18n import N_
from core.people.queries import names_of


def _when(rule: RoutingRule, _name: str, request: Request) -> str:
    return conditions_in_words(rule.conditions, request.state.rule_names)


def _then(rule: RoutingRule, _name: str, request: Request) -> str:
    return actions_in_words(rule.actions, request.state.rule_names)


class RuleView(ServiceView, model=RoutingRule):
    """Routing rules."""

    right = Permission.MANAGE_SOURCES
    name, name_plural = N_("Routing rule"), N_("Routing rules")
    about = N_("Who gets what: rules are tried in order, and the first that fits decides.")
    none_yet = N_("Without rules every request waits for somebody to take it.")
    new_label = N_("New rule")
    icon = "inbox"
    create_template = edit_template = "sqladmin/rule.html"
    column_list = ("position", "name", "conditions", "actions", "active")
    column_labels = {
        "position": N_("Order"), "name": N_("Name"), "conditions": N_("When a message"),
        "actions": N_("Then"), "active": N_("In use"),
    }  # fmt: skip
    column_formatters = {"conditions": _when, "actions": _then}
    column_searchable_list = ("name",)
    column_default_sort = [("position", False), ("id", False)]
    filters = (archived_filter(RoutingRule),)
    acts = (
        Act("archive", N_("Put away"), service.archive_rule, lambda one: not one.is_archived,
            done="archived"),
        Act("restore", N_("Take into use again"), service.restore_rule,
            lambda one: one.is_archived, done="restored"),
    )  # fmt: skip

    async def list(self, request: Request) -> Pagination:
        """Return a page, and the names its rules speak of."""
        await self._learn_names(request)
        return await super().list(request)

    async def get_model_objects(self, request: Request, limit: int | None = 0) -> Any:
        """Return the rows to export, and the names they speak of."""
        await self._learn_names(request)
        return await super().get_model_objects(request, limit)

    async def _learn_names(self, request: Request) -> None:
        async with request.state.app.sessions.reading() as session:
            meant = await session.scalars(sa.select(RoutingRule.conditions))
            customers = {one for conditions in meant for one in conditions.get("customers", ())}
            request.state.rule_names = await names_in(session, customers)

    async def fields(self, session: AsyncSession, row: RoutingRule | None) -> dict[str, Any]:
        """Name, conditions, actions, order."""
        return await rule_form.rule_fields(session)

    async def get_form_data_for_edit(self, obj: RoutingRule) -> dict[str, Any]:
        """Return what the form shows, customers by their names."""
        ids = base.ids_of(obj.conditions.get("customers", ()))
        async with self.session_maker() as session:
            names = await names_of(session, ids) if ids else {}
        return {**rule_form.values_of(obj, list(names.values())), "version": str(obj.version)}

    async def create(self, session: AsyncSession, actor: Actor, data: dict[str, Any]) -> Any:
        """Make a rule."""
        return await service.create_rule(session, actor, **await rule_form.given(session, data))

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> Any:
        """Change a rule."""
        given = await rule_form.given(session, data, await get_rule(session, actor, pk))
        return await service.change_rule(session, actor, pk, version=version_of(data), **given)

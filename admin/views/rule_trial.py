"""Trying a routing rule on past mails, before it is saved."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from admin.fields import form_of
from admin.navigation import sections_for
from admin.pages.rendering import render
from admin.pages.routing_words import actions_in_words
from admin.pages.rule_names import names_in
from admin.pages.serving import reading, refusal_of, show
from admin.views import rule_form
from core.access.actor import require
from core.errors import DomainError, Invalid
from core.intake import policies
from core.intake.queries import get_rule
from core.intake.routing import Decision
from core.intake.trying import TryOut, try_rule
from core.kit.i18n import _
from core.kit.ids import parse_id

PATH = "/settings/routing-rule/try"


async def trial(request: Request) -> Response:
    """POST /settings/routing-rule/try?rule=: the form as it is; answers with what would change."""
    sent = await request.form()
    async with reading(request) as (session, actor):
        require(policies.can_route(actor))
        form = form_of(await rule_form.rule_fields(session))(sent)
        found: dict[str, Any] = {}
        try:
            if not form.validate():
                raise Invalid(_("Give the rule a name and an order first."))
            rule_id = parse_id(request.query_params.get("rule", ""))
            rule = await get_rule(session, actor, rule_id) if rule_id else None
            given = await rule_form.given(session, form.data, rule)
            result = await try_rule(session, actor, rule_id, **given)
            found = {"result": result, "lines": await _lines(session, result)}
        except DomainError as refusal:
            found = refusal_of(refusal)
        if "HX-Request" in request.headers:
            return render(request, "parts/rule_trial.html", **found)
        return await show(
            request, session, "sqladmin/rule_trial.html", **found,
            sections=sections_for(actor, request.app.state.views),
        )  # fmt: skip


async def _lines(session: Any, result: TryOut) -> list[tuple[Any, str, str]]:
    """Return the examples: the mail, how it is handled and how it would be, in words."""
    names = await names_in(session) if result.examples else {}
    return [
        (one.mail, _effect(one.before, names), _effect(one.after, names)) for one in result.examples
    ]


def _effect(decision: Decision, names: dict[str, str]) -> str:
    told = {name: value for name, value in decision.effect.items() if value}
    return actions_in_words(told, names) if told else _("waits for whoever takes it")


ROUTES = [Route(PATH, trial, methods=["POST"])]

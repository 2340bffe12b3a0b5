"""Trying a rule on past mails before it is saved: what would go elsewhere; nothing is written."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import NotFound
from core.intake import past, pinning, policies, queries
from core.intake.models import RoutingRule
from core.intake.past import PastMail
from core.intake.pinning import Broken
from core.intake.routing import Decision, fitting, route
from core.intake.rule_checks import clean_actions, clean_conditions, clean_name
from core.kit import clock, ids

TRIED = 300
EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Difference:
    """A past mail that would be handled in another way: as it is, and as it would be."""

    mail: PastMail
    before: Decision
    after: Decision


@dataclass(slots=True)
class TryOut:
    """How many mails were looked at, how many the rule fits, what changes, which pins break.

    `beaten` counts the mails its conditions fit, but which an earlier rule decides about for good.
    """

    tried: int = 0
    fitting: int = 0
    beaten: int = 0
    changed: int = 0
    examples: list[Difference] = field(default_factory=list)
    broken: Sequence[Broken] = ()


def draft_of(
    rule: RoutingRule | None, *, name: str, conditions: dict[str, Any], actions: dict[str, Any],
    position: int = 100, active: bool = True, goes_on: bool = False,
) -> RoutingRule:  # fmt: skip
    """Return a rule as it would be, apart from every session."""
    return RoutingRule(
        id=rule.id if rule else ids.new_id(), name=name, conditions=conditions, actions=actions,
        position=position, active=active, goes_on=goes_on, turn=0, created_at=clock.now(),
        archived_at=rule.archived_at if rule else None,
    )  # fmt: skip


async def try_rule(
    session: AsyncSession,
    actor: Actor,
    rule_id: UUID | None,
    *,
    limit: int = TRIED,
    **wanted: Any,
) -> TryOut:
    """Return what a new or changed rule would do with the last mails; raises Invalid."""
    require(policies.can_route(actor))
    rule = await queries.get_rule(session, actor, rule_id) if rule_id else None
    if rule is not None and rule.is_archived:
        raise NotFound
    wanted["name"] = clean_name(wanted["name"])
    wanted["conditions"] = clean_conditions(wanted["conditions"])
    wanted["actions"] = await clean_actions(session, wanted["actions"])
    draft = draft_of(rule, **wanted)
    before = list(await queries.rules_in_use(session))
    after = pinning.with_rule(before, draft)
    mails = await past.last_mails(session, limit)
    result = await asyncio.to_thread(compare, mails, before, after, draft.id)
    result.broken = await pinning.broken_by(session, before, after)
    return result


def compare(
    mails: Sequence[PastMail],
    before: Sequence[RoutingRule],
    after: Sequence[RoutingRule],
    rule_id: UUID,
) -> TryOut:
    """Route every mail by both sets of rules; pure."""
    result = TryOut(tried=len(mails))
    draft = next((one for one in after if one.id == rule_id), None)
    for mail in mails:
        old, new = route(before, mail.facts), route(after, mail.facts)
        if any(step.get("rule_id") == str(rule_id) for step in new.trace):
            result.fitting += 1
        elif draft and fitting(draft, replace(mail.facts, tags=new.tags)) is not None:
            result.beaten += 1
        if old.effect == new.effect:
            continue
        result.changed += 1
        if len(result.examples) < EXAMPLES:
            result.examples.append(Difference(mail, old, new))
    return result

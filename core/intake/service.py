"""Routing rules: making, changing and trying them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import check_version
from core.events.bus import record
from core.inbox.incoming import IncomingMessage
from core.intake import pinning, policies, queries, routing
from core.intake.events import RuleArchived, RuleChanged, RuleCreated, RuleRestored
from core.intake.gathering import load
from core.intake.models import RoutingRule
from core.intake.opening import facts_of
from core.intake.pinning import pin, unpin
from core.intake.routing import Decision
from core.intake.rule_checks import STATES, WAYS, clean_actions, clean_conditions, clean_name
from core.intake.trying import try_rule
from core.intake.work import Work
from core.kit import ids
from core.kit.clock import now

FIELDS = ("name", "conditions", "actions", "position", "active", "goes_on")


async def create_rule(
    session: AsyncSession,
    actor: Actor,
    *,
    name: str,
    conditions: dict[str, Any],
    actions: dict[str, Any],
    position: int = 100,
    active: bool = True,
    goes_on: bool = False,
) -> RoutingRule:
    """Make a rule; one without conditions fits every message. Raises PinWouldBreak."""
    require(policies.can_route(actor))
    rule = RoutingRule(
        id=ids.new_id(), name=clean_name(name), conditions=clean_conditions(conditions),
        actions=await clean_actions(session, actions), position=position, active=active,
        goes_on=goes_on,
    )  # fmt: skip
    await pinning.guard(session, rule)
    session.add(rule)
    await session.flush()
    await record(session, actor, RuleCreated(rule.id, rule.name))
    return rule


async def change_rule(
    session: AsyncSession,
    actor: Actor,
    rule_id: UUID,
    *,
    version: int | None = None,
    **wanted: Any,
) -> RoutingRule:
    """Change `name`, `conditions`, `actions`, `position`, `active` or `goes_on`.

    Raises PinWouldBreak when a pinned mail would go elsewhere.
    """
    rule = await queries.get_rule(session, actor, rule_id, lock=True)
    require(policies.can_route(actor))
    check_version(rule.version, version)
    if "name" in wanted:
        wanted["name"] = clean_name(wanted["name"])
    if "conditions" in wanted:
        wanted["conditions"] = clean_conditions(wanted["conditions"])
    if "actions" in wanted:
        wanted["actions"] = await clean_actions(session, wanted["actions"])
    changes = {
        field: [getattr(rule, field), wanted[field]]
        for field in FIELDS
        if field in wanted and getattr(rule, field) != wanted[field]
    }
    await _guard(session, rule, **{field: after for field, (_before, after) in changes.items()})
    for field, (_before, after) in changes.items():
        setattr(rule, field, after)
    if changes:
        await record(session, actor, RuleChanged(rule.id, rule.name, changes))
    return rule


async def _guard(session: AsyncSession, rule: RoutingRule, **changes: Any) -> None:
    """Refuse what would send a pinned mail elsewhere."""
    kept = ("id", *FIELDS, "archived_at")
    draft = RoutingRule(**{**{name: getattr(rule, name) for name in kept}, **changes})
    await pinning.guard(session, draft)


async def archive_rule(session: AsyncSession, actor: Actor, rule_id: UUID) -> None:
    """Try a rule no more; the traces of what it did stay."""
    rule = await queries.get_rule(session, actor, rule_id, lock=True)
    require(policies.can_route(actor))
    if rule.archived_at is None:
        await _guard(session, rule, active=False)
        rule.archived_at = now()
        await record(session, actor, RuleArchived(rule.id, rule.name))


async def restore_rule(session: AsyncSession, actor: Actor, rule_id: UUID) -> None:
    """Try an archived rule again."""
    rule = await queries.get_rule(session, actor, rule_id, lock=True)
    require(policies.can_route(actor))
    if rule.archived_at is not None:
        await _guard(session, rule, archived_at=None)
        rule.archived_at = None
        await record(session, actor, RuleRestored(rule.id, rule.name))


@dataclass(frozen=True, slots=True)
class Trial:
    """What a set of rules would do with a message; nothing is written."""

    decision: Decision
    language: str
    customer_id: UUID | None


async def dry_run(
    session: AsyncSession,
    actor: Actor,
    message: IncomingMessage,
    *,
    rules: Sequence[RoutingRule] | None = None,
) -> Trial:
    """Try rules (by default those in use) on a message; who would be chosen in turn stays open."""
    require(policies.can_route(actor))
    batch = await load(session, [message])
    work = Work(batch, keyring=session.info["keyring"], settings=session.info["settings"])
    (item,) = batch.items
    known = batch.book.who(item.contact)
    facts = facts_of(work, item, known)
    tried = batch.rules if rules is None else rules
    return Trial(routing.route(tried, facts), work.language(item, known), known.customer_id)


__all__ = [
    "STATES", "WAYS", "Trial", "archive_rule", "change_rule", "clean_actions",
    "clean_conditions", "create_rule", "dry_run", "pin", "restore_rule",
    "try_rule", "unpin",
]  # fmt: skip

"""Routing rules: making, changing and trying them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid, check_version
from core.events.bus import record
from core.inbox.incoming import IncomingMessage
from core.intake import policies, queries, routing
from core.intake.events import RuleArchived, RuleChanged, RuleCreated, RuleRestored
from core.intake.gathering import load
from core.intake.models import RoutingRule
from core.intake.opening import facts_of
from core.intake.routing import CONDITIONS, Decision
from core.intake.work import Work
from core.kit.clock import now
from core.kit.i18n import LANGUAGES, _
from core.kit.ids import parse_id
from core.kit.text import one_line

WAYS = ("round_robin", "least_busy")
STATES = ("spam", "ignored")
_IDS = ("team_id", "assignee_id", "workflow_id", "stage_id")
_ID_LISTS = ("sources", "customers")


def clean_conditions(given: dict[str, Any]) -> dict[str, Any]:
    """Return conditions as they are stored; raises Invalid."""
    unknown = given.keys() - set(CONDITIONS)
    if unknown:
        raise Invalid(_("This condition does not exist: {name}.").format(name=min(unknown)))
    clean: dict[str, list[str]] = {}
    for name, entries in given.items():
        kept = list(dict.fromkeys(text for one in entries or () if (text := one_line(str(one)))))
        if name in _ID_LISTS and any(parse_id(one) is None for one in kept):
            raise Invalid(_("Choose from the list."), field=name)
        if name == "languages" and not set(kept) <= set(LANGUAGES):
            raise Invalid(_("Choose from the list."), field=name)
        if kept:
            clean[name] = kept
    return clean


async def clean_actions(session: AsyncSession, given: dict[str, Any]) -> dict[str, Any]:
    """Return actions as they are stored; raises Invalid."""
    clean: dict[str, Any] = {}
    for name in _IDS:
        if given.get(name):
            identity = parse_id(str(given[name]))
            if identity is None:
                raise Invalid(_("Choose from the list."), field=name)
            clean[name] = str(identity)
    await _must_exist(session, clean)
    for name, allowed in (("spread", WAYS), ("state", STATES)):
        if given.get(name):
            if given[name] not in allowed:
                raise Invalid(_("Choose from the list."), field=name)
            clean[name] = given[name]
    if clean.get("spread") and not clean.get("team_id"):
        raise Invalid(_("Choose the team whose members take turns."), field="team_id")
    tags = [text for one in given.get("tags") or () if (text := one_line(str(one))[:50])]
    if tags:
        clean["tags"] = list(dict.fromkeys(tags))
    if given.get("priority"):
        clean["priority"] = max(-1, min(1, int(given["priority"])))
    return clean


async def _must_exist(session: AsyncSession, clean: dict[str, Any]) -> None:
    team, person = clean.get("team_id"), clean.get("assignee_id")
    teams, staff = await queries.existing(
        session, team_ids=[UUID(team)] if team else [], staff_ids=[UUID(person)] if person else []
    )
    if team and not teams:
        raise Invalid(_("This team is not in use any more."), field="team_id")
    if person and not staff:
        raise Invalid(_("Choose somebody who works here."), field="assignee_id")


def _clean_name(name: str) -> str:
    clean = one_line(name)[:200]
    if not clean:
        raise Invalid(_("Give the rule a name."), field="name")
    return clean


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
    """Make a rule; a rule without conditions fits every message."""
    require(policies.can_route(actor))
    rule = RoutingRule(
        name=_clean_name(name), conditions=clean_conditions(conditions),
        actions=await clean_actions(session, actions), position=position, active=active,
        goes_on=goes_on,
    )  # fmt: skip
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
    """Change `name`, `conditions`, `actions`, `position`, `active` or `goes_on`."""
    rule = await queries.get_rule(session, actor, rule_id, lock=True)
    require(policies.can_route(actor))
    check_version(rule.version, version)
    if "name" in wanted:
        wanted["name"] = _clean_name(wanted["name"])
    if "conditions" in wanted:
        wanted["conditions"] = clean_conditions(wanted["conditions"])
    if "actions" in wanted:
        wanted["actions"] = await clean_actions(session, wanted["actions"])
    fields = ("name", "conditions", "actions", "position", "active", "goes_on")
    changes = {
        field: [getattr(rule, field), wanted[field]]
        for field in fields
        if field in wanted and getattr(rule, field) != wanted[field]
    }
    for field, (_before, after) in changes.items():
        setattr(rule, field, after)
    if changes:
        await record(session, actor, RuleChanged(rule.id, rule.name, changes))
    return rule


async def archive_rule(session: AsyncSession, actor: Actor, rule_id: UUID) -> None:
    """Try a rule no more; the traces of what it did stay."""
    rule = await queries.get_rule(session, actor, rule_id, lock=True)
    require(policies.can_route(actor))
    if rule.archived_at is None:
        rule.archived_at = now()
        await record(session, actor, RuleArchived(rule.id, rule.name))


async def restore_rule(session: AsyncSession, actor: Actor, rule_id: UUID) -> None:
    """Try an archived rule again."""
    rule = await queries.get_rule(session, actor, rule_id, lock=True)
    require(policies.can_route(actor))
    if rule.archived_at is not None:
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
    "clean_conditions", "create_rule", "dry_run", "restore_rule",
]  # fmt: skip

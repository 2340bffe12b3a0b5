"""What a stage's rules may hold: cleaned and checked before they are kept."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from core.errors import Invalid, NotThere
from core.fields.models import Module
from core.fields.queries import fields_of
from core.kit.i18n import LANGUAGES, _
from core.kit.ids import parse_id
from core.kit.text import one_line, storable
from core.staff.models import Role, Team
from core.staff.queries import actors_for
from core.work.changing import Changes
from core.work.models import Stage, StageColor, StageKind, StageRight, Workflow
from core.work.stage_refusals import REQUIRABLE
from core.work.stage_rights import groups_of, rights_of, sees_all
from core.work.standing import MOST

CHANGEABLE = (
    "name", "kind", "position", "color", "wip_limit", "required", "moves_to", "default_doer_id",
    "entry_template", "sees_all", "uses_all", "signing_role_ids",
)  # fmt: skip
Rights = Mapping[UUID, bool]
"""Team or role -> whether it may also use the stage."""
WORDS_LENGTH = 10_000


async def clean_rules(
    session: AsyncSession, workflow: Workflow, stage: Stage, changes: dict[str, Any],
    rights: Rights | None,
) -> dict[str, Any]:  # fmt: skip
    """Return the changes as they are stored; raises Invalid with the field it is about."""
    clean = {**changes}
    if "kind" in clean:
        clean["kind"] = StageKind(clean["kind"])
    if "color" in clean and clean["color"] not in {"", *StageColor}:
        raise Invalid(_("Choose one of the colours."), field="color")
    if (limit := clean.get("wip_limit")) is not None and not 1 <= limit < MOST:
        sentence = _("Give the limit as a number from 1 to {most}, or leave it empty.")
        raise Invalid(sentence.format(most=MOST - 1), field="wip_limit")
    if "required" in clean:
        clean["required"] = await _known_fields(session, clean["required"])
    if clean.get("moves_to") is not None:
        theirs = {str(one.id) for one in workflow.stages} - {str(stage.id)}
        clean["moves_to"] = [key for key in map(str, clean["moves_to"]) if key in theirs]
    if "entry_template" in clean:
        clean["entry_template"] = clean_words(clean["entry_template"])
    if "signing_role_ids" in clean:
        clean["signing_role_ids"] = await _known_roles(session, clean["signing_role_ids"])
    if clean.get("default_doer_id") is not None:
        await _check_doer(session, stage, clean, rights)
    return clean


async def _known_fields(session: AsyncSession, names: Collection[str]) -> list[str]:
    """Return the fields that there are, in the order of forms; put-away ones fall out."""
    own = [one.name for one in await fields_of(session, Module.TASK)]
    return [name for name in (*REQUIRABLE, *own) if name in names]


async def _known_roles(session: AsyncSession, ids: Collection[Any]) -> list[str]:
    wanted = {key for one in ids if (key := parse_id(str(one)))}
    known = await session.scalars(sa.select(Role.id).where(Role.id.in_(wanted)).order_by(Role.name))
    found = [str(key) for key in known]
    if len(found) != len(wanted):
        raise NotThere
    return found


def clean_words(words: Mapping[str, Mapping[str, str]] | None) -> dict[str, dict[str, str]] | None:
    """Return a message by language, those without a body left out; None when none is left."""
    found = {
        language: {
            "subject": one_line(storable(words[language].get("subject", "")))[:200],
            "body": storable(words[language].get("body", "")).strip()[:WORDS_LENGTH],
        }
        for language in LANGUAGES if words and language in words
    }  # fmt: skip
    return {key: value for key, value in found.items() if value["body"]} or None


async def _check_doer(
    session: AsyncSession, stage: Stage, clean: Mapping[str, Any], rights: Rights | None
) -> None:
    """Whoever gets the tasks of a stage works here and sees it."""
    doer_id: UUID = clean["default_doer_id"]
    actor = (await actors_for(session, [doer_id])).get(doer_id)
    if actor is None:
        raise Invalid(_("Choose somebody who works here."), field="default_doer_id")
    if clean.get("sees_all", stage.sees_all):
        return
    if rights is None:
        named = await rights_of(session, [stage.id])
        seeing: Collection[UUID] = named[stage.id].seeing if stage.id in named else ()
    else:
        seeing = rights.keys()
    if not sees_all(actor) and not groups_of(actor) & set(seeing):
        sentence = _("{name} may not see this stage. Choose somebody who may, or let them see it.")
        raise Invalid(sentence.format(name=actor.name), field="default_doer_id")


async def keep_rights(session: AsyncSession, stage: Stage, rights: Rights) -> Changes:
    """Let a stage name exactly these teams and roles; return what changed, by their names."""
    names, teams = await _groups(session, list(rights))
    present = {
        one.team_id or one.role_id: one
        for one in await session.scalars(
            sa.select(StageRight).where(StageRight.stage_id == stage.id)
        )
    }
    before = await _told(session, present.values())
    for key, row in present.items():
        if key not in rights:
            await session.delete(row)
    for key, may_use in rights.items():
        if key in present:
            present[key].may_use = may_use
        else:
            which = "team_id" if key in teams else "role_id"
            session.add(StageRight(stage_id=stage.id, may_use=may_use, **{which: key}))
    after = {names[key]: may_use for key, may_use in rights.items()}
    if after == before:
        return {}
    flag_modified(stage, "sees_all")  # the version rises with the rights, too
    return {"rights": [before, after]}


async def _groups(session: AsyncSession, keys: Sequence[UUID]) -> tuple[dict[UUID, str], set[UUID]]:
    """Return the names of teams and roles, and which of them are teams; raises NotThere."""
    rows = (await session.execute(
        sa.select(Team.id, Team.name, sa.literal(True)).where(Team.id.in_(keys))
        .union_all(sa.select(Role.id, Role.name, sa.literal(False)).where(Role.id.in_(keys)))
    )).all()  # fmt: skip
    names = {key: name for key, name, _is_team in rows}
    if len(names) != len(set(keys)):
        raise NotThere
    return names, {key for key, _name, is_team in rows if is_team}


async def _told(session: AsyncSession, rows: Collection[StageRight]) -> dict[str, bool]:
    keys = [key for one in rows if (key := one.team_id or one.role_id)]
    names, _teams = await _groups(session, keys)
    return {names[key]: one.may_use for one in rows if (key := one.team_id or one.role_id)}

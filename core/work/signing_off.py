"""Signing a task off: a stage may demand that named roles sign before the task goes on [P5]."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.errors import Invalid, NotFound
from core.events.bus import record
from core.kit import clock
from core.kit.i18n import _
from core.kit.text import storable
from core.work import policies, queries, stage_events
from core.work import stage_refusals as refusals
from core.work.changing import facts
from core.work.models import SignOff, Task
from core.work.standing import Signature, Standing, standing_of

COMMENT_LENGTH = 1000


async def sign(
    session: AsyncSession, actor: Actor, which: str | UUID, *, role_id: UUID | None = None,
    comment: str = "",
) -> SignOff:  # fmt: skip
    """Sign a task in its stage for a role one has (by default the first that waits for it).

    Seeing the task is enough. Raises NothingToSign, NotYourSignature, AlreadySigned.
    """
    task = await queries.get_task(session, actor, which, lock=True)
    standing = await standing_of(session, actor, task)
    wanted = _for_whom(standing, actor, role_id)
    text = storable(comment).strip()
    if len(text) > COMMENT_LENGTH:
        raise Invalid(_("This comment is too long. Write at most 1000 letters."), field="comment")
    given = SignOff(
        task_id=task.id, stage_id=task.stage_id, role_id=wanted.role_id, staff_id=actor.staff_id,
        comment=text,
    )  # fmt: skip
    session.add(given)
    await session.flush()
    await record(session, actor, stage_events.TaskSigned(
        **facts(task), stage_id=task.stage_id, stage=task.stage.name, role_id=wanted.role_id,
        role=wanted.role, comment=text,
    ))  # fmt: skip
    return given


async def withdraw(
    session: AsyncSession, actor: Actor, which: str | UUID, *, role_id: UUID
) -> Task:
    """Take a signature back while the task still stands there: one's own, or with the right."""
    task = await queries.get_task(session, actor, which, lock=True)
    standing = await standing_of(session, actor, task)
    found = next((one for one in standing.signatures if one.role_id == role_id), None)
    given = await session.get(SignOff, found.sign_off_id) if found and found.sign_off_id else None
    if found is None or given is None:
        raise NotFound
    if not policies.can_withdraw(actor, given.staff_id):
        raise refusals.NotSignedByYou(name=found.name)
    given.withdrawn_at = clock.now()
    await session.flush()
    await record(session, actor, stage_events.SignatureWithdrawn(
        **facts(task), stage_id=task.stage_id, stage=task.stage.name, role_id=role_id,
        role=found.role, signer_id=given.staff_id,
    ))  # fmt: skip
    return task


def _for_whom(standing: Standing, actor: Actor, role_id: UUID | None) -> Signature:
    stage = standing.here.name
    if not standing.signatures:
        raise refusals.NothingToSign(stage=stage)
    mine = [
        one for one in standing.signatures
        if one.role_id in actor.role_ids and role_id in (None, one.role_id)
    ]  # fmt: skip
    if not mine:
        asked = [one.role for one in standing.signatures if role_id in (None, one.role_id)]
        raise refusals.NotYourSignature(stage=stage, roles=refusals.listed(asked))
    waiting = next((one for one in mine if one.sign_off_id is None), None)
    if waiting is None:
        raise refusals.AlreadySigned(name=mine[0].name, role=mine[0].role)
    return waiting

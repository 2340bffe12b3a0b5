"""What the buttons of a request page do. Each returns the code of what is said afterwards."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages.forms import Form
from admin.pages.own_fields import custom_of, tags_of
from admin.pages.picking import customer_of
from core.access.actor import Actor
from core.contact_requests import service
from core.contact_requests.errors import NoMessageChosen
from core.errors import Invalid, NotFound
from core.fields.models import Module
from core.intake import pinning
from core.kit import clock
from core.kit.i18n import _
from core.kit.ids import parse_id

RETURNS_AT = time(8)
"""The wall time at which a request that was put aside comes back on its day."""

Act = Callable[[AsyncSession, Actor, str, Form], Awaitable[str]]


async def _take(session: AsyncSession, actor: Actor, number: str, _form: Form) -> str:
    await service.take(session, actor, number)
    return "taken"


async def _release(session: AsyncSession, actor: Actor, number: str, _form: Form) -> str:
    await service.release(session, actor, number)
    return "released"


async def _assign(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    await service.assign(
        session, actor, number, staff_id=form.id("assignee_id"), team_id=form.id("team_id"),
        version=form.number("version"),
    )  # fmt: skip
    return "assigned"


async def _close(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    await service.close_request(session, actor, number, version=form.number("version"))
    return "closed"


async def _reopen(session: AsyncSession, actor: Actor, number: str, _form: Form) -> str:
    await service.reopen(session, actor, number)
    return "reopened"


async def _spam(session: AsyncSession, actor: Actor, number: str, _form: Form) -> str:
    await service.mark_spam(session, actor, number)
    return "spam"


async def _duplicate(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    original = form.needed("original", _("Say the number of the request that asks the same."))
    await service.mark_duplicate(session, actor, number, of=original)
    return "duplicate"


async def _follow_up(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    day = form.day("follow_up_on")
    if days := form.number("days"):
        day = clock.today(actor.zone) + timedelta(days=days)
    if day is None:
        raise Invalid(_("Choose the day on which it comes back."), field="follow_up_on")
    await service.follow_up(session, actor, number, at=clock.at(day, RETURNS_AT, actor.zone))
    return "follow_up"


async def _undo(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    if (message_id := form.id("message_id")) is None:
        raise NotFound
    await service.undo_answer(session, actor, number, message_id)
    return "answer_undone"


async def _customer(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    customer_id = await customer_of(session, actor, form)
    await service.verify(
        session, actor, number, customer_id=customer_id, version=form.number("version")
    )
    return "saved"


async def _change(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    await service.change_request(
        session, actor, number, version=form.number("version"),
        subject=form.needed("subject", _("Give the request a subject."), limit=200),
        priority={"high": 1, "low": -1}.get(form.text("priority"), 0), tags=tags_of(form),
        custom=await custom_of(session, actor, Module.REQUEST, form),
    )  # fmt: skip
    return "saved"


async def _merge(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    into = form.needed("into", _("Say the number of the request it belongs to."))
    await service.merge_requests(session, actor, number, into=into)
    return "merged"


async def _apart(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    if (other_id := form.id("other_id")) is None:
        raise NotFound
    await service.keep_apart(session, actor, number, other_id)
    return "kept_apart"


async def _carry(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    """Move the ticked messages to the named request, or split them off without a name."""
    chosen = [found for one in form.lists.get("message", ()) if (found := parse_id(one))]
    if not chosen:
        raise NoMessageChosen
    if form.ticked("split"):
        subject = form.text("new_subject", limit=200)
        await service.split_request(session, actor, number, message_ids=chosen, subject=subject)
        return "split"
    to = form.needed("to", _("Say the number of the request it belongs to."))
    await service.move_messages(session, actor, number, message_ids=chosen, to=to)
    return "messages_moved"


async def _undo_move(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    if (move_id := form.id("move_id")) is None:
        raise NotFound
    await service.undo_move(session, actor, number, move_id)
    return "move_undone"


async def _pin(session: AsyncSession, actor: Actor, number: str, _form: Form) -> str:
    await pinning.pin(session, actor, number)
    return "pinned"


async def _unpin(session: AsyncSession, actor: Actor, number: str, _form: Form) -> str:
    await pinning.unpin(session, actor, number)
    return "unpinned"


async def _inside(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    """Who wrote the forwarded mail becomes the asker."""
    if (message_id := form.id("message_id")) is None:
        raise NotFound
    await service.take_inside(session, actor, number, message_id)
    return "saved"


async def _complete(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    if (message_id := form.id("message_id")) is None:
        raise NotFound
    await service.complete_card(session, actor, number, message_id, form.text("what"))
    return "saved"


async def _no(session: AsyncSession, actor: Actor, number: str, form: Form) -> str:
    if (message_id := form.id("message_id")) is None:
        raise NotFound
    await service.say_no(session, actor, number, message_id, form.text("what"))
    return "saved"


ACTS: Mapping[str, Act] = {
    "take": _take,
    "release": _release,
    "assign": _assign,
    "close": _close,
    "reopen": _reopen,
    "spam": _spam,
    "duplicate": _duplicate,
    "follow-up": _follow_up,
    "undo": _undo,
    "customer": _customer,
    "change": _change,
    "merge": _merge,
    "apart": _apart,
    "carry": _carry,
    "undo-move": _undo_move,
    "inside": _inside,
    "complete": _complete,
    "no": _no,
    "pin": _pin,
    "unpin": _unpin,
}
"""By the last word of the address."""

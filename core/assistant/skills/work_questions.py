"""Answers about open work: of a customer, of a colleague, one's own, and what is late."""

from uuid import UUID

from core.access.modules import Part
from core.assistant import faces, parts, sms
from core.assistant.skills.requests import request_card
from core.assistant.skills.task_cards import known, pairs
from core.assistant.skills.tasks import my_tasks, task_buttons, task_lines
from core.assistant.turns import Reply, Turn, press_of
from core.contact_requests import queries as requests
from core.contact_requests.models import ContactRequest
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.text import shorten
from core.language.known import Customer, Named
from core.language.work_questions import WorkQuestion, work_question
from core.notify.telling import opening_button
from core.outbound.cards import Button, Card, press
from core.work import open_queries
from core.work.queries import TaskLine

SHOWN = 12
REQUESTS = 8
Rows = tuple[tuple[Button, ...], ...]


async def answered(turn: Turn) -> Reply | None:
    """Answer a question about open work; None when the words ask nothing of the kind."""
    asked = work_question(turn.text, turn.names.crew)
    if asked is None or "forwarded" in turn.incoming.flags:
        return None
    if turn.incoming.channel == "sms":
        return sms.not_by_sms()
    who = [*asked.customers, *asked.people]
    if len(who) > 1:
        return _which(asked)
    if not asked.customers and not turn.actor.has(Part.WORK):
        return parts.unused(Part.WORK)
    if asked.customers:
        return await of_customer(turn, parse_id(asked.customers[0].ref or ""), "")
    if asked.people:
        return await of_colleague(turn, parse_id(asked.people[0].ref or ""), "")
    return await late(turn) if asked.asked == "late" else await my_tasks(turn)


def _which(asked: WorkQuestion) -> Reply:
    """Ask which of several names is meant."""
    buttons = [_of("openfor", one) for one in asked.customers]
    buttons += [_of("openof", one) for one in asked.people]
    text = f"{faces.ASKING} " + _("Whom do you mean?")
    return Reply(Card(text, tuple(pairs(buttons[:SHOWN]))), subjects=[])


def _of(verb: str, one: Customer | Named) -> Button:
    return Button(shorten(one.name, 40), press(verb, parse_id(one.ref or "")))


@press_of("openfor")
async def of_customer(turn: Turn, customer_id: UUID | None, _argument: str) -> Reply:
    """Show what is open for a customer: tasks and requests that the person may see."""
    key = known(customer_id)
    lines: list[TaskLine] = []
    if turn.actor.has(Part.WORK):
        lines = await open_queries.open_for(
            turn.session, turn.actor, customer_id=key, limit=SHOWN + 1
        )
    asked = await requests.open_of(turn.session, turn.actor, key, limit=REQUESTS)
    name = turn.names.of(key) or ""
    if not lines and not asked:
        nothing = _("{name}: nothing is open that you may see.").format(name=name)
        return Reply(Card(f"{faces.DONE} {nothing}"), subjects=[])
    text = [name, *task_lines(turn, lines[:SHOWN], of="doer"), *_more(lines)]
    text += [f"{one.number} · {one.subject} · {one.asker_name}".rstrip(" ·") for one in asked]
    buttons = [Button(one.number, press("asked", one.id)) for one in asked]
    rows: Rows = (*task_buttons(lines[:SHOWN]), *pairs(buttons))
    return Reply(Card("\n".join(text), (*rows, *_page(turn, f"/app/customers/{key}"))), subjects=[])


@press_of("openof")
async def of_colleague(turn: Turn, staff_id: UUID | None, _argument: str) -> Reply:
    """Show a colleague's open tasks, those that the person may see."""
    key = known(staff_id)
    if key == turn.actor.id:
        return await my_tasks(turn)
    lines = await open_queries.open_for(turn.session, turn.actor, doer_id=key, limit=SHOWN + 1)
    name = turn.names.of(key) or ""
    if not lines:
        nothing = _("{name}: no open task that you may see.").format(name=name)
        return Reply(Card(f"{faces.DONE} {nothing}"), subjects=[])
    text = [name, *task_lines(turn, lines[:SHOWN]), *_more(lines)]
    return Reply(Card("\n".join(text), task_buttons(lines[:SHOWN])), subjects=[])


async def late(turn: Turn) -> Reply:
    """Show what is late: one's own tasks, and others' that the person may see."""
    session, actor, today = turn.session, turn.actor, turn.today
    own = await open_queries.late_of(session, actor, today, limit=SHOWN)
    others = await open_queries.late_of_others(session, actor, today, limit=SHOWN - len(own) + 1)
    if not own and not others:
        return Reply(Card(f"{faces.DONE} " + _("Nothing is late.")), subjects=[])
    text = []
    if own:
        text += [_("Your late tasks"), *task_lines(turn, own)]
    room = max(SHOWN - len(own), 0)
    if others[:room]:
        text.append(_("Others’ late tasks"))
        text += task_lines(turn, others[:room], of="doer", first=len(own) + 1)
    rows = task_buttons([*own, *others[:room]])
    more = ["…"] if len(others) > room else []
    return Reply(
        Card("\n".join([*text, *more]), (*rows, *_page(turn, "/app/tasks?view=due"))), subjects=[]
    )


def _more(lines: list[TaskLine]) -> list[str]:
    return ["…"] if len(lines) > SHOWN else []


def _page(turn: Turn, path: str) -> Rows:
    one = opening_button(turn.session.info["settings"], turn.incoming.channel, path)
    return ((one,),) if one is not None else ()


@press_of("asked")
async def request_pressed(turn: Turn, request_id: UUID | None, _argument: str) -> Reply:
    """Show a request with what can be done to it, in a message of its own."""
    request = await requests.get_request_by_id(turn.session, turn.actor, known(request_id))
    return Reply(request_card(request, _who_has(turn, request), faces.ASKING), subjects=[])


def _who_has(turn: Turn, request: ContactRequest) -> str:
    name = turn.names.of(request.assignee_id)
    return _("{name} has it.").format(name=name) if name else _("Nobody has taken it.")

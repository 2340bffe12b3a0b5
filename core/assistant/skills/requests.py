"""Contact requests by chat: take, answer, close; by words or by the buttons of a notice."""

from uuid import UUID

from core.access.modules import Part
from core.assistant import faces, questions
from core.assistant.models import Draft as DraftRow
from core.assistant.questions import Question
from core.assistant.turns import Reply, Subject, Turn, press_of, skill
from core.contact_requests import queries, service
from core.contact_requests.models import ContactRequest
from core.errors import NotFound
from core.kit.i18n import _
from core.kit.ids import new_id
from core.language.reading import Draft, Reading
from core.outbound.cards import Button, Card, press
from core.work import queries as work_queries
from core.work import service as work
from core.work.models import Task


def request_card(request: ContactRequest, sentence: str, sign: str = faces.DONE) -> Card:
    """Return a request as a card: its number, who asked what, and what happened to it."""
    lines = [f"{sign} {request.number} · {request.subject}", request.asker_name, sentence]
    buttons: list[Button] = []
    if request.is_open:
        buttons = [Button(_("Answer"), press("answer", request.id)),
                   Button(_("Close"), press("close", request.id))]  # fmt: skip
        if request.assignee_id is None:
            buttons.insert(0, Button(_("Take"), press("take", request.id)))
    else:
        buttons = [Button(_("Reopen"), press("reopen", request.id))]
    return Card("\n".join(line for line in lines if line), (tuple(buttons),))


async def _spoken(turn: Turn, reading: Reading) -> ContactRequest:
    number = reading.request.number if reading.request else ""
    found = await queries.find_spoken(turn.session, turn.actor, number)
    if found is None:
        raise NotFound
    return found


@skill("take_request")
async def take(turn: Turn, reading: Reading) -> Reply:
    """Take a request upon oneself."""
    request = await _spoken(turn, reading)
    return await _taken(turn, request, edits=False)


@press_of("take")
async def take_pressed(turn: Turn, request_id: UUID | None, _argument: str) -> Reply:
    """Take the request of a notice."""
    return await _taken(turn, await _of(turn, request_id), edits=True)


async def _taken(turn: Turn, request: ContactRequest, *, edits: bool) -> Reply:
    done: list[Subject] = []
    if request.assignee_id != turn.actor.id:
        request = await service.take(turn.session, turn.actor, request.number)
        done.append(("taken", request.id))
    if not turn.actor.has(Part.WORK):
        return Reply(request_card(request, _("It is yours.")), subjects=done, edits=edits)
    task = await _task_of(turn, request)
    if task is None:
        task = await work.create_task(
            turn.session, turn.actor, title=request.subject, contact_request_id=request.id,
            doer_id=turn.actor.staff_id,
        )  # fmt: skip
        done.append(("task", task.id))
    sentence = _("It is yours, as task {number}.").format(number=task.number)
    return Reply(request_card(request, sentence), subjects=done, edits=edits)


async def _task_of(turn: Turn, request: ContactRequest) -> Task | None:
    """Return the task a taken request is; what was taken twice is one task."""
    lines = await work_queries.tasks_of_request(turn.session, turn.actor, request.id)
    return lines[0].task if lines else None


@skill("list_requests")
async def list_new(turn: Turn, _reading: Reading) -> Reply:
    """Show the requests that nobody has taken; each is taken by one tap."""
    found = await queries.unassigned(turn.session, turn.actor)
    if not found:
        return Reply(Card(_("No request waits for somebody to take it.")), subjects=[])
    lines = [f"{one.number} · {one.subject} · {one.asker_name}" for one in found]
    buttons = [Button(one.number, press("take", one.id)) for one in found]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    lines.append(_("Tap a request to take it."))
    return Reply(Card("\n".join(lines), tuple(rows)), subjects=[])


@skill("close_request")
async def close(turn: Turn, reading: Reading) -> Reply:
    """Close a request, with an answer when one was said."""
    request = await _spoken(turn, reading)
    text = reading.request.text if reading.request else None
    closed = await service.close_request(turn.session, turn.actor, request.number, answer=text)
    if text:
        return _reply(closed, _("Answered and closed."), done="sent")
    return _reply(closed, _("Closed."), done="closed")


@press_of("close")
async def close_pressed(turn: Turn, request_id: UUID | None, _argument: str) -> Reply:
    """Close the request of a card; twice is harmless."""
    request = await _of(turn, request_id)
    done = "closed" if request.is_open else "shown"
    if request.is_open:
        request = await service.close_request(turn.session, turn.actor, request.number)
    return _reply(request, _("Closed."), done=done, edits=True)


@press_of("reopen")
async def reopen_pressed(turn: Turn, request_id: UUID | None, _argument: str) -> Reply:
    """Open a closed request again."""
    request = await _of(turn, request_id)
    if not request.is_open:
        request = await service.reopen(turn.session, turn.actor, request.number)
    return _reply(request, _("Open again."), done="reopened", edits=True)


@skill("answer_request")
async def answer(turn: Turn, reading: Reading) -> Reply:
    """Answer whoever asked with the words said; without words ask for them."""
    request = await _spoken(turn, reading)
    text = reading.request.text if reading.request else None
    if not text:
        return _ask_for_answer(turn, request)
    await service.answer(turn.session, turn.actor, request.number, text=text)
    return _reply(request, _("The answer is on its way."), done="sent")


@press_of("answer")
async def answer_pressed(turn: Turn, request_id: UUID | None, _argument: str) -> Reply:
    """Take the next message as the answer to whoever asked."""
    return _ask_for_answer(turn, await _of(turn, request_id))


async def answer_written(turn: Turn, row: DraftRow) -> Reply:
    """Send a typed answer."""
    _kind, request_id = questions.kept(row).replaces[0]
    request = await _of(turn, request_id)
    await service.answer(turn.session, turn.actor, request.number, text=turn.text)
    reply = _reply(request, _("The answer is on its way."), done="sent")
    questions.settle(row, reply.card_id.hex)
    return reply


def _ask_for_answer(turn: Turn, request: ContactRequest) -> Reply:
    row = DraftRow(
        id=new_id(), staff_id=turn.actor.staff_id, channel=turn.incoming.channel,
        text=request.subject, said_at=turn.said_at,
    )  # fmt: skip
    subject = ("contact_request", request.id)
    questions.keep(row, Question(Draft("answer_request"), replaces=[subject], typed=True))
    row.asking = "answer"
    turn.session.add(row)
    sentence = _("Write the answer to {name}. Your next message is sent as it is.")
    name = request.asker_name or request.asker_address
    text = f"{faces.ASKING} {request.number} · {request.subject}\n{sentence.format(name=name)}"
    buttons = ((Button(_("Cancel"), press("cancel", row.id)),),)
    return Reply(Card(text, buttons), subjects=[subject], draft_id=row.id)


def _reply(request: ContactRequest, sentence: str, *, done: str, edits: bool = False) -> Reply:
    return Reply(request_card(request, sentence), subjects=[(done, request.id)], edits=edits)


async def _of(turn: Turn, request_id: UUID | None) -> ContactRequest:
    if request_id is None:
        raise NotFound
    return await queries.get_request_by_id(turn.session, turn.actor, request_id)

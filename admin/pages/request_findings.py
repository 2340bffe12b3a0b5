"""What reading the messages of a request found, offered in words: one press, never silently."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from admin.pages.request_beside import Beside
from core.contact_requests.page_queries import Asked
from core.contact_requests.timeline import Timeline
from core.conversations.models import Message
from core.kit import formatting
from core.kit.i18n import N_, _

GUESSED = {
    "language": N_("Its country was guessed from the language."),
    "shape": N_("Its country was guessed from its form."),
    "domain": N_("Its country was taken from the mail address."),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a message said that may be used: `what` is inside, phone, business_id, company."""

    message_id: UUID
    what: str
    sentence: str
    label: str
    hint: str = ""


def offers(found: Asked, told: Timeline, lists: Beside) -> list[Offer]:
    """Return what may be used, the newest first, each thing once; nothing that is known."""
    offered: dict[tuple[str, str], Offer] = {}
    for entry in reversed(told.entries):
        if entry.message is None or entry.message.direction != "in":
            continue
        for value, offer in _of(entry.message, found, lists):
            offered.setdefault((offer.what, value), offer)
    return list(offered.values())


def _of(message: Message, found: Asked, lists: Beside) -> Iterator[tuple[str, Offer]]:
    findings: dict[str, Any] = message.findings or {}
    settled = findings.get("settled", ())
    inside = findings.get("inside")
    if inside and "inside" not in settled and inside["address"] != found.request.asker_address:
        yield inside["address"], _inside(message, inside)
    if message.from_address not in ("", found.request.asker_address):
        return  # somebody else's data do not belong on the asker's card
    for what, value in (findings.get("contact") or {}).items():
        if what not in settled and _is_missing(what, value, found, lists):
            yield str(value), _contact(message, what, value, findings["contact"])


def _inside(message: Message, inside: dict[str, str]) -> Offer:
    who = " ".join(filter(None, (inside.get("name"), f"<{inside['address']}>")))
    sentence = _("The mail inside was written by {who}. Nothing proves it.").format(who=who)
    return Offer(message.id, "inside", sentence, _("Answer to them"))


def _is_missing(what: str, value: str, found: Asked, lists: Beside) -> bool:
    """Tell whether the card lacks it, and there is a card to note it on."""
    match what:
        case "phone":
            return value not in lists.phones and (found.person or found.organisation) is not None
        case "business_id":
            return found.organisation is not None and not found.organisation.business_id
        case "company":
            return found.person is not None and found.organisation is None
    return False


def _contact(message: Message, what: str, value: str, contact: dict[str, str]) -> Offer:
    sentences = {
        "phone": _("The message gives the number {value}."),
        "business_id": _("The message gives the business ID {value}."),
        "company": _("The message is signed for {value}."),
    }
    guessed = GUESSED.get(contact.get("phone_from", "")) if what == "phone" else None
    return Offer(
        message.id, what, sentences[what].format(value=value), _("Note on the card"),
        _(guessed) if guessed else "",
    )  # fmt: skip


def back_on(told: Timeline, today: date) -> date | None:
    """Return when the asker said to be back, while they are away."""
    for entry in reversed(told.entries):
        said = (entry.message.findings or {}).get("back_on") if entry.message else None
        if said:
            day = date.fromisoformat(said)
            return day if day > today else None
    return None


def words_of(message: Message) -> str:
    """Return a message's words without the lines of an invitation, which is shown apart."""
    invitation = (message.findings or {}).get("invitation") or {}
    return message.text.removesuffix(invitation.get("lines") or "\0").rstrip()


def invitation_time(invitation: Mapping[str, str]) -> str:
    """Return when an invitation is for, as it was written; with its zone when it is not ours."""
    starts, ends = (_moment(invitation.get(name)) for name in ("starts", "ends"))
    if starts is None:
        return ""
    told = _told(starts)
    if isinstance(ends, datetime) and ends != starts and str(ends)[:10] == str(starts)[:10]:
        told += f"–{formatting.clock_time(ends)}"
    elif ends is not None and ends != starts:
        told += f" – {_told(ends)}"
    return " ".join(filter(None, (told, invitation.get("zone"))))


def _moment(text: str | None) -> date | datetime | None:
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _told(moment: date | datetime) -> str:
    if not isinstance(moment, datetime):
        return formatting.day(moment)
    time = formatting.clock_time(moment)
    return _("{day} at {time}").format(day=formatting.day(moment.date()), time=time)


WORDS = {
    "words_of": words_of,
    "invitation_time": invitation_time,
    "as_day": date.fromisoformat,
}
"""What the request's template calls."""

"""What reading a message found beside its words, kept with it for people to see and use; pure.

{back_on (ISO day after a vacation), inside {name, address} of a forward that nothing proves,
invitation {summary, starts, ends, zone, place, organizer, method, lines}, contact {phone,
phone_from, company, business_id}}; `settled` lists what somebody said no to.
"""

from typing import Any

from core.inbox.incoming import IncomingMessage
from core.kit.text import one_line
from core.people.addresses import mail_address

GUESSED = "phone-country-from-"
DOUBTFUL = GUESSED + "language"
"""A number whose country only the language of the words tells is suggested, never noted by itself."""


def findings_of(message: IncomingMessage, kind: str) -> dict[str, Any] | None:
    """Return what a message's row keeps of them; None when there is nothing."""
    extra = message.extra
    found = {"invitation": extra["invitation"]} if "invitation" in extra else {}
    if kind == "vacation" and "back_on" in extra:
        found["back_on"] = extra["back_on"]
    if kind == "human":
        found |= _inside(message) | _contact(message)
    return found or None


def phone_of(message: IncomingMessage) -> str | None:
    """Return the number to note for a new person: not one whose country was a mere guess."""
    notes = message.extra.get("contact_notes") or ()
    return None if DOUBTFUL in notes else message.sender.phone


def _inside(message: IncomingMessage) -> dict[str, Any]:
    """Who wrote the mail that was forwarded; the forwarder stays the sender."""
    forward = message.extra.get("forward") or {}
    address = mail_address(forward.get("from_address"))
    if "forwarded_by" in message.extra or address in (None, message.sender.address.lower()):
        return {}
    name = one_line(forward.get("from_name") or "")[:200]
    return {"inside": {"name": name, "address": address}}


def _contact(message: IncomingMessage) -> dict[str, Any]:
    notes = message.extra.get("contact_notes") or ()
    how = next((one.removeprefix(GUESSED) for one in notes if one.startswith(GUESSED)), None)
    found = {
        "phone": message.sender.phone,
        "phone_from": how,
        "company": one_line(message.sender.company or "")[:200] or None,
        "business_id": message.extra.get("business_id"),
    }
    kept = {name: value for name, value in found.items() if value}
    return {"contact": kept} if kept else {}

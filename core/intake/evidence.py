"""What a message itself says about where it belongs; pure."""

from dataclasses import dataclass, field

from core.conversations.threads import foreign_hashes, hash_of, subject_key
from core.conversations.tokens import looks_like_ours, number_in, token_in
from core.inbox.incoming import IncomingMessage
from core.kit.crypto import Keyring

AUTOMATIC = frozenset(("auto_reply", "vacation", "bounce", "feedback", "challenge", "list", "own"))
"""Kinds of mail that machines write: never open or reopen a request, never get an answer. Only a
list's mail opens one where a rule says so."""
CHATS = frozenset(("sms", "telegram", "webchat"))
SCORES = {"ids": 100, "token": 95, "chat": 90, "ancestor": 85, "token_other": 75, "number": 70,
          "flood": 40}  # fmt: skip
"""How sure each kind of evidence is, of 100. `token` came back from the address it was sent to,
`token_other` from another one: somebody our mail was passed on to."""
SUGGESTED = {"same_subject": 50, "names_request": 30}
"""Too little to join by itself: a person is asked."""
_SHORT = 20_000


@dataclass(frozen=True, slots=True)
class Clue:
    """One hint, nearest first: a Message-ID's hash, a rightly signed token, or (our id) both."""

    by: str
    hash: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a message says about its thread."""

    own_hash: str | None = None
    clues: tuple[Clue, ...] = ()
    number: str | None = None
    subject_key: str = ""
    bounced: Clue | None = None
    ancestors: tuple[str, ...] = field(default=())  # hashes worth remembering


def kind_of(message: IncomingMessage, own_addresses: frozenset[str]) -> str:
    """Return the nature of a message; mail from one of our own addresses is our own."""
    if message.mail is None:
        return "human"
    if message.sender.address.lower() in own_addresses:
        return "own"
    return message.mail.kind


def gather(keyring: Keyring, message: IncomingMessage) -> Evidence:
    """Return what a message says about its thread. Ids of our form count by signature only."""
    mail = message.mail
    if mail is None:
        return Evidence(number=number_in(message.subject))
    ids = [one for one in (mail.in_reply_to, *reversed(mail.references)) if one]
    clues = [clue for one in dict.fromkeys(ids[:80]) if (clue := _clue(keyring, one))]
    for text in (*mail.recipients, mail.token, _marked(message)):
        if token := token_in(keyring, text):
            clues.append(Clue("token", token=token))
            break
    own = mail.message_id
    return Evidence(
        own_hash=hash_of(own) if own and not looks_like_ours(own) else None,
        clues=tuple(clues),
        number=number_in(message.subject),
        subject_key=subject_key(message.subject),
        bounced=_clue(keyring, mail.bounced_message_id) if mail.bounced_message_id else None,
        ancestors=tuple(foreign_hashes(ids)),
    )


def _clue(keyring: Keyring, message_id: str) -> Clue | None:
    """Return what an id proves; one in our form, but wrongly signed, proves nothing."""
    if not looks_like_ours(message_id):
        return Clue("ids", hash=hash_of(message_id))
    token = token_in(keyring, message_id)
    return Clue("token", hash=hash_of(message_id), token=token) if token else None


def _marked(message: IncomingMessage) -> str | None:
    """The text in which our marker line may stand; long texts only when they hold one."""
    text = message.full_text or message.text
    return text if len(text) <= _SHORT or "##-" in text else None

"""What a mail is: a person's, or an auto-reply, bounce, report, challenge, list mail, our own.

A person's mail taken for automatic is worse than ten bounces shown, so words in the subject never
decide alone: a header or the body must agree. Every verdict names its evidence.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from mail import automatic_words
from mail.bounce_signs import Signs, bounce_evidence
from mail.bounces import Bounce, is_daemon, read_status_report, read_text_bounce
from mail.headers import Headers
from mail.mime import Part

OWN_HEADER = "x-apuri-loop"


class Kind(StrEnum):
    """Who or what wrote a mail."""

    HUMAN = "human"
    AUTO_REPLY = "auto_reply"
    VACATION = "vacation"
    BOUNCE = "bounce"
    DELIVERY_REPORT = "delivery_report"
    RECEIPT = "receipt"
    FEEDBACK = "feedback_report"
    CHALLENGE = "challenge"
    LIST = "list"
    OWN = "own"


AUTO_REPLIES = frozenset({Kind.AUTO_REPLY, Kind.VACATION})
MACHINE = frozenset({Kind.BOUNCE, Kind.DELIVERY_REPORT, Kind.RECEIPT, Kind.FEEDBACK})
AUTOMATED = frozenset(
    {
        Kind.AUTO_REPLY,
        Kind.VACATION,
        Kind.BOUNCE,
        Kind.DELIVERY_REPORT,
        Kind.RECEIPT,
        Kind.FEEDBACK,
        Kind.CHALLENGE,
        Kind.OWN,
    }
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind with its reasons; ``may_answer`` is False where an automatic answer could loop"
    " (RFC 3834)."""

    kind: Kind
    evidence: tuple[str, ...] = ()
    bounce: Bounce | None = None
    may_answer: bool = True

    @property
    def is_automated(self) -> bool:
        """Never becomes a request."""
        return self.kind in AUTOMATED


@dataclass(slots=True)
class Clues:
    """What the judgement rests on; ``own`` are the writer's words without quotes."""

    root: Part
    subject: str
    sender: str
    sender_name: str | None
    recipients: tuple[str, ...]
    body: str
    own: str = ""
    attachment_names: tuple[str, ...] = ()
    own_addresses: frozenset[str] = frozenset()
    evidence: list[str] = field(default_factory=list)

    @property
    def headers(self) -> Headers:
        """The message's own headers."""
        return self.root.headers

    @property
    def local(self) -> str:
        """The sender's local part."""
        return self.sender.partition("@")[0]

    def has_null_path(self) -> bool:
        """Whether the envelope sender was empty."""
        return self.headers.raw("return-path").replace(" ", "") == "<>"

    def auto_submitted(self) -> str:
        """Auto-Submitted without parameters and comments; '' when absent or 'no'."""
        value = re.split(r"[;(\s]", self.headers.raw("auto-submitted").strip().lower())[0]
        return "" if value == "no" else value


def classify(clues: Clues) -> Verdict:
    """The kind of a mail; first the certain ones."""
    kind, bounce = _kind(clues)
    loops = _loop_reasons(clues)
    return Verdict(
        kind=kind,
        evidence=tuple(dict.fromkeys([*clues.evidence, *loops])),
        bounce=bounce,
        may_answer=kind is Kind.HUMAN and not loops,
    )


def _kind(clues: Clues) -> tuple[Kind, Bounce | None]:
    if OWN_HEADER in clues.headers:
        clues.evidence.append("own-header")
        return Kind.OWN, None
    if (report := _report(clues)) is not None:
        return report
    if _is_text_bounce(clues):
        return Kind.BOUNCE, read_text_bounce(clues.root, clues.body, _known(clues))
    if _is_challenge(clues):
        return Kind.CHALLENGE, None
    if _is_auto_reply(clues):
        away = automatic_words.VACATION_BODY.search(
            clues.own[:5_000]
        ) or automatic_words.VACATION_BODY.search(clues.subject[:300])
        return (Kind.VACATION if away else Kind.AUTO_REPLY), None
    return (Kind.LIST if _is_list(clues) else Kind.HUMAN), None


def _report(clues: Clues) -> tuple[Kind, Bounce | None] | None:
    """multipart/report and its kin."""
    root = clues.root
    declared = root.params.get("report-type", "").lower()
    kinds = {part.content_type for part in root.walk()} if root.children else set()
    machine = root.content_type == "multipart/report" or _is_machine(clues)
    if declared == "feedback-report" or (machine and "message/feedback-report" in kinds):
        clues.evidence.append("feedback-report")
        return Kind.FEEDBACK, None
    receipt = "message/disposition-notification" in kinds
    if declared == "disposition-notification" or (machine and receipt):
        clues.evidence.append("disposition-notification")
        return Kind.RECEIPT, None
    if _is_dmarc_report(clues):
        return Kind.FEEDBACK, None
    bounce, found = read_status_report(root)
    if not found or not machine:
        return None
    clues.evidence.append("delivery-status")
    if bounce is None:
        return (Kind.DELIVERY_REPORT, None) if not _is_text_bounce(clues) else None
    if not bounce.recipients and not bounce.delayed:
        bounce = read_text_bounce(root, clues.body, _known(clues))
    return Kind.BOUNCE, bounce


def _is_dmarc_report(clues: Clues) -> bool:
    archive = any(
        "!" in name and name.lower().endswith((".zip", ".gz", ".xml"))
        for name in clues.attachment_names
    )
    if archive and automatic_words.DMARC_SUBJECT.search(clues.subject[:1_000]):
        clues.evidence.append("dmarc-report")
        return True
    return False


def _is_machine(clues: Clues) -> bool:
    return is_daemon(clues.sender, clues.sender_name) or clues.has_null_path() or not clues.sender


def _is_text_bounce(clues: Clues) -> bool:
    """A failure notice without a standard report."""
    if "x-failed-recipients" in clues.headers:
        clues.evidence.append("x-failed-recipients")
        return True
    signs = Signs(
        sender=clues.sender,
        name=clues.sender_name,
        silent=clues.has_null_path() or not clues.sender,
        marked=bool(clues.auto_submitted()) or clues.root.content_type == "multipart/report",
        known=_known(clues),
    )
    found = bounce_evidence(signs, clues.subject, clues.body)
    clues.evidence.extend(found)
    return bool(found)


def _known(clues: Clues) -> frozenset[str]:
    return frozenset({clues.sender.lower(), *(one.lower() for one in clues.recipients)})


def _is_challenge(clues: Clues) -> bool:
    if any(name in clues.headers for name in automatic_words.CHALLENGE_HEADERS):
        clues.evidence.append("challenge-header")
        return True
    subject = bool(automatic_words.CHALLENGE_SUBJECT.search(clues.subject[:300]))
    if not subject or not automatic_words.CHALLENGE_BODY.search(clues.body[:4_000]):
        return False
    marked = (
        bool(clues.auto_submitted()) or bool(_precedence(clues.headers)) or clues.has_null_path()
    )
    marked = marked or bool(
        automatic_words.CHALLENGE_LOCAL.fullmatch(clues.local)
        or automatic_words.NOREPLY.fullmatch(clues.local)
    )
    if marked or "http" in clues.body[:4_000]:
        clues.evidence.append("challenge-words")
        return True
    return False


def _is_auto_reply(clues: Clues) -> bool:
    strong = _strong_auto(clues)
    if strong:
        clues.evidence.append(strong)
        return True
    signs = _outer_signs(clues)
    if not _may_be_a_responder(clues, signs):
        return False
    signs |= _body_signs(clues)
    decided = _decided(clues, signs)
    if decided:
        clues.evidence.extend(f"auto-{name}" for name, holds in signs.items() if holds)
    return decided


def _outer_signs(clues: Clues) -> dict[str, bool]:
    """What outside the words speaks for a responder, each alone too little."""
    headers, subject, own = clues.headers, clues.subject[:300], clues.own[:2_000]
    words = automatic_words
    suppressed = re.search(
        r"all|oof|autoreply", headers.raw("x-auto-response-suppress"), re.IGNORECASE
    )
    bulk = _precedence(headers) & {"bulk", "junk"}
    return {
        "subject": bool(words.AUTO_SUBJECT.match(subject) or words.AWAY_SUBJECT.search(subject)),
        "prefix": bool(words.RESPONDER_PREFIX.match(subject)),
        "generated": clues.auto_submitted().startswith("auto"),
        "null-path": clues.has_null_path(),
        "header": bool(bulk or suppressed),
        "answer": "in-reply-to" in headers or "references" in headers,
        "question": "?" in own + subject and bool(words.QUESTION.search(f"{subject}\n{own}")),
    }


def _may_be_a_responder(clues: Clues, signs: dict[str, bool]) -> bool:
    """Whether the words can decide at all: looking through them is what costs."""
    if signs["generated"] or signs["question"]:
        return signs["generated"]
    if any(signs[name] for name in ("subject", "prefix", "null-path", "header")):
        return True
    own = clues.own[:2_000]
    return signs["answer"] and "auto" in own.lower() and bool(automatic_words.DECLARED.search(own))


def _body_signs(clues: Clues) -> dict[str, bool]:
    """What in the words speaks for a responder."""
    own, words = clues.own[:2_000], automatic_words
    return {
        "body": bool(words.VACATION_BODY.search(own) or words.AUTO_BODY.search(own)),
        "polite": bool(words.POLITE_BODY.search(own)),
        "declared": bool(words.DECLARED.search(own)),
    }


def _decided(clues: Clues, signs: dict[str, bool]) -> bool:
    """Two kinds of evidence at least; a question to us outweighs all but a program's own header."""
    body, titled, answer = signs["body"], signs["subject"] or signs["prefix"], signs["answer"]
    if signs["generated"]:
        return (titled and (body or signs["polite"] or signs["prefix"])) or (body and answer)
    if signs["question"]:
        return False
    if signs["null-path"] and body and (titled or answer):
        return True
    if signs["header"] and (body or signs["polite"]) and titled and (signs["prefix"] or answer):
        return True
    if signs["declared"] and (titled or answer):
        return True
    return signs["prefix"] and bool(automatic_words.RESPONDER_BODY.search(clues.own[:2_000]))


def _strong_auto(clues: Clues) -> str | None:
    """A header that only auto-responders write."""
    headers = clues.headers
    if clues.auto_submitted() == "auto-replied":
        return "auto-submitted"
    for name in automatic_words.AUTO_HEADERS:
        if name in headers and headers.raw(name).strip().lower() not in {"no", "false", "0"}:
            return name
    if "reply" in headers.raw("x-autogenerated").lower():
        return "x-autogenerated"
    if _precedence(headers) & {"auto_reply", "auto-reply", "autoreply"}:
        return "precedence"
    if "autoresponder" in headers.raw("x-post-messageclass").lower():
        return "x-post-messageclass"
    if any(
        value.strip(" <>").lower().startswith(("autoresponder", "autoreply"))
        for value in headers.all_raw("delivered-to")
    ):
        return "delivered-to"
    if automatic_words.AUTO_AGENT.search(headers.raw("x-mailer") + headers.raw("user-agent")):
        return "x-mailer"
    return "sender" if automatic_words.AUTO_LOCAL.fullmatch(clues.local) else None


def _precedence(headers: Headers) -> set[str]:
    names = ("precedence", "x-precedence")
    return {headers.raw(name).strip().lower() for name in names if name in headers}


def _is_list(clues: Clues) -> bool:
    """Mailing list mail, unless the list is of our own domain (a group that reads info@)."""
    headers = clues.headers
    listed = "list-id" in headers or "list-post" in headers or "list" in _precedence(headers)
    if not listed:
        return False
    post = headers.raw("list-post").lower()[:500]
    name = headers.raw("list-id").lower()[:500].rpartition("<")[2].rstrip("> ")
    ours = {own.rpartition("@")[2] for own in clues.own_addresses}
    if any(f"@{own}" in post or f".{name}".endswith(f".{own}") for own in ours if own):
        return False
    clues.evidence.append("list-headers")
    return True


def _loop_reasons(clues: Clues) -> list[str]:
    """Why an automatic answer must not be sent, kind aside."""
    headers = clues.headers
    reasons: list[str] = []
    if clues.auto_submitted():
        reasons.append("auto-submitted")
    if _precedence(headers) & {"bulk", "list", "junk", "auto_reply"}:
        reasons.append("precedence")
    if any(name.startswith("list-") for name in headers.index):
        reasons.append("list-headers")
    if "x-auto-response-suppress" in headers:
        reasons.append("x-auto-response-suppress")
    if clues.has_null_path():
        reasons.append("null-path")
    if is_daemon(clues.sender, None) or automatic_words.NOREPLY.fullmatch(clues.local):
        reasons.append("sender")
    if clues.sender.lower() in clues.own_addresses:
        reasons.append("own-address")
    return reasons
